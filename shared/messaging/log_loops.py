"""The loops of the transparency log: number and sign every quarter of a second; stamp at most twice a second.

The key is read by the numbering loop alone, when it starts. A time-stamping authority that is down delays tokens, never
a deposit and never the log.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from shared.kernel.refusal import InvalidValue
from shared.messaging.background import Background, Stop
from shared.observability import logger
from shared.proof.acts import SignedCheckpoint
from shared.proof.log import LogWork, Signer, TimeStampAuthority, number_leaves

U = TypeVar("U", bound=LogWork)
Work = Callable[[Callable[[U], object]], object]

TICK_SECONDS: Final = 0.25
STAMP_SECONDS: Final = 0.5
_AUTHORITY_AWAY_SECONDS: Final = 10.0
_log = logger(__name__)


def numbering_loop(
    service: str, work: Work[U], make_signer: Callable[[], Signer], *, is_open: Callable[[U], bool]
) -> Background:
    """Make the loop of a log's sequencer; one runs in all processes."""

    def run(stop: Stop) -> None:
        signer = make_signer()
        while not stop.wait(TICK_SECONDS):
            work(lambda uow: number_leaves(uow=uow, signer=signer, is_open=is_open(uow)))

    return Background(f"{service}.log", run)


def stamping_loop(service: str, work: Work[U], make_authority: Callable[[], TimeStampAuthority]) -> Background:
    """Make the loop that has checkpoints stamped: one token for all the acts since the last."""

    def run(stop: Stop) -> None:
        authority = make_authority()
        pause = STAMP_SECONDS
        while not stop.wait(pause):
            pause = STAMP_SECONDS if stamp_latest(work, authority) else _AUTHORITY_AWAY_SECONDS

    return Background(f"{service}.stamp", run)


def stamp_latest(work: Work[U], authority: TimeStampAuthority) -> bool:
    """Have the latest checkpoint stamped if acts wait for it; False when the authority did not answer."""
    waiting: list[SignedCheckpoint] = []

    def read(uow: U) -> None:
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
