"""The key of a list that is read by instant, then by identifier, and continues after its last element.

A cursor comes from outside: one that this service did not write is refused, whatever it holds.
"""

from datetime import datetime
from uuid import UUID

from shared.kernel.refusal import refuse


def write_key(instant: datetime, identifier: UUID) -> str:
    """Write the key of an element."""
    return f"{instant.isoformat()}/{identifier}"


def read_key(key: str) -> tuple[datetime, UUID]:
    """Read a key back.

    Raises:
        Refused: ``HTTP-CURSOR-INVALID`` for anything else than a key written by ``write_key``.
    """
    instant_text, _, identifier_text = key.partition("/")
    try:
        instant, identifier = datetime.fromisoformat(instant_text), UUID(identifier_text)
    except ValueError:
        refuse("HTTP-CURSOR-INVALID")
    if write_key(instant, identifier) != key or instant.tzinfo is None:
        refuse("HTTP-CURSOR-INVALID")
    return instant, identifier
