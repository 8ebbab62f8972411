"""Tables of needs, of answers to advices and of requests for quotations."""

from typing import Any, Final

from sqlalchemy import Column, Date, DateTime, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tenders.storage.tables import METADATA


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


need: Final = Table(
    "need",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("family", Text, nullable=False),
    Column("content", JSONB, nullable=False),
)

need_revision: Final = Table(  # every version as it was written; nothing here ever changes
    "need_revision",
    METADATA,
    Column("need_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", JSONB, nullable=False),
)

tender_need: Final = Table(
    "tender_need",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("need_id", Uuid, nullable=False),
    Column("need_version", Integer, nullable=False),
)

passage: Final = Table(
    "passage",
    METADATA,
    Column("tender_id", Uuid, nullable=False),
    Column("act", Text, nullable=False),
    _instant("decided_at"),
    Column("acknowledged", JSONB, nullable=False),
    Column("overrides", JSONB, nullable=False),
)

quotation: Final = Table(
    "quotation",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("buyer_name", Text, nullable=False),
    Column("buyer_kind", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("audience", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("unit", Text),
    Column("invited", JSONB, nullable=False),
    _instant("sent_at", nullable=True),
    Column("quotes", JSONB, nullable=False),
    Column("choice", JSONB(none_as_null=True)),
    Column("made_order", JSONB(none_as_null=True)),
    Column("abandoned_reason", Text),
    # What is counted and looked for, beside the whole that is read with its owner.
    Column("estimated_value", Numeric, nullable=False),
    Column("reference", Text),
    Column("ordered_on", Date),
    Column("amount", Numeric),
    Column("supplier", Text),
)

quotation_company: Final = Table(  # which companies may read a request that is not public
    "quotation_company",
    METADATA,
    Column("quotation_id", Uuid, primary_key=True),
    Column("siret", Text, primary_key=True),
)

quote_blob: Final = Table(
    "quote_blob",
    METADATA,
    Column("blob_id", Text, primary_key=True),
    Column("quotation_id", Uuid, nullable=False),
)
