"""The table of the changes of published consultations."""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.tenders.storage.tables import METADATA

rectification: Final = Table(
    "rectification",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("items", JSONB, nullable=False),
    Column("importance", Text, nullable=False),
    Column("importance_reason", Text),
    Column("deadline_before", DateTime(timezone=True), nullable=False),
    Column("deadline_after", DateTime(timezone=True), nullable=False),
    Column("deadline_proposed", DateTime(timezone=True)),
    Column("override_reason", Text),
)
