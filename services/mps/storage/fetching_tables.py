"""The tables of fetching, as queries see them; the migrations make them."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, Numeric, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.mps.storage.tables import METADATA

fetch_task: Final = Table(
    "fetch_task",
    METADATA,
    Column("candidacy_id", Uuid, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("attempt", SmallInteger, nullable=False),
    Column("queued_at", DateTime(timezone=True), nullable=False),
    Column("wanted_by", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("claimed_until", DateTime(timezone=True)),
    Column("traceparent", Text),
)

gate: Final = Table(
    "gate",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("calls", JSONB, nullable=False),
    Column("paused_until", DateTime(timezone=True)),
    Column("failures", Integer, nullable=False),
)

certificate: Final = Table(
    "certificate",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("recipient", Text),
    Column("status", Text, nullable=False),
    Column("fetched_at", DateTime(timezone=True), nullable=False),
    Column("fresh_until", DateTime(timezone=True), nullable=False),
    Column("valid_until", Date),
    Column("as_of", Date),
    Column("facts", JSONB, nullable=False),
    Column("detail", Text),
    Column("payload", Text, nullable=False),
    Column("document_blob", Text),
    Column("document_sha256", Text),
    Column("document_size", BigInteger),
    Column("document_type", Text),
    Column("document_problem", Text),
    Column("unknown_fields", JSONB, nullable=False),
)

block_certificate: Final = Table(
    "block_certificate",
    METADATA,
    Column("candidacy_id", Uuid, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("certificate_id", Uuid, nullable=False),
)

watched_contract: Final = Table(
    "watched_contract",
    METADATA,
    Column("contract_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("tender_id", Uuid, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("contractor_siret", Text, nullable=False),
    Column("amount", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("notified_on", Date, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("legal_start", DateTime(timezone=True), nullable=False),
    Column("factor", Integer, nullable=False),
    Column("next_due_on", Date),
    Column("due_at", DateTime(timezone=True)),
    Column("ended_on", Date),
)
