"""What has been kept as long as the law says is emptied; that it was there, and when it went, stays in the journal."""

from collections.abc import Sequence

from services.mps.domain.retention import RETENTION, last_forgotten_day
from services.mps.ports import UnitOfWork
from shared.kernel.paris import legal_day
from shared.legal import LegalTable


def forget_due(*, law: LegalTable, uow: UnitOfWork, limit: int) -> Sequence[str]:
    """Empty at most ``limit`` candidacies; give the blobs that nothing refers to any more."""
    today = legal_day(uow.clock.now())
    kept = law.value(RETENTION, on=today)
    left: list[str] = []
    for candidacy_id in uow.retention.over(cut=last_forgotten_day(today, years=kept.whole), limit=limit):
        left += uow.retention.forget(candidacy_id, at=uow.clock.now())
        uow.record("candidacy_forgotten", str(candidacy_id), {"article": kept.article, "years": str(kept.whole)})
    return left
