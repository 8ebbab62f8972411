"""The test space (espace d'essai), annexe 7 II 3° and 6°: what an exercise says of a workstation and of its line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_ENDLESS: Final = timedelta(days=3650)  # the calendar ends somewhere
ON_TIME: Final = timedelta(seconds=30)  # a clock further from the right hour misleads its owner near a deadline


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One exchange of bytes."""

    started_at: datetime
    ended_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Station:
    """What the report is about: the bytes to send by a deadline, and the hour that the workstation shows."""

    bytes_to_send: int | None
    deadline: datetime | None
    shown_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineReport:
    """What was measured, and what it means for the files to come; None where there was nothing to measure."""

    bytes_received: int
    seconds: float
    bytes_per_second: int | None
    exchanges: int
    estimated_seconds: int | None
    arrives_at: datetime | None
    arrives_in_time: bool | None
    clock_seconds: float | None
    clock_is_right: bool | None


def line_report(exchanges: Sequence[Exchanged], station: Station, *, now: datetime) -> LineReport:
    """Measure the line over the exchanges that carried bytes; the estimate is rounded up to the next second."""
    carried = [one for one in exchanges if one.count > 0]
    received = sum(one.count for one in carried)
    seconds = sum(((one.ended_at - one.started_at) for one in carried), timedelta()) / timedelta(seconds=1)
    speed = int(received / seconds) if seconds > 0 else None
    estimate = None if not speed or station.bytes_to_send is None else -(-station.bytes_to_send // speed)
    is_endless = estimate is not None and estimate > _ENDLESS / timedelta(seconds=1)
    arrival = None if estimate is None or is_endless else now + timedelta(seconds=estimate)
    in_time = None if arrival is None or station.deadline is None else arrival <= station.deadline
    clock = None if station.shown_at is None else station.shown_at - now
    return LineReport(
        bytes_received=received,
        seconds=round(seconds, 3),
        bytes_per_second=speed,
        exchanges=len(exchanges),
        estimated_seconds=estimate,
        arrives_at=arrival,
        arrives_in_time=False if is_endless and station.deadline is not None else in_time,
        clock_seconds=None if clock is None else round(clock / timedelta(seconds=1), 1),
        clock_is_right=None if clock is None else abs(clock) <= ON_TIME,
    )
