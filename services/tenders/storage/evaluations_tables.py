"""The tables of evaluation: methods, earlier rounds, notes, inquiries, candidacies, price schedules, priced offers."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tenders.storage.tables import METADATA

evaluation_round: Final = Table(
    "evaluation_round",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("lot_id", Uuid, primary_key=True),
    Column("stage_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("sheets", JSONB, nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=False),
)

evaluation_note: Final = Table(
    "evaluation_note",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("lot_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("response_id", Uuid, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("score", Numeric, nullable=False),
    Column("justification", Text),
    Column("author", Text, nullable=False),
    Column("noted_at", DateTime(timezone=True), nullable=False),
)

evaluation_method: Final = Table(
    "evaluation_method",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("formula", Text, nullable=False),
    Column("step", Numeric),
    Column("weights", JSONB, nullable=False),
    Column("amount_basis", Text, nullable=False),
    Column("published", Boolean, nullable=False),
)

inquiry: Final = Table(
    "inquiry",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("lot_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("response_ids", JSONB, nullable=False),
    Column("text", Text, nullable=False),
    Column("sent_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("partial_reason", Text),
    Column("answers", JSONB, nullable=False),
)

candidacy_examination: Final = Table(
    "candidacy_examination",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("lot_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("examination_order", Text, nullable=False),
    Column("sheets", JSONB, nullable=False),
    Column("selection", JSONB(none_as_null=True)),
)

price_schedule: Final = Table(
    "price_schedule",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("lot_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
)

priced_offer: Final = Table(
    "priced_offer",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("lot_id", Uuid, primary_key=True),
    Column("response_id", Uuid, primary_key=True),
    Column("schedule_version", Integer, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("amount", Numeric),
)
