"""How each lot ends (issue de chaque lot): awarded, unsuccessful or abandoned, CCP R2181-1, R2185-1, R2122-2.

A lot that has not ended is open. Why a lot ended without award is kept with it: it is told to the companies that took
part (R2185-2), and it decides what the buyer may do next. Read on 2026-11-23.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LotOutcome(StrEnum):
    """Where a lot stands."""

    OPEN = "open"
    AWARDED = "awarded"
    UNSUCCESSFUL = "unsuccessful"  # infructueux
    ABANDONED = "abandoned"  # sans suite


@dataclass(frozen=True, slots=True)
class LotEnd:
    """How a lot ended, for which motive (a code of ``abandonment.py``), in which words, and when."""

    outcome: LotOutcome
    motive: str | None = None
    reasons: str | None = None
    ended_at: datetime | None = None
