"""The tables of webhooks, of the log of their calls and of the events of each organisation."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, SmallInteger, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tenders.storage.tables import METADATA

webhook: Final = Table(
    "webhook",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("types", JSONB, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("is_secret_shown", Boolean, nullable=False),
    Column("previous_until", DateTime(timezone=True)),
    Column("position", BigInteger, nullable=False),
    Column("last_event_id", Uuid),
    Column("failures", Integer, nullable=False),
    Column("next_try_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

delivery: Final = Table(
    "webhook_delivery",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("webhook_id", Uuid, nullable=False),
    Column("event_id", Uuid),
    Column("event_type", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", SmallInteger),
    Column("detail", Text, nullable=False),
    Column("milliseconds", Integer, nullable=False),
)

organisation_event: Final = Table(
    "organisation_event",
    METADATA,
    Column("organisation", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("aggregate_id", Text, nullable=False),
)
