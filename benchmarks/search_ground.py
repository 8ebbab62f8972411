"""A database filled with many listed consultations, as if they had been published one by one."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import create_engine, make_url

from benchmarks.ground import database
from benchmarks.search_corpus import made_entries, real_contracts
from services.tenders.storage.tables import tender
from services.tenders.storage.tenders import to_row
from shared.settings import Settings
from shared.storage.roles import admin_url
from tests.unit.tenders.builders import a_tender

_COLUMNS = (
    *("tender_id", "published_at", "deadline", "updated_at", "status", "is_open", "kind", "procedure"),
    *("organisation", "buyer_name", "cpv_divisions", "nuts", "lots", "is_reserved", "documents", "digest", "words"),
)
_STAGE = sql.SQL("""
CREATE UNLOGGED TABLE staged AS SELECT {columns}, ''::text AS title, ''::text AS about FROM search_entry;
ALTER TABLE search_entry DROP CONSTRAINT fk_search_entry_tender_id_tender;
DROP INDEX ix_search_entry_words;
""")
_FROM_STAGE: dict[str, LiteralString] = {
    "id": "s.tender_id",
    "organisation": "s.organisation",
    "status": "s.status",
    "buyer_name": "s.buyer_name",
    "title": "s.title",
    "object": "s.about",
    "kind": "s.kind",
    "procedure": "s.procedure",
    "deadline": "s.deadline",
    "closes_at": "s.deadline",
    "published_at": "s.published_at",
    "launched_on": "s.published_at::date",
    "advices": "'[]'",
}
_FINISH = sql.SQL("""
INSERT INTO search_entry ({columns}) SELECT {columns} FROM staged;
DROP TABLE staged;
SET maintenance_work_mem = '512MB';
CREATE INDEX ix_search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off);
""")


@contextmanager
def filled_database(samples: Path, *, count: int) -> Iterator[tuple[Settings, float]]:
    """Fill a database of its own with so many consultations; give its settings and the seconds that it took."""
    with database() as settings:
        began = time.perf_counter()
        _model(settings)
        url = make_url(admin_url(settings)).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, options="-c search_path=tenders", autocommit=True) as connection:
            _fill(connection, samples, count=count)
        yield settings, time.perf_counter() - began


def _model(settings: Settings) -> None:
    """Keep one draft from which the columns that search never reads are copied."""
    engine = create_engine(admin_url(settings), connect_args={"options": "-c search_path=tenders"})
    with engine.begin() as connection:
        connection.execute(tender.insert(), to_row(a_tender(lots=1)))
    engine.dispose()


def _fill(connection: "psycopg.Connection[tuple[Any, ...]]", samples: Path, *, count: int) -> None:
    words: set[str] = set()
    columns = _listed(_COLUMNS)
    connection.execute(_STAGE.format(columns=columns))
    copied = sql.SQL("COPY staged ({columns}, title, about) FROM STDIN").format(columns=columns)
    with connection.cursor().copy(copied) as copy:
        for entry in made_entries(real_contracts(samples), count=count):
            copy.write_row(entry.row)
            words |= entry.words
    with connection.cursor().copy("COPY search_word FROM STDIN") as copy:
        for word in words:
            copy.write_row((word,))
    _copy_tenders(connection)
    connection.execute(_FINISH.format(columns=columns))
    for table in ("search_entry", "search_word", "tender"):
        connection.execute(sql.SQL("VACUUM (ANALYZE) {table}").format(table=sql.Identifier(table)))


def _copy_tenders(connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
    """Make the consultations from the staged rows; every other column is that of the one draft."""
    query = "SELECT attname FROM pg_attribute WHERE attrelid = 'tender'::regclass AND attnum > 0 AND NOT attisdropped"
    names = [str(row[0]) for row in connection.execute(query)]
    values = sql.SQL(", ").join(
        [sql.SQL(_FROM_STAGE[n]) if n in _FROM_STAGE else sql.Identifier("m", n) for n in names]
    )
    insert = "INSERT INTO tender ({names}) SELECT {values} FROM staged AS s, (SELECT * FROM tender LIMIT 1) AS m"
    connection.execute(sql.SQL(insert).format(names=_listed(names), values=values))


def _listed(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
