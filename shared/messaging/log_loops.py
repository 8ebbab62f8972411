"""The loops of the transparency log: number and sign every half second; stamp at most twice a second.

The key is read by the numbering loop alone, when it starts. A time-stamping authority that is down delays tokens, never
a deposit and never the log.
"""

from collections.abc import Callable
from time import monotonic
from typing import Final, TypeVar

from shared.kernel.refusal import InvalidValue
from shared.messaging.background import Background, Stop
from shared.observability import logger
from shared.proof.acts import SignedCheckpoint
from shared.proof.log import LogWork, Signer, TimeStampAuthority, number_leaves, publish_key

U = TypeVar("U", bound=LogWork)
Work = Callable[[Callable[[U], object]], object]

TICK_SECONDS: Final = 0.5
_MOST_TICKS: Final = 120  # what a process missed while it stood still is caught up, within reason
STAMP_SECONDS: Final = 0.5
_AUTHORITY_AWAY_SECONDS: Final = 10.0
_log = logger(__name__)


class Ticks:
    """A clock of fixed ticks: a slow run is caught up by the next, so that growth follows time and not work."""

    def __init__(self, seconds: float, now: Callable[[], float] = monotonic) -> None:
        self._seconds, self._now = seconds, now
        self._next = now() + seconds
        self.due = 1

    def until_next(self) -> float:
        """Give the seconds until the next tick."""
        return max(0.0, self._next - self._now())

    def elapse(self) -> None:
        """Count into ``due`` the ticks that passed since the last call: at least one."""
        ticks = 1 + max(0, int((self._now() - self._next) / self._seconds))
        self._next += ticks * self._seconds
        self.due = min(ticks, _MOST_TICKS)


def numbering_loop(
    service: str, work: Work[U], make_signer: Callable[[], Signer], *, is_open: Callable[[U], bool]
) -> Background:
    """Make the loop of a log's sequencer; one runs in all processes."""

    def run(stop: Stop) -> None:
        signer, clock = make_signer(), Ticks(TICK_SECONDS)
        work(lambda uow: publish_key(uow, str(signer.public), purpose="log"))

        def tick(uow: U) -> object:
            return number_leaves(uow=uow, signer=signer, is_open=is_open(uow), ticks=clock.due)

        while not stop.wait(clock.until_next()):
            clock.elapse()
            work(tick)

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
