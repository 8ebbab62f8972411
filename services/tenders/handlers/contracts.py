"""Signing, transmitting and notifying a contract (signature, contrôle de légalité, notification), R2182-1 to -5."""

from dataclasses import dataclass
from datetime import date

from services.tenders.domain import contracts as acts
from services.tenders.domain import lifecycle
from services.tenders.domain.awards import Award
from services.tenders.domain.contracts import Contract
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.legality import THRESHOLD, Acknowledgement, LegalityDuty, legality_duty
from services.tenders.domain.model import Tender
from services.tenders.domain.standstill import refuse_signature
from services.tenders.domain.states import ContractStatus
from services.tenders.handlers.announcements import contract_announced
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders import ContractNotifiedV1, ContractSignedV1, ContractTransmittedV1
from shared.kernel.ids import AwardId, ContractId, TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class SignContract:
    """Command: sign the contract of an award, under the buyer's own reference or one made for it."""

    tender_id: TenderId
    award_id: AwardId
    reference: str | None = None


def sign_contract(command: SignContract, *, uow: UnitOfWork, law: LegalTable) -> Contract:
    """Sign the contract of an award once its standstill is over, and announce it.

    Raises:
        Refused: the standstill runs (R2182-1), the award is already signed, or the reference is taken.
    """
    uow.scope.principal.require(Right.SIGN)
    tender = uow.tenders.lock(command.tender_id)
    changed = lifecycle.note_signature(tender)
    award = _award(tender, command.award_id, uow=uow)
    legal_now = tender.timeline.legal_at(uow.clock.now())
    refuse_if(refuse_signature(standstill=award.standstill, legal_now=legal_now))
    if uow.contracts.of_award(award.award_id) is not None:
        refuse(Code.CONTRACT_EXISTS, award=award.award_id)
    contract = _contract(command, tender=tender, award=award, signed_on=legal_day(legal_now), uow=uow, law=law)
    uow.contracts.add(contract)
    uow.tenders.save(changed)
    uow.publish(contract_announced(ContractSignedV1, contract))
    uow.record("contract_signed", str(contract.contract_id), {"reference": contract.reference})
    return contract


def request_transmission(contract_id: ContractId, *, uow: UnitOfWork) -> Contract:
    """Hand a signed contract to the transmission channel, which acknowledges later."""
    uow.scope.principal.require(Right.SIGN)
    contract = acts.request_transmission(uow.contracts.lock(contract_id))
    uow.contracts.save(contract)
    uow.record("transmission_requested", str(contract_id), {"reference": contract.reference})
    return contract


def record_acknowledgement(contract_id: ContractId, acknowledgement: Acknowledgement, *, uow: UnitOfWork) -> Contract:
    """Record the prefect's acknowledgement given by hand by an agent who may sign."""
    uow.scope.principal.require(Right.SIGN)
    return _acknowledge(uow.contracts.lock(contract_id), acknowledgement, uow=uow)


def receive_acknowledgement(
    contract_id: ContractId, acknowledgement: Acknowledgement, *, uow: UnitOfWork
) -> Contract | None:
    """Record the acknowledgement that the channel brought; None when it is recorded already."""
    contract = uow.contracts.lock(contract_id)
    if contract.status is not ContractStatus.AWAITING_ACKNOWLEDGEMENT:
        return None
    return _acknowledge(contract, acknowledgement, uow=uow)


def notify_contract(contract_id: ContractId, *, uow: UnitOfWork) -> Contract:
    """Notify a contract to its contractor and announce all its facts: it takes effect (R2182-4, R2182-5).

    Raises:
        Refused: ``TND-LEGALITY-MISSING`` when it must be transmitted first.
    """
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.lock(contract_id)
    notified = acts.notify(contract, today=_today(contract, uow=uow))
    uow.contracts.save(notified)
    uow.publish(contract_announced(ContractNotifiedV1, notified))
    uow.record("contract_notified", str(contract_id), {"reference": notified.reference})
    return notified


def _acknowledge(contract: Contract, acknowledgement: Acknowledgement, *, uow: UnitOfWork) -> Contract:
    today = _today(contract, uow=uow)
    acknowledged = acts.acknowledge(contract, acknowledgement=acknowledgement, today=today)
    uow.contracts.save(acknowledged)
    uow.publish(contract_announced(ContractTransmittedV1, acknowledged))
    facts = {"acknowledgement": acknowledgement.reference, "received_on": acknowledgement.received_on.isoformat()}
    uow.record("transmission_acknowledged", str(contract.contract_id), facts)
    return acknowledged


def _award(tender: Tender, award_id: AwardId, *, uow: UnitOfWork) -> Award:
    found = next((award for award in uow.awards.of_tender(tender.tender_id) if award.award_id == award_id), None)
    if found is None:
        refuse(Code.AWARD_UNKNOWN, award=award_id)
    return found


def _contract(
    command: SignContract, *, tender: Tender, award: Award, signed_on: date, uow: UnitOfWork, law: LegalTable
) -> Contract:
    contract_id = uow.ids.new(ContractId)
    lot = tender.lot(award.lot_id)
    reference = command.reference or acts.default_reference(contract_id=contract_id, lot=lot, signed_on=signed_on)
    return acts.sign_contract(
        contract_id=contract_id,
        reference=reference,
        tender=tender,
        award=award,
        legality=_duty(tender, law),
        signed_on=signed_on,
    )


def _duty(tender: Tender, law: LegalTable) -> LegalityDuty:
    """Compare the consultation with the threshold of its launch day, never with that of the signature."""
    threshold = law.value(THRESHOLD, on=tender.launched_on)
    return legality_duty(
        buyer_kind=tender.buyer.kind,
        value=tender.content.estimated_value,
        threshold=threshold.money,
        confidence=threshold.confidence,
    )


def _today(contract: Contract, *, uow: UnitOfWork) -> date:
    return legal_day(contract.timeline.legal_at(uow.clock.now()))
