"""Reading the moments that the portal writes: ISO 8601 with or without an offset, days, milliseconds since 1970."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_PARIS: Final = ZoneInfo("Europe/Paris")
_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(2200, 1, 1, tzinfo=UTC)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(value: object) -> datetime | None:
    """Give an instant in UTC; a moment without offset is one of Paris. None when it cannot be read or is absurd."""
    try:
        found = _from_text(value) if isinstance(value, str) else _from_number(value)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and _FIRST <= found < _LAST else None


def _from_text(text: str) -> datetime:
    found = datetime.fromisoformat(text.strip())
    return (found if found.tzinfo else found.replace(tzinfo=_PARIS)).astimezone(UTC)


def _from_number(value: object) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return _EPOCH + timedelta(milliseconds=value)
