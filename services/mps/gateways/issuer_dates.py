"""The dates of API Entreprise, which come in many shapes (seen in its 185 sandbox answers).

ISO days; Unix timestamps of *local* midnight (Insee: 605746800 is 13 March 1989 in Paris, the day before in UTC);
months written `1965-03`, `07-1985` or `202212`; the day of a year written `12-31`. An instant with its offset names the
day that it is in Paris: `2026-04-29T22:00:00Z` is the midnight that begins 30 April. Days written `30/04/2026` or
`20260430` and timestamps written as texts are read too. What cannot be read is None: a strange date never loses the
rest of an answer.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from shared.kernel.paris import display_day, legal_day

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_MONTH: Final = re.compile(r"([0-9]{4})-?(0[1-9]|1[0-2])")
_MONTH_YEAR: Final = re.compile(r"(0[1-9]|1[0-2])-([0-9]{4})")
_MONTH_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-([0-2][0-9]|3[01])")
_DAY_MONTH_YEAR: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_COMPACT_DAY: Final = re.compile(r"(?:19|20)[0-9]{6}", re.ASCII)
_TIMESTAMP: Final = re.compile(r"-?[0-9]{9,11}", re.ASCII)
_OFFSET: Final = re.compile(r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$")


def issuer_day(value: object) -> date | None:
    """Read a full day, None when the value names no day."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _day_of_timestamp(value)
    if isinstance(value, str):
        return _day_of_text(value)
    return None


def display_issuer_date(value: object) -> str | None:
    """Write for people whatever the value names: a day, a month, a day of the year."""
    day = issuer_day(value)
    if day is not None:
        return display_day(day)
    if not isinstance(value, str):
        return None
    if match := _YEAR_MONTH.fullmatch(value):
        return f"{match[2]}/{match[1]}"
    if match := _MONTH_YEAR.fullmatch(value):
        return f"{match[1]}/{match[2]}"
    if match := _MONTH_DAY.fullmatch(value):
        return f"{match[2]}/{match[1]}"
    return None


def _day_of_timestamp(seconds: int) -> date | None:
    try:
        return legal_day(_EPOCH + timedelta(seconds=seconds))
    except OverflowError:  # the sandbox holds a timestamp of the year 10432
        return None


def _day_of_text(text: str) -> date | None:
    written = text.strip()
    if _TIMESTAMP.fullmatch(written):
        return _day_of_timestamp(int(written))
    if match := _DAY_MONTH_YEAR.fullmatch(written):
        written = f"{match[3]}-{match[2]}-{match[1]}"
    try:
        if _COMPACT_DAY.fullmatch(written):
            return date.fromisoformat(written)
        return _day_of_iso(written) if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written) else None
    except ValueError:
        return None


def _day_of_iso(written: str) -> date:
    day = date.fromisoformat(written[:10])
    if not _OFFSET.search(written[10:]):
        return day
    try:
        return legal_day(datetime.fromisoformat(written))
    except (ValueError, OverflowError):  # an hour of another shape, or the last day of the calendar: the day stands
        return day
