"""When each source of a candidacy will probably have answered: told rather than left to guess."""

from collections.abc import Mapping
from datetime import datetime

from services.mps.domain.fetching import expected_at
from services.mps.domain.sources import Source
from services.mps.handlers.read_candidacy import read_candidacy
from services.mps.ports import UnitOfWork
from services.mps.ports.lanes import LaneBook
from shared.kernel.ids import CandidacyId


def expected_answers(candidacy_id: CandidacyId, *, lanes: LaneBook, uow: UnitOfWork) -> Mapping[Source, datetime]:
    """Give when each source that has not answered is expected to; one that was given up is not expected.

    Raises:
        Refused: `MPS-NOT-FOUND` when there is no such candidacy for the principal.
    """
    candidacy, now = read_candidacy(candidacy_id, uow=uow), uow.clock.now()
    expected = {block.source: block.next_try_at for block in candidacy.blocks if block.next_try_at is not None}
    for task in uow.tasks.of(candidacy_id):
        lane = lanes.lane(task.source, now=now)
        ahead = uow.tasks.ahead(task, sources=lane.peers)
        expected[task.source] = expected_at(
            ahead=ahead, quota=lane.quota, due_at=task.due_at, opens_at=lane.opens_at, now=now
        )
    return {source: expected[source] for source in Source if source in expected}
