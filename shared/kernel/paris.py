"""Legal time in metropolitan France (heure légale), Europe/Paris.

The legal day of an instant selects the row of the law; hours are shown to people in this zone.
Source: décret 78-855 and 79-896 (heure légale), IANA zone `Europe/Paris`.
"""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from shared.kernel.clock import in_utc

PARIS: Final = ZoneInfo("Europe/Paris")


def legal_day(instant: datetime) -> date:
    """Give the calendar day in Paris of an aware instant."""
    return in_utc(instant).astimezone(PARIS).date()


def end_of_legal_day(day: date) -> datetime:
    """Give the instant, in UTC, of the last millisecond (23:59:59.999) of a day in Paris."""
    return in_utc(datetime.combine(day, time(23, 59, 59, 999_000), tzinfo=PARIS))


def start_of_legal_day(day: date) -> datetime:
    """Give the instant, in UTC, at which a day begins in Paris."""
    return in_utc(datetime.combine(day, time(0), tzinfo=PARIS))


def display_instant(instant: datetime) -> str:
    """Write an instant for people: `31/12/2026 à 12:00:00 (heure de Paris)`, with milliseconds when there are any."""
    local = in_utc(instant).astimezone(PARIS)
    milliseconds = local.microsecond // 1000
    fraction = f",{milliseconds:03d}" if milliseconds else ""
    return f"{local:%d/%m/%Y} à {local:%H:%M:%S}{fraction} (heure de Paris)"


def display_day(day: date) -> str:
    """Write a day for people: `31/12/2026`."""
    return f"{day:%d/%m/%Y}"
