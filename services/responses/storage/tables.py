"""The tables of responses, for queries; ``migrations`` makes them."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from shared.storage.log_tables import log_tables
from shared.storage.record_store import record_table
from shared.storage.tables import service_metadata, service_tables

metadata: Final = service_metadata()
common: Final = service_tables(metadata)
record: Final = record_table(metadata)
log: Final = log_tables(metadata)


def _instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


consultation: Final = Table(
    "consultation",
    metadata,
    Column("tender_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
)
closing: Final = Table(
    "closing",
    metadata,
    Column("tender_id", Uuid, primary_key=True),
    _instant("deadline"),
    Column("deadline_version", Integer, nullable=False),
)
abandonment: Final = Table(
    "abandonment",
    metadata,
    Column("tender_id", Uuid, primary_key=True),
    Column("lot_number", Integer, primary_key=True),  # 0: the whole
)
custodian: Final = Table(
    "custodian",
    metadata,
    Column("custodian_id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("challenge_sha256", LargeBinary, nullable=False),
    _instant("requested_at"),
    _instant("proved_at", nullable=True),
)
deposit: Final = Table(
    "deposit",
    metadata,
    Column("deposit_id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("siret", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    _instant("declared_at"),
    _instant("known_deadline"),
    Column("known_version", Integer, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("status", Text, nullable=False),
    _instant("completed_at", nullable=True),
    Column("particulars", JSONB, nullable=False),
    _instant("destroyed_at", nullable=True),
)
response_group: Final = Table(
    "response_group",
    metadata,
    Column("group_id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("lead", Text, nullable=False),
    Column("members", JSONB, nullable=False),
    Column("composition_sha256", Text, nullable=False),
    _instant("proposed_at"),
)
group_consent: Final = Table(
    "group_consent",
    metadata,
    Column("group_id", Uuid, primary_key=True),
    Column("siret", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    _instant("at"),
)
deposit_file: Final = Table(
    "deposit_file",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("deposit_id", Uuid, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("blob_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("lot_number", Integer),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("documents", JSONB, nullable=False),
    _instant("completed_at", nullable=True),
)
file_wrap: Final = Table(
    "file_wrap",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("subset", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
transmission: Final = Table(
    "transmission",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("file_id", Uuid, nullable=False),
    _instant("started_at"),
    _instant("ended_at"),
    Column("first_byte", BigInteger, nullable=False),
    Column("end_byte", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
)
opening: Final = Table(
    "opening",
    metadata,
    Column("opening_id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    _instant("started_at"),
    Column("started_by", Text, nullable=False),
    _instant("decided_deadline"),
    Column("decided_version", Integer, nullable=False),
    _instant("ended_at", nullable=True),
)
opening_custodian: Final = Table(
    "opening_custodian",
    metadata,
    Column("opening_id", Uuid, primary_key=True),
    Column("custodian_id", Uuid, primary_key=True),
    _instant("at"),
)
opening_layer: Final = Table(
    "opening_layer",
    metadata,
    Column("opening_id", Uuid, primary_key=True),
    Column("file_id", Uuid, primary_key=True),
    Column("subset", Text, primary_key=True),
    Column("peeled", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("custodian_id", Uuid, nullable=False),
    _instant("at"),
)
opened_file: Final = Table(
    "opened_file",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("opening_id", Uuid, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
    _instant("at"),
    Column("blob_id", Text),
    Column("scan", JSONB(none_as_null=True)),
    Column("parts", JSONB(none_as_null=True)),
)
