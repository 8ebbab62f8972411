"""The tasks of sources that have just been asked, with their urgency."""

from collections.abc import Sequence

from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.fetching import FetchTask, wanted_by
from services.mps.ports import UnitOfWork


def tasks_for(candidacy: SiretCandidacy, blocks: Sequence[EvidenceBlock], *, uow: UnitOfWork) -> list[FetchTask]:
    """Make the tasks of blocks that have just been asked."""
    tender = uow.tenders.get(candidacy.tender_id)
    tasks = []
    for block in blocks:
        deadline = block.asked_at if tender is None else tender.deadline
        wanted = wanted_by(candidacy.moment, deadline=deadline, at=block.asked_at)
        tasks.append(
            FetchTask(candidacy.candidacy_id, block.source, block.attempt, block.asked_at, wanted, block.asked_at)
        )
    return tasks
