"""The tables of the portal's interface, as queries see them; the migrations make them."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.invoicing.storage.tables import METADATA

portal_application: Final = Table(
    "portal_application",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("secret_digest", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
portal_token: Final = Table(
    "portal_token",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("application_id", Uuid, nullable=False),
    Column("scopes", JSONB, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
technical_account: Final = Table(
    "technical_account",
    METADATA,
    Column("login", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("facts", JSONB, nullable=False),
)
portal_number: Final = Table(
    "portal_number",
    METADATA,
    Column("number", BigInteger, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
)
