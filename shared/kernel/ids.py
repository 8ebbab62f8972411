"""Identifiers: opaque, time-ordered, one type per thing, RFC 9562 section 5.7 (UUID version 7)."""

import re
import secrets
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol, Self, TypeVar
from uuid import UUID

from shared.kernel.clock import Clock
from shared.kernel.refusal import InvalidValue

_CANONICAL: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Id:
    """An opaque identifier; two kinds of identifiers never compare equal."""

    value: UUID

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an identifier in its canonical form (lower case, hyphens).

        Raises:
            InvalidValue: the text is not a canonical UUID.
        """
        if not _CANONICAL.fullmatch(text):
            raise InvalidValue("id", "Un identifiant est un UUID en minuscules, avec ses tirets.")
        return cls(UUID(text))

    def __str__(self) -> str:
        return str(self.value)


class TenderId(Id):
    """A consultation."""

    __slots__ = ()


class LotId(Id):
    """A lot of a consultation."""

    __slots__ = ()


class DocumentId(Id):
    """A document of a consultation (pièce du DCE)."""

    __slots__ = ()


class AwardId(Id):
    """An award (attribution)."""

    __slots__ = ()


class ContractId(Id):
    """A contract (marché)."""

    __slots__ = ()


class CustodianId(Id):
    """A custodian of opening keys (détenteur de clé)."""

    __slots__ = ()


class DepositId(Id):
    """A deposit of a response (dépôt d'un pli)."""

    __slots__ = ()


class FileId(Id):
    """A file of a deposit, sealed."""

    __slots__ = ()


SealedFileId = FileId


class OpeningId(Id):
    """An opening ceremony (séance d'ouverture des plis)."""

    __slots__ = ()


class CandidacyId(Id):
    """A simplified application (candidature MPS)."""

    __slots__ = ()


class PurchaseOrderId(Id):
    """A purchase order (bon de commande)."""

    __slots__ = ()


class InvoiceId(Id):
    """An invoice (facture)."""

    __slots__ = ()


class PaymentOrderId(Id):
    """A payment order (mandat de paiement)."""

    __slots__ = ()


class PaymentId(Id):
    """A payment (paiement)."""

    __slots__ = ()


class CommitmentId(Id):
    """A commitment of a buyer that is no order of a contract (engagement juridique)."""

    __slots__ = ()


class FlowId(Id):
    """A deposited file of one or many invoices (flux de facturation)."""

    __slots__ = ()


class PresentedInvoiceId(Id):
    """An invoice that came by another door than the State's portal."""

    __slots__ = ()


class EventId(Id):
    """An event between services."""

    __slots__ = ()


class JournalId(Id):
    """An entry of the journal of acts."""

    __slots__ = ()


T = TypeVar("T", bound=Id)


class Ids(Protocol):
    """A maker of new identifiers."""

    def new(self, kind: type[T]) -> T:
        """Make an identifier of a kind that nobody has."""
        ...


class TimeOrderedIds:
    """UUIDv7 identifiers, strictly increasing within the process whatever the clock does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._last = 0

    def new(self, kind: type[T]) -> T:
        """Make an identifier of a kind, greater than every one made before by this object."""
        return kind(UUID(int=_version_7(self._next_tick(), secrets.randbits(62))))

    def _next_tick(self) -> int:
        """Give the 60-bit time field: 48 bits of milliseconds, then 12 of fraction and counter (RFC 9562 6.2)."""
        microseconds = int(self._clock.now().timestamp() * 1_000_000)
        milliseconds, rest = divmod(microseconds, 1000)
        present = milliseconds << 12 | rest * 4096 // 1000
        with self._lock:
            # A clock that stands or goes back only makes the counter advance: order within the process is kept.
            self._last = max(present, self._last + 1)
            return self._last


def _version_7(tick: int, random_62: int) -> int:
    milliseconds, fraction = tick >> 12, tick & 0xFFF
    return milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random_62
