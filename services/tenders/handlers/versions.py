"""Two agents who edit at once: the second learns what the first one changed, field by field (design section 8.6)."""

from typing import Final

from services.tenders.domain.differences import diff
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Tender
from services.tenders.ports import UnitOfWork
from shared.kernel.refusal import Refusal, Refused

_MOST_SHOWN: Final = 30
_LONGEST: Final = 200


def check_seen(tender: Tender, *, expected: int, uow: UnitOfWork) -> None:
    """Check that the person who edits has seen the present version; else say what changed since.

    Raises:
        Refused: ``HTTP-VERSION-STALE``; the facts name each field with what it was and what it is.
    """
    if expected == tender.version:
        return
    seen = uow.versions.seen_at(tender.tender_id, expected) if expected < tender.version else None
    changes = () if seen is None else diff(seen, tender.content)
    facts = {"expected": str(expected), "current": str(tender.version), "status": tender.status.value}
    facts["changed"] = ", ".join(change.path for change in changes[:_MOST_SHOWN])
    for change in changes[:_MOST_SHOWN]:
        facts[f"before.{change.path}"] = _short(change.before)
        facts[f"after.{change.path}"] = _short(change.after)
    raise Refused(Refusal(code=Code.VERSION_STALE, facts=facts))


def _short(value: str | None) -> str:
    return "" if value is None else value[:_LONGEST]
