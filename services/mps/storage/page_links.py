"""The links that open pages, in PostgreSQL."""

from typing import Any, Final

from sqlalchemy import Column, Connection, DateTime, Integer, Select, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.mps.domain.page_links import PageLink, PageSubject
from services.mps.domain.platforms import EditorId
from services.mps.storage.tables import METADATA

table: Final = Table(
    "page_link",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("identifier", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("editor_id", Uuid, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    Column("session_digest", Text),
    Column("session_ends_at", DateTime(timezone=True)),
)
_KEY: Final = ("subject", "identifier", "number")


class SqlPageLinks:
    """The links of markets and applications."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, link: PageLink) -> None:
        """Keep the present state of a link."""
        row = {
            "subject": link.subject.value,
            "identifier": link.identifier,
            "number": link.number,
            "editor_id": link.editor_id.value,
            "expires_at": link.expires_at,
            "used_at": link.used_at,
            "session_digest": link.session_digest,
            "session_ends_at": link.session_ends_at,
        }
        self._connection.execute(upsert(table).values(row).on_conflict_do_update(index_elements=_KEY, set_=row))

    def latest(self, subject: PageSubject, identifier: str) -> PageLink | None:
        """Read and lock the latest link of a subject."""
        return self._one(_about(subject, identifier).order_by(table.c.number.desc()).limit(1).with_for_update())

    def get(self, subject: PageSubject, identifier: str, number: int) -> PageLink | None:
        """Read and lock one link."""
        return self._one(_about(subject, identifier).where(table.c.number == number).with_for_update())

    def of_session(self, digest: str) -> PageLink | None:
        """Find the link that opened a session."""
        return self._one(select(table).where(table.c.session_digest == digest))

    def _one(self, query: Select[Any]) -> PageLink | None:
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        converted = {"subject": PageSubject(row["subject"]), "editor_id": EditorId(row["editor_id"])}
        return PageLink(**{**row, **converted})


def _about(subject: PageSubject, identifier: str) -> Select[Any]:
    return select(table).where(table.c.subject == subject.value, table.c.identifier == identifier)
