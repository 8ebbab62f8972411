"""Sources that could not answer are asked again when their time has come; the others are left alone."""

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.states import BlockStatus
from services.mps.handlers.announcements import announce_requests
from services.mps.ports import UnitOfWork


def ask_again(*, uow: UnitOfWork, limit: int) -> int:
    """Ask again every due source of at most `limit` candidacies; gives how many sources were asked."""
    candidacy_ids = uow.candidacies.due(now=uow.clock.now(), limit=limit)
    return sum(_ask_again_for(uow.candidacies.get_locked(candidacy_id), uow=uow) for candidacy_id in candidacy_ids)


def _ask_again_for(candidacy: SiretCandidacy | None, *, uow: UnitOfWork) -> int:
    if candidacy is None:
        return 0
    now = uow.clock.now()
    due = [
        block
        for block in candidacy.blocks
        if block.status is BlockStatus.UNAVAILABLE and block.next_try_at is not None and block.next_try_at <= now
    ]
    asked = [block.asked_again(at=now) for block in due]
    candidacy = announce_requests(candidacy, blocks=asked, uow=uow)
    uow.candidacies.save(candidacy, changed=asked)
    return len(asked)
