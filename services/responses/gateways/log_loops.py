"""The loops of the transparency log: number and sign every quarter of a second; stamp at most twice a second.

The key is read by the numbering loop alone, when it starts. A time-stamping authority that is down delays tokens, never
a deposit and never the log.
"""

from collections.abc import Callable
from typing import Final

from services.responses.handlers.log import number_leaves
from services.responses.ports import SignedCheckpoint, Signer, TimeStampAuthority, UnitOfWork
from shared.kernel.refusal import InvalidValue
from shared.messaging.background import Background, Stop
from shared.observability import logger

Work = Callable[[Callable[[UnitOfWork], object]], object]

TICK_SECONDS: Final = 0.25
STAMP_SECONDS: Final = 0.5
_AUTHORITY_AWAY_SECONDS: Final = 10.0
_log = logger(__name__)


def numbering_loop(work: Work, make_signer: Callable[[], Signer]) -> Background:
    """Make the loop of the log's sequencer; one runs in all processes."""

    def run(stop: Stop) -> None:
        signer = make_signer()
        while not stop.wait(TICK_SECONDS):
            work(lambda uow: number_leaves(uow=uow, signer=signer))

    return Background("responses.log", run)


def stamping_loop(work: Work, make_authority: Callable[[], TimeStampAuthority]) -> Background:
    """Make the loop that has checkpoints stamped: one token for all the acts since the last."""

    def run(stop: Stop) -> None:
        authority = make_authority()
        pause = STAMP_SECONDS
        while not stop.wait(pause):
            pause = STAMP_SECONDS if stamp_latest(work, authority) else _AUTHORITY_AWAY_SECONDS

    return Background("responses.stamp", run)


def stamp_latest(work: Work, authority: TimeStampAuthority) -> bool:
    """Have the latest checkpoint stamped if acts wait for it; False when the authority did not answer."""
    waiting: list[SignedCheckpoint] = []

    def read(uow: UnitOfWork) -> None:
        found = uow.log.to_stamp()
        waiting[:] = [] if found is None else [found]

    work(read)
    for checkpoint in waiting:
        try:
            stamp = authority.stamp(checkpoint.note.encode())  # outside any transaction: it may take seconds
        except (OSError, InvalidValue) as error:
            _log.warning("time_stamp_delayed", size=checkpoint.size, reason=type(error).__name__)
            return False
        work(lambda uow, size=checkpoint.size, token=stamp: uow.log.save_stamp(size, token))  # type: ignore[misc]
    return True
