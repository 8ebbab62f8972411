"""The tables of the buyer's side, as queries see them."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.mps.storage.tables import METADATA

opened_response: Final = Table(
    "opened_response",
    METADATA,
    Column("deposit_id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("siret", Text, nullable=False),
    Column("siren", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("lots", JSONB, nullable=False),
    Column("is_examinable", Boolean, nullable=False),
    Column("completed_at", DateTime(timezone=True), nullable=False),
)
hearing: Final = Table(
    "hearing",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("candidacy_id", Uuid, nullable=False),
    Column("buyer_siret", Text, nullable=False),
    Column("siren", Text, nullable=False),
    Column("content", JSONB, nullable=False),
)
