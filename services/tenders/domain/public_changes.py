"""What the public is told of a listed consultation, as one dense list that can be polled (fil des changements)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.states import TenderStatus
from shared.kernel.ids import TenderId


class PublicChangeKind(StrEnum):
    """What happened, as far as anybody may know."""

    PUBLISHED = "published"
    CHANGED = "changed"  # content, deadline or documents, R2151-4
    QUESTIONS_ANSWERED = "questions_answered"  # renseignements complémentaires, R2132-6
    CLOSED = "closed"
    AWARDED = "awarded"
    ABANDONED = "abandoned"  # sans suite, R2185-1


@dataclass(frozen=True, slots=True)
class PublicChange:
    """One public change; positions are dense and start at 1."""

    position: int
    tender_id: TenderId
    kind: PublicChangeKind
    changed_at: datetime
    title: str
    buyer_name: str
    buyer_siret: str


_ENDS = MappingProxyType(
    {
        TenderStatus.CLOSED: PublicChangeKind.CLOSED,
        TenderStatus.AWARDED: PublicChangeKind.AWARDED,
        TenderStatus.ABANDONED: PublicChangeKind.ABANDONED,
    }
)


def public_change(*, before: TenderStatus | None, after: TenderStatus, differs: bool) -> PublicChangeKind | None:
    """Say what the public is told when a listed consultation is saved; the work of evaluation is told to nobody.

    Args:
        before: Status at the last save, None when it was not listed.
        after: Status now.
        differs: Whether something that anybody sees is no longer the same.
    """
    if after is TenderStatus.PUBLISHED:
        known = PublicChangeKind.PUBLISHED if before is None else PublicChangeKind.CHANGED
        return known if differs or before is not after else None
    return None if before is after else _ENDS.get(after)
