"""What was already bought of a family or an operation (achats comptés ensemble), CCP R2121-4 to R2121-6, R2122-8.

The buyer may not escape a rule by splitting a need. Purchases of one family, all suppliers together, are added over
the period of the worksheet; where their sum reaches a threshold that each of them was passed below, it is said.
It is a warning: whether purchases are homogeneous is judged by people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from services.tenders.domain.model import ContractKind
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.siret import Siret
from shared.legal import LegalTable, LegalValue
from shared.legal.buyers import BuyerKind, Capacity, profile_of

NOTICE: Final = "publicite.boamp_ou_jal"


class PurchaseKind(StrEnum):
    """How something was bought, or is about to be."""

    QUOTATION = "quotation"  # ordered after a request for quotations
    CONTRACT = "contract"  # signed after a consultation
    CONSULTATION = "consultation"  # launched, not signed yet: counted for its estimated value


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase that counts: its amount, and the value of the need under which it was passed (``passed_for``)."""

    kind: PurchaseKind
    reference: str
    object: str
    on: date
    amount: Money
    passed_for: Money
    supplier: Siret | None = None
    tender_id: TenderId | None = None


@dataclass(frozen=True, slots=True)
class SplittingWarning:
    """A threshold that the purchases reach together, and which of them were passed below it."""

    threshold: LegalValue
    total: Money
    below: tuple[Purchase, ...]


def purchase_thresholds(
    *, kind: ContractKind, buyer_kind: BuyerKind | None, on: date, law: LegalTable
) -> tuple[LegalValue, ...]:
    """Give the thresholds of the day, from the dispense to the European one, for that kind of buyer.

    A buyer that has not said its kind is taken for a local authority: the column of all but the State.

    Raises:
        NoLegalValue: a threshold is not known on that day.
    """
    column = profile_of(buyer_kind or BuyerKind.COMMUNE).column(Capacity.AUTHORITY).value
    european = column.threshold(works=kind is ContractKind.WORKS)
    return tuple(law.value(name, on=on) for name in (dispense_parameter(kind), NOTICE, european))


def dispense_parameter(kind: ContractKind) -> str:
    """Name the parameter under which neither publicity nor competition is asked (R2122-8)."""
    return "dispense.travaux" if kind is ContractKind.WORKS else "dispense.fournitures_services"


def total_of(purchases: Iterable[Purchase]) -> Money:
    """Add the purchases."""
    return Money.total(purchase.amount for purchase in purchases)


def splitting_warnings(purchases: Sequence[Purchase], thresholds: Sequence[LegalValue]) -> tuple[SplittingWarning, ...]:
    """Give each threshold that several purchases reach together while some were passed below it (R2121-4)."""
    total = total_of(purchases)
    found = []
    for threshold in thresholds:
        below = tuple(each for each in purchases if each.passed_for < threshold.money)
        if len(purchases) > 1 and below and total >= threshold.money:
            found.append(SplittingWarning(threshold, total, below))
    return tuple(found)
