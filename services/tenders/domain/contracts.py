"""The contract (marché) from its signature to its notification, CCP L1111-1, R2182-3 to R2182-5.

Days are legal days (Europe/Paris, on the timeline of the consultation). The contract takes effect on the day it is
notified; from then on the winner is the contractor (titulaire).
"""

from dataclasses import dataclass, replace
from datetime import date

from services.tenders.domain.awards import Award
from services.tenders.domain.errors import refuse_if
from services.tenders.domain.legality import (
    Acknowledgement,
    LegalityDuty,
    refuse_acknowledgement,
    refuse_notification,
)
from services.tenders.domain.model import Buyer, ContractKind, Lot, Tender
from services.tenders.domain.states import ContractAction, ContractStatus, next_contract_status
from shared.kernel.ids import AwardId, ContractId, TenderId
from shared.kernel.money import Money
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Contractor:
    """The company bound by the contract (titulaire, R2182-4)."""

    siret: Siret
    name: str


@dataclass(frozen=True, slots=True)
class Contract:
    """One signed contract for one lot, with all that other services need to know of it."""

    contract_id: ContractId
    version: int
    status: ContractStatus
    reference: str
    tender_id: TenderId
    award_id: AwardId
    object: str
    kind: ContractKind
    lot: Lot
    buyer: Buyer
    contractor: Contractor
    amount_excl_vat: Money
    launched_on: date
    timeline: Timeline
    sandbox: bool
    legality: LegalityDuty
    signed_on: date
    acknowledgement: Acknowledgement | None = None
    notified_on: date | None = None


def sign_contract(
    *, contract_id: ContractId, reference: str, tender: Tender, award: Award, legality: LegalityDuty, signed_on: date
) -> Contract:
    """Make the contract of an award; the caller has checked the standstill (``standstill.refuse_signature``)."""
    return Contract(
        contract_id=contract_id,
        version=1,
        status=ContractStatus.SIGNED,
        reference=reference,
        tender_id=tender.tender_id,
        award_id=award.award_id,
        object=tender.content.object,
        kind=tender.content.kind,
        lot=tender.lot(award.lot_id),
        buyer=tender.buyer,
        contractor=Contractor(siret=award.winner.tenderer_siret, name=award.winner.tenderer_name),
        amount_excl_vat=award.winner.amount,
        launched_on=tender.launched_on,
        timeline=tender.timeline,
        sandbox=tender.sandbox,
        legality=legality,
        signed_on=signed_on,
    )


def default_reference(*, contract_id: ContractId, lot: Lot, signed_on: date) -> str:
    """Make a number for a buyer that gave none: year, lot and end of the identifier, 13 characters.

    DECP allows 16 characters for the identifier of a contract.
    """
    return f"{signed_on.year}L{lot.number:02d}{contract_id.value.hex[-6:].upper()}"


def request_transmission(contract: Contract) -> Contract:
    """Hand the contract to the transmission channel; its acknowledgement comes later."""
    return _next(contract, ContractAction.TRANSMIT)


def acknowledge(contract: Contract, *, acknowledgement: Acknowledgement, today: date) -> Contract:
    """Record the prefect's acknowledgement; ``today`` is the legal day of the act."""
    following = _next(contract, ContractAction.ACKNOWLEDGE)
    refusal = refuse_acknowledgement(acknowledgement=acknowledgement, signed_on=contract.signed_on, today=today)
    refuse_if(refusal)
    return replace(following, acknowledgement=acknowledgement)


def notify(contract: Contract, *, today: date) -> Contract:
    """Notify the contract to its contractor: it takes effect on this legal day (R2182-4)."""
    # The law is asked before the table: "transmit first" helps more than "impossible in this state".
    refuse_if(refuse_notification(duty=contract.legality, acknowledgement=contract.acknowledgement))
    return replace(_next(contract, ContractAction.NOTIFY), notified_on=today)


def _next(contract: Contract, action: ContractAction) -> Contract:
    status = next_contract_status(contract.status, action)
    return replace(contract, status=status, version=contract.version + 1)
