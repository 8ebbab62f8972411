"""When a source that could not answer is asked again.

A delay announced by the source is obeyed (Urssaf announces 48 hours for a manual analysis, code 04501); without one,
the delay doubles from half a minute up to an hour. What the platform itself did wrong is not repeated, and an access
that is refused is tried again when an operator has had the time to mend it. After the last attempt the block stays
unavailable: the buyer asks the company itself (R2144-2).
"""

from datetime import datetime, timedelta
from typing import Final, assert_never

from services.mps.domain.answers import Silence

FIRST_DELAY: Final = timedelta(seconds=30)
LONGEST_DELAY: Final = timedelta(hours=1)
LONGEST_ANNOUNCED_DELAY: Final = timedelta(days=7)  # a longer announcement is a mistake of the source
TIME_TO_MEND: Final = timedelta(hours=1)
LAST_ATTEMPT: Final = 8
ROUND: Final = 100  # each renewal counts its attempts from the next hundred


def first_attempt_after(attempt: int) -> int:
    """Give the number of the first attempt of the next round: higher than any before, and the first of its own."""
    return (attempt // ROUND + 1) * ROUND + 1


def next_try_at(
    *, now: datetime, attempt: int, announced: timedelta | None, silence: Silence = Silence.OUT_OF_ORDER
) -> datetime | None:
    """Give the instant of the next try after a failed attempt (1 is the first), None when it was the last one."""
    attempt %= ROUND
    if attempt >= LAST_ATTEMPT:
        return None
    match silence:
        case Silence.REJECTED:
            return None
        case Silence.FORBIDDEN:
            return now + TIME_TO_MEND
        case Silence.OUT_OF_ORDER | Silence.BUSY:
            if announced is not None:
                return now + min(max(announced, timedelta(seconds=1)), LONGEST_ANNOUNCED_DELAY)
            return now + min(FIRST_DELAY * (1 << (attempt - 1)), LONGEST_DELAY)
        case _:
            assert_never(silence)
