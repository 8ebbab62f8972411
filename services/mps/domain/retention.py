"""How long candidacies are kept (durée de conservation): CCP R2184-12, from the signature of the contract.

The service knows the notification of a contract (R2182-4), never earlier than its signature, and the deadline where
no contract was notified here: what it keeps is never erased too early.
"""

from datetime import date
from typing import Final

RETENTION: Final = "conservation.candidatures_offres"
_LEAP_DAY: Final = (2, 29)


def last_forgotten_day(today: date, *, years: int) -> date:
    """Give the day before which everything has been kept for so many years."""
    if (today.month, today.day) == _LEAP_DAY:
        return date(today.year - years, 2, 28)
    return today.replace(year=today.year - years)
