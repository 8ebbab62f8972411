"""The table of the versions of a consultation's content."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tenders.storage.tables import METADATA

tender_version: Final = Table(
    "tender_version",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("published", Boolean, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("content", JSONB, nullable=False),
)
