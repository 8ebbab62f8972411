"""The tables of other platforms, as queries see them; the migrations make them."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.mps.storage.tables import METADATA

editor: Final = Table(
    "editor",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("secret_digest", Text),
    Column("generation", Integer, nullable=False),
    Column("redirect_url", Text),
    Column("webhook_url", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("suspended_until", DateTime(timezone=True)),
)
editor_token: Final = Table(
    "editor_token",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("editor_id", Uuid, nullable=False),
    Column("scopes", JSONB, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
public_market: Final = Table(
    "public_market",
    METADATA,
    Column("identifier", Text, primary_key=True),
    Column("editor_id", Uuid, nullable=False),
    Column("tender_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("lots", JSONB, nullable=False),
    Column("deadline", DateTime(timezone=True), nullable=False),
    Column("buyer", Text, nullable=False),
    Column("market_types", JSONB, nullable=False),
    Column("provider_user_id", Text),
    Column("status", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True)),
)
market_application: Final = Table(
    "market_application",
    METADATA,
    Column("identifier", Text, primary_key=True),
    Column("editor_id", Uuid, nullable=False),
    Column("market_identifier", Text, nullable=False),
    Column("siret", Text),
    Column("provider_user_id", Text),
    Column("status", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("candidacy_id", Uuid),
    Column("completed_at", DateTime(timezone=True)),
)
editor_notification: Final = Table(
    "editor_notification",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("editor_id", Uuid, nullable=False),
    Column("event", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_status", Integer),
    Column("last_detail", Text, nullable=False),
)
