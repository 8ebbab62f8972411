"""When a source that could not answer is asked again.

A delay announced by the source is obeyed (Urssaf announces 48 hours for a manual analysis, code 04501); without one,
the delay doubles from half a minute up to an hour. After the last attempt the block stays unavailable: the buyer asks
the company itself (R2144-2).
"""

from datetime import datetime, timedelta
from typing import Final

FIRST_DELAY: Final = timedelta(seconds=30)
LONGEST_DELAY: Final = timedelta(hours=1)
LONGEST_ANNOUNCED_DELAY: Final = timedelta(days=7)  # a longer announcement is a mistake of the source
LAST_ATTEMPT: Final = 8


def next_try_at(*, now: datetime, attempt: int, announced: timedelta | None) -> datetime | None:
    """Give the instant of the next try after a failed attempt (1 is the first), None when it was the last one."""
    if attempt >= LAST_ATTEMPT:
        return None
    if announced is not None:
        return now + min(max(announced, timedelta(seconds=1)), LONGEST_ANNOUNCED_DELAY)
    return now + min(FIRST_DELAY * (1 << (attempt - 1)), LONGEST_DELAY)
