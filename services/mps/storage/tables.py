"""The tables of the mps schema, as queries see them; the migrations make them."""

from typing import Final

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from shared.storage.tables import service_metadata, service_tables

METADATA: Final = service_metadata()
SERVICE_TABLES: Final = service_tables(METADATA)

candidacy: Final = Table(
    "candidacy",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("siret", Text, nullable=False),
    Column("siren", Text, nullable=False),
    Column("tender_id", Uuid, nullable=False),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    Column("completed_at", DateTime(timezone=True)),
    Column("moment", Text, nullable=False),
    Column("buyer_siret", Text),
    Column("forgotten_at", DateTime(timezone=True)),
)

evidence_block: Final = Table(
    "evidence_block",
    METADATA,
    Column("candidacy_id", Uuid, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("attempt", SmallInteger, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    Column("as_of", Date),
    Column("facts", JSONB, nullable=False),
    Column("detail", Text),
    Column("payload", Text),
    Column("next_try_at", DateTime(timezone=True)),
)

known_tender: Final = Table(
    "known_tender",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("buyer_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("deadline", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("legal_start", DateTime(timezone=True), nullable=False),
    Column("factor", Integer, nullable=False),
    Column("sandbox", Boolean, nullable=False),
    Column("lots", JSONB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("consultation_id", Uuid),
)

operator_identity: Final = Table(
    "operator_identity",
    METADATA,
    Column("siret", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("messages", JSONB, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
)
