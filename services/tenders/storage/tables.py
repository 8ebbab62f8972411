"""The tables of the tenders schema, as queries see them; the migrations make them.

What is always read whole with its owner (lots, criteria, ranking) is one JSON column written by ``parts.py``; what
grows with time or is looked for is a row or a column of its own. Every amount is in euros.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Integer, Numeric, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from shared.storage.tables import service_metadata, service_tables

METADATA: Final = service_metadata()
SERVICE_TABLES: Final = service_tables(METADATA)


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


tender: Final = Table(
    "tender",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("buyer_name", Text, nullable=False),
    Column("buyer_kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("estimated_value", Numeric, nullable=False),
    Column("lots", JSONB, nullable=False),
    Column("criteria", JSONB, nullable=False),
    Column("custodian_ids", JSONB, nullable=False),
    Column("opening_threshold", SmallInteger, nullable=False),
    Column("max_file_bytes", BigInteger, nullable=False),
    Column("max_deposit_bytes", BigInteger, nullable=False),
    _instant("deadline"),
    Column("deadline_version", Integer, nullable=False),
    _instant("closes_at"),  # the real instant from which the deadline admits nothing more
    _instant("started_at"),
    _instant("legal_start"),
    Column("factor", Integer, nullable=False),
    Column("sandbox", Boolean, nullable=False),
    _instant("published_at", nullable=True),
    Column("launched_on", Date),
    Column("advices", JSONB(none_as_null=True)),
    _instant("closed_at", nullable=True),
    Column("terms", JSONB, nullable=False),
    Column("later_stages", JSONB, nullable=False),
    Column("ends", JSONB, nullable=False),  # how lots ended, by their identifier
)

later_stage: Final = Table(  # of which consultation a stage is, for what other services say of it
    "later_stage",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
)

document: Final = Table(
    "document",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("blob_id", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    _instant("added_at"),
    _instant("withdrawn_at", nullable=True),
    Column("withdrawal_reason", Text),
    Column("withheld", Boolean, nullable=False),
)

elsewhere_document: Final = Table(
    "elsewhere_document",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("means", Text, nullable=False),
    _instant("added_at"),
)

custodian: Final = Table(
    "custodian",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

opening: Final = Table(
    "opening",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("opening_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("responses", JSONB, nullable=False),
)

evaluation: Final = Table(
    "evaluation",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("lot_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("sheets", JSONB, nullable=False),
    Column("stage_id", Uuid),  # the stage whose offers are graded; none for the first
)

award: Final = Table(
    "award",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("tender_id", Uuid, nullable=False),
    Column("lot_id", Uuid, nullable=False),
    Column("decision_id", Uuid, nullable=False),
    Column("decision", JSONB, nullable=False),
    Column("response_id", Uuid, nullable=False),
    Column("ranking", JSONB, nullable=False),
    Column("reason", Text),
    Column("standstill_basis", Text),
    Column("sent_on", Date),
    Column("standstill_ends_on", Date),
    Column("standstill_confidence", Text),
    Column("adjustments", JSONB, nullable=False),
    Column("withdrawal", JSONB(none_as_null=True)),
    _instant("awarded_at"),
)

contract: Final = Table(
    "contract",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("tender_id", Uuid),  # None, like the award and the legality, for a contract passed elsewhere
    Column("award_id", Uuid),
    Column("object", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lot", JSONB, nullable=False),
    Column("buyer_name", Text, nullable=False),
    Column("buyer_kind", Text, nullable=False),
    Column("contractor_siret", Text, nullable=False),
    Column("contractor_name", Text, nullable=False),
    Column("amount_excl_vat", Numeric, nullable=False),
    Column("launched_on", Date, nullable=False),
    _instant("started_at"),
    _instant("legal_start"),
    Column("factor", Integer, nullable=False),
    Column("sandbox", Boolean, nullable=False),
    Column("legality", JSONB(none_as_null=True)),
    Column("regime", Text),
    Column("signed_on", Date, nullable=False),
    Column("signature", JSONB, nullable=False),
    Column("signed_document", JSONB(none_as_null=True)),
    Column("acknowledgement", Text),
    Column("acknowledged_on", Date),
    Column("notified_on", Date),
    Column("ending", JSONB(none_as_null=True)),
    Column("notification", JSONB(none_as_null=True)),
)
