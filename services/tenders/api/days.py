"""Days and instants that callers send: within the reach of a calendar, so that no count of days can overflow."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

_EARLIEST, _LATEST = 1900, 2200


def _within_reach(value: date | datetime) -> date | datetime:
    """Refuse what no act of a buyer can bear.

    Raises:
        ValueError: the year is out of reach.
    """
    if not _EARLIEST <= value.year <= _LATEST:
        raise ValueError(f"année hors de portée ({_EARLIEST} à {_LATEST})")
    return value


Day = Annotated[date, AfterValidator(_within_reach)]
Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
