"""The places at which a list of answers continues: a key that this service did not write is refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from shared.kernel.refusal import refuse
from shared.storage.keysets import read_key, write_key

_SEPARATOR: Final = "|"


@dataclass(frozen=True, slots=True)
class NewestKey:
    """The last answer seen, newest first."""

    published_at: datetime
    tender_id: UUID

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Give what is compared."""
        return (self.published_at, self.tender_id)

    def text(self) -> str:
        """Write the key."""
        return write_key(self.published_at, self.tender_id)

    @classmethod
    def read(cls, text: str) -> "NewestKey":
        """Read a key back, or refuse ``HTTP-CURSOR-INVALID``."""
        return cls(*read_key(text))


@dataclass(frozen=True, slots=True)
class DeadlineKey:
    """The last answer seen, the first to close first."""

    deadline: datetime
    tender_id: UUID

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Give what is compared."""
        return (self.deadline, self.tender_id)

    def text(self) -> str:
        """Write the key."""
        return f"d{_SEPARATOR}{write_key(self.deadline, self.tender_id)}"

    @classmethod
    def read(cls, text: str) -> "DeadlineKey":
        """Read a key back, or refuse ``HTTP-CURSOR-INVALID``."""
        mark, _, rest = text.partition(_SEPARATOR)
        if mark != "d":
            refuse("HTTP-CURSOR-INVALID")
        return cls(*read_key(rest))


@dataclass(frozen=True, slots=True)
class RelevanceKey:
    """The last answer seen, the most relevant first, among what was published up to the first page's latest answer."""

    latest: NewestKey
    rank: float
    newest: NewestKey

    @property
    def tender_id(self) -> UUID:
        """Give the answer."""
        return self.newest.tender_id

    @property
    def place(self) -> tuple[float, datetime, UUID]:
        """Give what is compared."""
        return (self.rank, *self.newest.place)

    def text(self) -> str:
        """Write the key."""
        return _SEPARATOR.join(("r", self.latest.text(), self.rank.hex(), self.newest.text()))

    @classmethod
    def read(cls, text: str) -> "RelevanceKey":
        """Read a key back, or refuse ``HTTP-CURSOR-INVALID``."""
        parts = text.split(_SEPARATOR)
        try:
            mark, latest, rank, newest = parts
            key = cls(NewestKey.read(latest), float.fromhex(rank), NewestKey.read(newest))
        except (ValueError, OverflowError):
            refuse("HTTP-CURSOR-INVALID")
        if mark != "r" or key.text() != text:
            refuse("HTTP-CURSOR-INVALID")
        return key
