"""The loop that compares the clock with other times, at a fixed pace, and keeps what it finds."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from shared.kernel.clock import Clock
from shared.kernel.clock_offset import DATABASE, ClockOffset, ClockOffsets, ClockState, Measure
from shared.kernel.refusal import InvalidValue
from shared.messaging.background import Background, Stop
from shared.observability import logger
from shared.observability.metrics import gauge

MEASURE_SECONDS: Final = 60.0
Source = Callable[[], timedelta]
_log = logger(__name__)
_offset = gauge("clock_offset_seconds", "Other times less ours, at the last measure.", ("peer",))
_drift = gauge("clock_drift", "1 while the clock drifts: openings wait for an operator.")


class ClockWork(Protocol):
    """A unit of work that keeps measures of the clock."""

    @property
    def clock_offsets(self) -> ClockOffsets:
        """The measures."""

    @property
    def clock(self) -> Clock:
        """Our clock."""


U = TypeVar("U", bound=ClockWork)
Work = Callable[[Callable[[U], object]], object]


def clock_loop(service: str, node: str, work: Work[U], sources: Mapping[str, Source]) -> Background:
    """Make the loop of one machine: each source once a minute, and the database's clock."""

    def run(stop: Stop) -> None:
        pause = 0.0
        while not stop.wait(pause):
            measure_clock(node, work, sources)
            pause = MEASURE_SECONDS

    return Background(f"{service}.clock", run, singleton=False)


def is_not_adrift(work: Work[U]) -> bool:
    """Say whether no clock of the platform drifts."""

    def read(uow: U) -> bool:
        return uow.clock_offsets.current(uow.clock.now()).state is not ClockState.DRIFT

    return bool(work(read))


def measure_clock(node: str, work: Work[U], sources: Mapping[str, Source]) -> None:
    """Measure once: a source that does not answer says nothing of the clock."""
    found: dict[str, timedelta] = {}
    for name, source in sources.items():
        try:
            found[name] = source()  # outside any transaction: it may take seconds
        except (OSError, InvalidValue) as error:
            _log.warning("clock_source_silent", source=name, reason=type(error).__name__)

    def keep(uow: U) -> ClockOffset:
        before = uow.clock.now()
        theirs, after = uow.clock_offsets.database_time(), uow.clock.now()
        found[DATABASE] = theirs - (before + (after - before) / 2)
        for name, offset in found.items():
            uow.clock_offsets.keep(Measure(node, name, after, offset))
            _offset.labels(name).set(offset.total_seconds())
        return uow.clock_offsets.current(after)

    current = work(keep)
    is_drift = isinstance(current, ClockOffset) and current.state is ClockState.DRIFT
    _drift.set(1 if is_drift else 0)
    if is_drift:
        _log.error("clock_drift", offsets={name: offset.total_seconds() for name, offset in found.items()})
