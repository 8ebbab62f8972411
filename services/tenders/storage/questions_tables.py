"""The table of questions and answers."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text, Uuid

from services.tenders.storage.tables import METADATA

question: Final = Table(
    "question",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("author_siret", Text),
    Column("registration_id", Uuid),
    Column("content", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("too_late", Boolean, nullable=False),
    Column("number", Integer),
    Column("published_text", Text),
    Column("answer", Text),
    Column("refusal_reason", Text),
    Column("settled_at", DateTime(timezone=True)),
)
