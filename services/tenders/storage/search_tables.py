"""The tables of search: one entry for each listed consultation, the known words, and the public changes."""

from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from services.tenders.storage.tables import METADATA


def _instant(name: str) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=False)


search_entry: Final = Table(
    "search_entry",
    METADATA,
    Column("tender_id", Uuid, primary_key=True),
    _instant("published_at"),
    _instant("deadline"),
    _instant("updated_at"),
    Column("status", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("buyer_name", Text, nullable=False),
    Column("cpv_divisions", ARRAY(Text), nullable=False),
    Column("nuts", Text),
    Column("lots", Integer, nullable=False),
    Column("is_reserved", Boolean, nullable=False),
    Column("ceiling", Numeric),
    Column("documents", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("words", TSVECTOR, nullable=False),
)

search_word: Final = Table("search_word", METADATA, Column("word", Text, primary_key=True))

search_progress: Final = Table(
    "search_progress",
    METADATA,
    Column("normaliser", Integer, primary_key=True),
    Column("last_tender_id", Uuid),
    Column("is_done", Boolean, nullable=False),
)

saved_search: Final = Table(
    "saved_search",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("criteria", JSONB, nullable=False),
    Column("period", Text, nullable=False),
    _instant("created_at"),
    _instant("next_alert_at"),
    Column("last_position", BigInteger, nullable=False),
)

public_change: Final = Table(
    "public_change",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, unique=True),
    Column("tender_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    _instant("changed_at"),
)
