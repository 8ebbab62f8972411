"""Commitments (engagements juridiques) that are no purchase order of a contract: most of what an authority pays.

Orders after a request for quotations, recurrent expenses (energy, telephone), purchasing bodies, contracts older than
the platform, payments already made by card or by an imprest account (régie, frame A2). Sources: CCP R2122-8 (orders
without publicity), L2113-2 (central purchasing), R2192-37 (purchasing card), D2192-2 (commitment number).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from services.invoicing.domain.errors import Code
from shared.kernel.ids import CommitmentId
from shared.kernel.money import Money
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_CURRENCIES: Final = frozenset({"EUR", "XPF"})  # legal tender (CMF L111-1, L712-1), where no ceiling says which


class CommitmentKind(StrEnum):
    """Where a commitment comes from."""

    QUOTATION_ORDER = "quotation_order"
    RECURRENT = "recurrent"
    CENTRAL_PURCHASING = "central_purchasing"
    OLDER_CONTRACT = "older_contract"
    CARD = "card"
    IMPREST = "imprest"
    OTHER = "other"


ALREADY_PAID = frozenset({CommitmentKind.CARD, CommitmentKind.IMPREST})


class CommitmentFault(StrEnum):
    """Why an invoice does not fit a commitment."""

    OTHER_SELLER = "other_seller"
    CLOSED = "closed"
    OUT_OF_PERIOD = "out_of_period"
    SHORT = "short"
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A commitment under the buyer's own number; ``ceiling`` excludes VAT, None without a fixed limit."""

    commitment_id: CommitmentId
    version: int
    kind: CommitmentKind
    number: str
    buyer: Siret
    seller: Siret | None
    subject: str
    ceiling: Money | None
    starts_on: date
    ends_on: date | None
    service_code: str | None = None
    closed_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            refuse(Code.COMMITMENT_PERIOD, starts_on=self.starts_on, ends_on=self.ends_on)
        if self.ceiling is not None and self.ceiling.amount <= 0:
            refuse(Code.COMMITMENT_CEILING)

    def faults(self, *, seller: Siret, issued_on: date, asked: Money, already: Money) -> Iterator[CommitmentFault]:
        """Say why an invoice does not fit; ``already`` was received on this commitment before, excluding VAT.

        What is given back (below zero) uses nothing: it fits when all is spent, and once nothing more is expected.
        """
        gives_back = asked.amount < 0
        if self.seller is not None and self.seller.siren != seller.siren:
            yield CommitmentFault.OTHER_SELLER
        if self.closed_on is not None and not gives_back:
            yield CommitmentFault.CLOSED
        is_too_late = self.ends_on is not None and issued_on > self.ends_on and not gives_back
        if issued_on < self.starts_on or is_too_late:
            yield CommitmentFault.OUT_OF_PERIOD
        if asked.currency not in ({self.ceiling.currency} if self.ceiling is not None else _CURRENCIES):
            yield CommitmentFault.CURRENCY
        elif self.ceiling is not None and already + asked > self.ceiling and not gives_back:
            yield CommitmentFault.SHORT

    def closed(self, *, on: date) -> "Commitment":
        """Close the commitment: nothing more is expected on it.

        Raises:
            Refused: ``INV-COMMITMENT-CLOSED``.
        """
        if self.closed_on is not None:
            refuse(Code.COMMITMENT_CLOSED, closed_on=self.closed_on)
        return replace(self, closed_on=on, version=self.version + 1)
