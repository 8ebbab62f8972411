"""The loops of the transparency log: number and sign every half second; stamp at most twice a second.

The key is read by the numbering loop alone, when it starts. A time-stamping authority that is down delays tokens, never
a deposit and never the log.
"""

import secrets
from collections.abc import Callable, Mapping
from threading import Event
from time import monotonic
from typing import Final, Protocol, TypeVar

from shared.kernel.clock_offset import GREATEST, ClockOffsets, Measure
from shared.kernel.refusal import InvalidValue
from shared.messaging.background import Background, Stop
from shared.observability import logger
from shared.proof.acts import SignedCheckpoint
from shared.proof.log import LogWork, Signer, TimeStampAuthority, number_leaves, publish_key
from shared.proof.merkle import HASH_SIZE
from shared.proof.timestamps import StampedToken


class StampingWork(LogWork, Protocol):
    """A unit of work that holds a log and measures of the clock."""

    @property
    def clock_offsets(self) -> ClockOffsets:
        """The measures."""


U = TypeVar("U", bound=StampingWork)
Work = Callable[[Callable[[U], object]], object]

TICK_SECONDS: Final = 0.5
_MOST_TICKS: Final = 120  # what a process missed while it stood still is caught up, within reason
STAMP_SECONDS: Final = 0.5
BEAT_SECONDS: Final = 900.0
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
    service: str,
    work: Work[U],
    make_signer: Callable[[], Signer],
    *,
    is_open: Callable[[U], bool],
    published: Mapping[str, str],
    signed: Event,
) -> Background:
    """Make the loop of a log's sequencer; one runs in all processes.

    ``published``: other keys to enter, by purpose. ``signed`` is set after each tick, for the stamps.
    """

    def run(stop: Stop) -> None:
        signer, clock = make_signer(), Ticks(TICK_SECONDS)

        def publish(uow: U) -> None:
            for purpose, key in {"log": str(signer.public), **published}.items():
                publish_key(uow, key, purpose=purpose)

        work(publish)

        def tick(uow: U) -> object:
            return number_leaves(uow=uow, signer=signer, is_open=is_open(uow), ticks=clock.due)

        while not stop.wait(clock.until_next()):
            clock.elapse()
            work(tick)
            signed.set()

    return Background(f"{service}.log", run)


def stamping_loop(
    service: str, node: str, work: Work[U], make_authority: Callable[[], TimeStampAuthority], *, signed: Event
) -> Background:
    """Make the loop that has checkpoints stamped: one token for all the acts since the last.

    It looks when ``signed`` says so, or by itself where another process signs.
    """

    def run(stop: Stop) -> None:
        authority, beat = make_authority(), Ticks(BEAT_SECONDS)
        stop.then(signed.set)
        while not stop.is_set():
            signed.clear()
            if not stamp_latest(work, authority, node=node):
                stop.wait(_AUTHORITY_AWAY_SECONDS)
            elif beat.until_next() == 0.0:
                beat.elapse()
                beat_of(work, authority, node=node)
            signed.wait(STAMP_SECONDS)

    return Background(f"{service}.stamp", run)


def stamp_latest(work: Work[U], authority: TimeStampAuthority, *, node: str) -> bool:
    """Have the latest checkpoint stamped if acts wait for it; False when the authority did not answer."""
    waiting: list[SignedCheckpoint] = []

    def read(uow: U) -> None:
        found = uow.log.to_stamp()
        waiting[:] = [] if found is None else [found]

    work(read)
    for checkpoint in waiting:
        stamp = _asked(authority, checkpoint.note.encode())
        if stamp is None:
            return False
        size = checkpoint.size

        def keep(uow: U, stamp: StampedToken = stamp, size: int = size) -> None:
            uow.log.save_stamp(size, stamp)
            # Only what exceeds is kept here: measures at the pace of acts would tell of acts.
            if stamp.offset is not None and abs(stamp.offset) > GREATEST:
                uow.clock_offsets.keep(Measure(node, "tsa", uow.clock.now(), stamp.offset))

        work(keep)
    return True


def beat_of(work: Work[U], authority: TimeStampAuthority, *, node: str) -> None:
    """Compare our clock with the authority's, at a fixed pace whatever is deposited; the token itself is dropped."""
    stamp = _asked(authority, secrets.token_bytes(HASH_SIZE))
    if stamp is not None and stamp.offset is not None:
        offset = stamp.offset
        work(lambda uow: uow.clock_offsets.keep(Measure(node, "tsa", uow.clock.now(), offset)))


def _asked(authority: TimeStampAuthority, data: bytes) -> StampedToken | None:
    try:
        return authority.stamp(data)  # outside any transaction: it may take seconds
    except (OSError, InvalidValue) as error:
        _log.warning("time_stamp_delayed", reason=type(error).__name__)
        return None
