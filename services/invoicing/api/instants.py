"""Instants as the invoicing API writes them: RFC 3339, UTC, with the fraction of a second that was kept."""

from datetime import datetime


def instant_out(at: datetime) -> str:
    """Write an instant."""
    return at.isoformat().replace("+00:00", "Z")


def instant_or_none(at: datetime | None) -> str | None:
    """Write an instant, where there is one."""
    return None if at is None else instant_out(at)
