"""A register of a few lines, whatever its lines are."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

from shared.kernel.ids import Id

R = TypeVar("R")


class Register(Protocol[R]):
    """One register, as the principal's organisation sees it."""

    def add(self, record: R) -> None:
        """Keep a new line."""

    def save(self, record: R) -> None:
        """Keep the next version of a line that is held."""

    def keep(self, record: R) -> None:
        """Keep a line unless this version of it, or a later one, is there."""

    def lock(self, record_id: Id, *, unknown: str) -> R:
        """Read a line and hold it, or refuse with the code of what is unknown."""

    def find(self, record_id: Id) -> R | None:
        """Read a line, if it is there."""

    def of(self, parent: Id) -> Sequence[R]:
        """Give the lines of a consultation, the oldest first."""

    def page(self, *, after: Id | None, limit: int) -> Sequence[R]:
        """Give some lines after one, the oldest first."""

    def standing(self, *statuses: StrEnum) -> Sequence[R]:
        """Give the lines that stand so, or all of them, the oldest first."""
