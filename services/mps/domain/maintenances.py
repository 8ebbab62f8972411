"""The hours at which a provider is closed every day, Paris time (maintenances.yml, read 2026-04-28).

Nobody is asked during these: the question waits for the end of the window, and the try does not count.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from shared.kernel.paris import PARIS

DAILY: Final[Mapping[str, tuple[time, time]]] = MappingProxyType(
    {
        "CNETP": (time(6, 0), time(6, 30)),
        "DGFIP - Adélie": (time(1, 0), time(2, 0)),
        "MSA": (time(3, 0), time(3, 30)),
        "Banque de France": (time(22, 4), time(22, 8)),
    }
)


def closed_for(provider: str, *, now: datetime) -> timedelta | None:
    """Give how long a provider stays closed, None when it is open; the last minute of a window is outside it."""
    window = DAILY.get(provider)
    if window is None:
        return None
    begins, ends = window
    local = now.astimezone(PARIS)
    if not begins <= local.time() < ends:
        return None
    return datetime.combine(local.date(), ends, PARIS).astimezone(UTC) - now.astimezone(UTC)
