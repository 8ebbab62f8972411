"""What an exercise says of a line and of a clock."""

from datetime import UTC, datetime, timedelta

from shared.kernel.line import Exchanged, Station, line_report

NOW = datetime(2026, 11, 9, 11, 0, tzinfo=UTC)


def exchanged(count: int, milliseconds: int) -> Exchanged:
    return Exchanged(NOW, NOW + timedelta(milliseconds=milliseconds), count)


def test_the_speed_is_that_of_the_exchanges_that_carried_bytes() -> None:
    report = line_report([exchanged(1000, 500), exchanged(0, 9000), exchanged(1000, 500)], _NOTHING, now=NOW)
    assert (report.bytes_per_second, report.exchanges, report.bytes_received) == (2000, 3, 2000)


def test_files_to_come_are_estimated_against_an_hour() -> None:
    station = Station(10_001, NOW + timedelta(seconds=6), NOW + timedelta(seconds=31))
    report = line_report([exchanged(2000, 1000)], station, now=NOW)
    assert (report.estimated_seconds, report.arrives_in_time) == (6, True)
    assert (report.clock_seconds, report.clock_is_right) == (31.0, False)
    early = Station(10_001, NOW + timedelta(seconds=5), NOW - timedelta(seconds=30))
    report = line_report([exchanged(2000, 1000)], early, now=NOW)
    assert (report.arrives_in_time, report.clock_is_right) == (False, True)


def test_nothing_is_measured_of_nothing() -> None:
    for exchanges in ([], [exchanged(5, 0)]):
        report = line_report(exchanges, Station(10, NOW, None), now=NOW)
        assert (report.bytes_per_second, report.estimated_seconds, report.arrives_in_time) == (None, None, None)


def test_a_line_that_would_take_for_ever_is_said_to_be_too_late() -> None:
    report = line_report([exchanged(1, 1000)], Station(1 << 50, NOW, NOW), now=NOW)
    assert (report.arrives_at, report.arrives_in_time, report.estimated_seconds) == (None, False, 1 << 50)


_NOTHING = Station(None, None, None)
