"""Modifications of a contract in force (modifications, avenants), CCP L2194-1, R2194-1 to R2194-10.

Each states its ground, for each ground has its own limits (``modification_advice.py``). It is signed, transmitted to
the prefect where the contract was, then notified, and takes effect on that day. Amounts are differences: they may be
negative.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.advice import Advice
from services.tenders.domain.contracts import Contract, Contractor
from services.tenders.domain.errors import Code
from services.tenders.domain.legality import Acknowledgement, refuse_acknowledgement
from services.tenders.domain.passages import Override
from shared.kernel.ids import ContractId
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.kernel.refusal import Refused, refuse
from shared.kernel.tender_ids import ModificationId


class ModificationGround(StrEnum):
    """Why the contract may be modified without a new procedure (L2194-1)."""

    REVIEW_CLAUSE = "review_clause"  # clause de réexamen, R2194-1
    ADDITIONAL = "additional"  # prestations supplémentaires, R2194-2
    UNFORESEEN = "unforeseen"  # circonstances imprévues, R2194-5
    NEW_HOLDER = "new_holder"  # substitution d'un titulaire, R2194-6
    NOT_SUBSTANTIAL = "not_substantial"  # R2194-7
    LOW_AMOUNT = "low_amount"  # faible montant, R2194-8, R2194-9


class ModificationStatus(StrEnum):
    """Where a modification stands."""

    SIGNED = "signed"
    ACKNOWLEDGED = "acknowledged"
    NOTIFIED = "notified"


class ModificationAction(StrEnum):
    """What may be done to a signed modification."""

    ACKNOWLEDGE = "acknowledge"
    NOTIFY = "notify"


MODIFICATION_TRANSITIONS: Mapping[tuple[ModificationStatus, ModificationAction], ModificationStatus] = MappingProxyType(
    {
        (ModificationStatus.SIGNED, ModificationAction.ACKNOWLEDGE): ModificationStatus.ACKNOWLEDGED,
        (ModificationStatus.SIGNED, ModificationAction.NOTIFY): ModificationStatus.NOTIFIED,
        (ModificationStatus.ACKNOWLEDGED, ModificationAction.NOTIFY): ModificationStatus.NOTIFIED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Modification:
    """One signed modification; ``number`` counts them from 1 in the contract, ``amount`` is the difference it makes.

    ``opinion`` refers to the opinion of the award committee where one was taken (CGCT L1414-4). ``advices`` and
    ``overrides`` are what the law asked and what was answered, kept for ever.
    """

    modification_id: ModificationId
    contract_id: ContractId
    version: int
    number: int
    status: ModificationStatus
    ground: ModificationGround
    object: str
    reason: str
    amount: Money
    signed_on: date
    new_holder: Contractor | None = None
    opinion: str | None = None
    advices: tuple[Advice, ...] = ()
    overrides: tuple[Override, ...] = ()
    acknowledgement: Acknowledgement | None = None
    notified_on: date | None = None


def check_modification(contract: Contract, modification: Modification, *, current: Money, today: date) -> None:
    """Check what cannot be: a day that is not between notification and today, a contract below nothing.

    Raises:
        Refused: ``TND-MODIFICATION-DATE``, ``TND-MODIFICATION-NEW-HOLDER``, ``TND-MODIFICATION-AMOUNT``.
    """
    notified_on = contract.notified_on or contract.signed_on
    if not notified_on <= modification.signed_on <= today:
        days = {"signed_on": modification.signed_on, "notified_on": notified_on, "today": today}
        refuse(Code.MODIFICATION_DATE, article="L2194-1", **{name: display_day(day) for name, day in days.items()})
    if (modification.ground is ModificationGround.NEW_HOLDER) is (modification.new_holder is None):
        refuse(Code.MODIFICATION_NEW_HOLDER, article="R2194-6")
    if (current + modification.amount).amount < 0:
        refuse(Code.MODIFICATION_AMOUNT, amount=modification.amount.display(), current=current.display())


def amount_after(contract: Contract, modifications: Iterable[Modification]) -> Money:
    """Give the amount of the contract with its modifications, those not notified yet included."""
    total = contract.amount_excl_vat
    for modification in modifications:
        total = total + modification.amount
    return total


def acknowledge(modification: Modification, *, acknowledgement: Acknowledgement, today: date) -> Modification:
    """Record the prefect's acknowledgement of a modification."""
    following = _next(modification, ModificationAction.ACKNOWLEDGE)
    signed_on = modification.signed_on
    refusal = refuse_acknowledgement(acknowledgement=acknowledgement, signed_on=signed_on, today=today)
    if refusal is not None:
        raise Refused(refusal)
    return replace(following, acknowledgement=acknowledgement)


def notify(modification: Modification, *, contract: Contract, today: date) -> Modification:
    """Notify a modification: it takes effect today.

    Raises:
        Refused: ``TND-MODIFICATION-LEGALITY`` when the contract went to the prefect and this has not (CGCT L2131-2 4°:
            the contracts *and their modifications*).
    """
    transmitted = contract.legality is not None and contract.legality.applies
    if transmitted and modification.acknowledgement is None:
        refuse(Code.MODIFICATION_LEGALITY, article="R2182-5, CGCT L2131-2 4°", number=modification.number)
    return replace(_next(modification, ModificationAction.NOTIFY), notified_on=today)


def _next(modification: Modification, action: ModificationAction) -> Modification:
    following = MODIFICATION_TRANSITIONS.get((modification.status, action))
    if following is None:
        refuse(Code.ACTION_IMPOSSIBLE, status=modification.status, action=action)
    return replace(modification, status=following, version=modification.version + 1)
