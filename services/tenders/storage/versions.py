"""The repository of the versions of contents: written when a consultation is saved, never changed."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, func, select

from services.tenders.domain.model import Tender, TenderContent
from services.tenders.domain.versions import ContentVersion
from services.tenders.storage.versions_tables import tender_version as table
from shared.kernel.clock import Clock
from shared.kernel.ids import TenderId
from shared.storage import records

_NUMBER: Final = func.row_number().over(order_by=table.c.version)


class SqlVersions:
    """Versions of contents."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def keep(self, before: Tender | None, after: Tender) -> None:
        """Keep a version when the content changed or was published; ``before`` is what was read under the lock."""
        if before is not None and _is_same(before, after):
            return
        row = {
            "tender_id": after.tender_id.value,
            "version": after.version,
            "published": after.publication is not None,
            "recorded_at": self._clock.now(),
            "content": records.to_json(after.content),
        }
        self._connection.execute(table.insert(), row)

    def seen_at(self, tender_id: TenderId, version: int) -> TenderContent | None:
        """Give the content that held at a version of the consultation; None when it was not kept."""
        kept = (
            select(table.c.content)
            .where(table.c.tender_id == tender_id.value, table.c.version <= version)
            .order_by(table.c.version.desc())
            .limit(1)
        )
        part = self._connection.execute(kept).scalar_one_or_none()
        return None if part is None else records.from_json(TenderContent, part)

    def published(self, tender_id: TenderId, *, after: int, limit: int) -> Sequence[ContentVersion]:
        """Give published versions after a number, the oldest first."""
        numbered = (
            select(table, _NUMBER.label("number"))
            .where(table.c.tender_id == tender_id.value, table.c.published.is_(True))
            .subquery()
        )
        wanted = select(numbered).where(numbered.c.number > after).order_by(numbered.c.number).limit(limit)
        return [
            ContentVersion(
                tender_id=tender_id,
                version=row.version,
                published=True,
                recorded_at=row.recorded_at,
                content=records.from_json(TenderContent, row.content),
                number=row.number,
            )
            for row in self._connection.execute(wanted)
        ]


def _is_same(before: Tender, after: Tender) -> bool:
    published_now = before.publication is None and after.publication is not None
    return not published_now and (before.content is after.content or before.content == after.content)
