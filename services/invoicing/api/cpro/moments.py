"""Days and instants as the portal's interface writes them, in legal time (Paris)."""

from contextlib import suppress
from datetime import date, datetime, time

from shared.kernel.clock import in_utc
from shared.kernel.paris import PARIS

_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def write_moment(value: datetime) -> str:
    """Write an instant: ``2018-02-16T15:10:25.536+01:00``."""
    return in_utc(value).astimezone(PARIS).isoformat(timespec="milliseconds")


def write_minute(value: datetime) -> str:
    """Write an instant to the minute: ``2018-02-16 15:10``, the form of histories."""
    return f"{in_utc(value).astimezone(PARIS):%Y-%m-%d %H:%M}"


def read_moment(value: object) -> datetime:
    """Read an instant; one without offset is in legal time, a day alone is its beginning.

    Raises:
        ValueError: nothing that the portal would understand.
    """
    found = _read(value)
    return in_utc(found if found.tzinfo is not None else found.replace(tzinfo=PARIS))


def read_day(value: object) -> date:
    """Read a day, or the legal day of an instant.

    Raises:
        ValueError: nothing that the portal would understand.
    """
    found = _read(value)
    return found.date() if found.tzinfo is None else found.astimezone(PARIS).date()


def _read(value: object) -> datetime:
    found = _any(value)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:  # beyond, a change of zone leaves the calendar
        raise ValueError("une date de ce siècle est attendue")
    return found


def _any(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(0))
    text = value if isinstance(value, str) else ""
    for form in (datetime.fromisoformat, _slashes):
        with suppress(ValueError):
            return form(text)
    raise ValueError("une date est attendue, par exemple 2026-11-23")


def _slashes(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y")  # noqa: DTZ007 - legal time is added by the caller
