"""Replacing what somebody read: only the version that they read may be replaced (If-Match)."""

from typing import Protocol

from shared.kernel.refusal import refuse


class Versioned(Protocol):
    """What has versions, from 1."""

    @property
    def version(self) -> int:
        """Its version."""


def following_version(known: Versioned | None, *, expected: int) -> int:
    """Give the version that follows what is known; ``expected`` is the version read, 0 when there was none.

    Raises:
        Refused: ``HTTP-VERSION-STALE``.
    """
    current = 0 if known is None else known.version
    if expected != current:
        refuse("HTTP-VERSION-STALE", expected=expected, current=current)
    return current + 1
