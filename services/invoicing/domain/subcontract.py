"""Subcontractors accepted on a contract (sous-traitants, acte spécial): whose invoices may be paid directly.

Sources: CCP L2193-4 and R2193-3 (acceptance), R2193-10 (direct payment), L2193-11 to L2193-13 (who is paid by the
buyer and up to what), XP Z12-012 motive ST_CT_NON_DECLAR.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from services.invoicing.domain.parties import Organisation
from shared.kernel.ids import ContractId
from shared.kernel.money import Money


class SubcontractFault(StrEnum):
    """Why an invoice of a subcontractor does not fit what was accepted."""

    NOT_PAID_DIRECTLY = "not_paid_directly"
    SHORT = "short"
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcontract:
    """An accepted subcontract; ``most_incl_vat`` is what the buyer pays at most, VAT included."""

    subcontract_id: str
    contract_id: ContractId
    version: int
    subcontractor: Organisation
    most_incl_vat: Money
    pays_directly: bool

    def faults(self, *, asked: Money, already: Money) -> Iterator[SubcontractFault]:
        """Say why an invoice does not fit; ``already`` was asked by the same subcontractor before, VAT included.

        What is given back (below zero) passes no ceiling, even where the others together do.
        """
        if not self.pays_directly:
            yield SubcontractFault.NOT_PAID_DIRECTLY
        if asked.currency != self.most_incl_vat.currency:
            yield SubcontractFault.CURRENCY
        elif asked.amount >= 0 and already + asked > self.most_incl_vat:
            yield SubcontractFault.SHORT
