"""What has been kept as long as the law says is emptied; that it was there, and when it went, stays in the journal."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.mps.domain.retention import RETENTION, last_forgotten_day
from services.mps.ports import UnitOfWork
from shared.kernel.paris import legal_day, start_of_legal_day
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class Emptied:
    """What one turn has emptied, and the blobs that nothing refers to any more; ``is_all`` where no more is due."""

    candidacies: int
    blobs: Sequence[str]
    is_all: bool


def forget_due(*, law: LegalTable, uow: UnitOfWork, limit: int) -> Emptied:
    """Empty at most ``limit`` candidacies, and drop as many answers that later ones replaced."""
    today = legal_day(uow.clock.now())
    kept = law.value(RETENTION, on=today)
    cut = last_forgotten_day(today, years=kept.whole)
    basis = {"article": kept.article, "years": str(kept.whole), "confidence": kept.confidence.value}
    left: list[str] = []
    due = uow.retention.over(cut=cut, limit=limit)
    for candidacy_id in due:
        blobs = uow.retention.forget(candidacy_id, at=uow.clock.now())
        uow.record("candidacy_forgotten", str(candidacy_id), {**basis, "documents": str(len(blobs))})
        left += blobs
    replaced = uow.retention.drop_replaced(before=start_of_legal_day(cut), limit=limit)
    if replaced:
        uow.record("certificates_forgotten", "mps", {**basis, "certificates": str(len(replaced))})
    left += [blob for blob in replaced if blob is not None]
    return Emptied(len(due), left, is_all=max(len(due), len(replaced)) < limit)
