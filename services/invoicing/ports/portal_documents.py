"""Documents that the portal's interface gives: the pivot of an invoice, its pieces, an archive of several files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from shared.kernel.siret import Siret


class SentAgain(StrEnum):
    """Whether an invoice was put at the recipient's disposal again, in the words of the pivot (Renvoi)."""

    NO = "Non"
    COMPLETED = "Complétée"
    RECYCLED = "Recyclée"


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that belongs to an invoice: its name, media type, bytes, and what it is, if that was said."""

    name: str
    media_type: str
    content: bytes
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PivotFacts:
    """What the pivot says of an invoice and its document does not: attribution, routing as it stands, reception."""

    portal_id: int
    seller: Siret
    buyer: Siret
    buyer_name: str | None
    service_code: str | None
    service_name: str | None
    order_reference: str | None
    contract_reference: str | None
    frame: str
    received_on: date
    produced_at: datetime
    sent_again: SentAgain = SentAgain.NO
    pieces: tuple[Piece, ...] = ()


class PortalDocuments(Protocol):
    """Makes the documents of the portal's interface."""

    def pivot(self, document: bytes, facts: PivotFacts) -> bytes:
        """Write the pivot (CPPFacturePivot) of an invoice, its document and its pieces in it."""

    def pieces(self, document: bytes) -> tuple[Piece, ...]:
        """Give the files attached to an invoice (en16931:BG-24), in its XML, its PDF or its pivot."""

    def archive(self, files: Sequence[Piece]) -> bytes:
        """Put files in one ZIP; of two of one name the second is renamed."""
