"""Subcontracts declared during the execution (actes spéciaux de sous-traitance, DC4), CCP L2193-4, R2193-1 to R2193-4.

The contractor declares; the buyer accepts, or refuses with its reason. A buyer that keeps silent for the dated number
of days after the reception has accepted: the day of reception does not count, and the last day runs whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.tenders.domain.contracts import Contract, Contractor
from services.tenders.domain.errors import Code
from shared.kernel.ids import ContractId
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import SubcontractId
from shared.legal import LegalTable

SILENCE: Final = "soustraitance.acceptation_tacite"
DIRECT_PAYMENT: Final = "soustraitance.paiement_direct"


class SubcontractStatus(StrEnum):
    """Where a declared subcontract stands."""

    DECLARED = "declared"
    ACCEPTED = "accepted"
    TACITLY_ACCEPTED = "tacitly_accepted"  # R2193-4
    REFUSED = "refused"


class SubcontractAction(StrEnum):
    """What may happen to a declared subcontract."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    KEEP_SILENT = "keep_silent"


SUBCONTRACT_TRANSITIONS: Mapping[tuple[SubcontractStatus, SubcontractAction], SubcontractStatus] = MappingProxyType(
    {
        (SubcontractStatus.DECLARED, SubcontractAction.ACCEPT): SubcontractStatus.ACCEPTED,
        (SubcontractStatus.DECLARED, SubcontractAction.REFUSE): SubcontractStatus.REFUSED,
        (SubcontractStatus.DECLARED, SubcontractAction.KEEP_SILENT): SubcontractStatus.TACITLY_ACCEPTED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcontract:
    """One declaration (R2193-1): who does what, for how much at most including VAT, paid how.

    ``pays_directly`` says that the buyer pays the subcontractor itself (R2193-10); ``silent_until`` is the last day on
    which a silent buyer has not accepted yet.
    """

    subcontract_id: SubcontractId
    contract_id: ContractId
    version: int
    status: SubcontractStatus
    subcontractor: Contractor
    address: str
    services: str
    most_incl_vat: Money
    payment_terms: str
    no_exclusion_declared: bool
    claims_free: bool
    received_on: date
    silent_until: date
    pays_directly: bool
    confidence: str
    decided_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the contractor states."""

    subcontractor: Contractor
    address: str
    services: str
    most_incl_vat: Money
    payment_terms: str
    no_exclusion_declared: bool
    claims_free: bool


def declare(
    declaration: Declaration, *, subcontract_id: SubcontractId, contract: Contract, received_on: date, law: LegalTable
) -> Subcontract:
    """Receive a declaration.

    Raises:
        Refused: ``TND-SUBCONTRACT-AMOUNT`` for no positive amount in euros, ``TND-SUBCONTRACT-SELF`` when a company
            would subcontract to itself.
        NoLegalValue: the table does not reach that day.
    """
    amount = declaration.most_incl_vat
    if amount.currency != "EUR" or amount.amount <= 0:
        refuse(Code.SUBCONTRACT_AMOUNT, article="R2193-1", amount=amount)
    if declaration.subcontractor.siret == contract.contractor.siret:
        refuse(Code.SUBCONTRACT_SELF, article="L2193-2")
    silence = law.value(SILENCE, on=received_on)
    return Subcontract(
        subcontract_id=subcontract_id,
        contract_id=contract.contract_id,
        version=1,
        status=SubcontractStatus.DECLARED,
        subcontractor=declaration.subcontractor,
        address=declaration.address,
        services=declaration.services,
        most_incl_vat=amount,
        payment_terms=declaration.payment_terms,
        no_exclusion_declared=declaration.no_exclusion_declared,
        claims_free=declaration.claims_free,
        received_on=received_on,
        silent_until=received_on + timedelta(days=silence.whole),
        pays_directly=amount.amount >= law.value(DIRECT_PAYMENT, on=received_on).number,
        confidence=silence.confidence.value,
    )


def decide(subcontract: Subcontract, *, accepted: bool, reason: str | None, today: date) -> Subcontract:
    """Accept, or refuse with the reason that the contractor will read.

    Raises:
        Refused: ``TND-SUBCONTRACT-REASON`` for a refusal without reason; the silence has accepted already
            (``TND-ACTION-IMPOSSIBLE``, R2193-4).
    """
    if not accepted and not (reason and reason.strip()):
        refuse(Code.SUBCONTRACT_REASON, article="R2193-4")
    action = SubcontractAction.ACCEPT if accepted else SubcontractAction.REFUSE
    following = apply_silence(subcontract, today=today) or subcontract
    return replace(_next(following, action), decided_on=today, reason=reason)


def apply_silence(subcontract: Subcontract, *, today: date) -> Subcontract | None:
    """Give the subcontract that a silence has accepted; None while the buyer can still speak, or has."""
    if subcontract.status is not SubcontractStatus.DECLARED or today <= subcontract.silent_until:
        return None
    accepted_on = subcontract.silent_until + timedelta(days=1)
    return replace(_next(subcontract, SubcontractAction.KEEP_SILENT), decided_on=accepted_on)


def check_reception(*, received_on: date, contract: Contract, today: date) -> None:
    """Check the day on which a declaration on paper was received.

    Raises:
        Refused: ``TND-SUBCONTRACT-DATE``.
    """
    if not contract.signed_on <= received_on <= today:
        days = {"received_on": display_day(received_on), "today": display_day(today)}
        refuse(Code.SUBCONTRACT_DATE, article="R2193-3", **days)


def _next(subcontract: Subcontract, action: SubcontractAction) -> Subcontract:
    following = SUBCONTRACT_TRANSITIONS.get((subcontract.status, action))
    if following is None:
        refuse(Code.ACTION_IMPOSSIBLE, article="R2193-4", status=subcontract.status, action=action)
    return replace(subcontract, status=following, version=subcontract.version + 1)
