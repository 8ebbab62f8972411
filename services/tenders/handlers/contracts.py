"""Signing, transmitting and notifying a contract (signature, contrôle de légalité, notification), R2182-1 to -5."""

from dataclasses import dataclass, replace
from datetime import date

from services.tenders.domain import awards, lifecycle
from services.tenders.domain import contracts as acts
from services.tenders.domain.award_states import AwardAction, next_award_status
from services.tenders.domain.awards import Award
from services.tenders.domain.contracts import (
    Contract,
    Notification,
    NotificationMeans,
    Signature,
    SignatureForm,
    SignedDocument,
)
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.legality import PERIOD, THRESHOLD, Acknowledgement, LegalityDuty, legality_duty
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.model import Tender
from services.tenders.domain.standstill import refuse_signature
from services.tenders.domain.states import ContractStatus
from services.tenders.handlers.announcements import contract_announced
from services.tenders.handlers.awards import award_of
from services.tenders.handlers.contract_life import legal_today
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders import ContractNotifiedV1, ContractSignedV1, ContractTransmittedV1
from shared.kernel.ids import AwardId, ContractId, TenderId
from shared.kernel.paris import display_day, legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class SignContract:
    """Command: record the signature of the contract of an award, under the buyer's own reference or one made for it.

    Without ``signed_on`` the contract is signed today; ``function`` is the office of the signatory.
    """

    tender_id: TenderId
    award_id: AwardId
    reference: str | None = None
    form: SignatureForm = SignatureForm.HANDWRITTEN
    signed_on: date | None = None
    function: str | None = None


@dataclass(frozen=True, slots=True)
class NotifyContract:
    """Command: notify a contract by a message of the platform, or record the day of another means."""

    contract_id: ContractId
    means: NotificationMeans = NotificationMeans.PLATFORM
    notified_on: date | None = None
    note: str | None = None


def sign_contract(command: SignContract, *, uow: UnitOfWork, law: LegalTable) -> Contract:
    """Sign the contract of an award once its standstill is over, and announce it.

    Raises:
        Refused: the rejections were not sent (``TND-AWARD-ORDER``), the standstill runs (R2182-1), the award is
            already signed, the reference is taken, or the day of signature has not come.
    """
    uow.scope.principal.require(Right.SIGN)
    tender = uow.tenders.lock(command.tender_id)
    changed = lifecycle.note_signature(tender)
    award = award_of(tender.tender_id, command.award_id, uow=uow)
    if uow.contracts.of_award(award.award_id) is not None:
        refuse(Code.CONTRACT_EXISTS, award=award.award_id)
    next_award_status(award.status, AwardAction.SIGN)
    signature = _signature(command, tender=tender, award=award, uow=uow)
    contract = _contract(command, tender=tender, award=award, signature=signature, uow=uow, law=law)
    uow.contracts.add(contract)
    uow.awards.save(awards.note_signature(award))
    uow.tenders.save(changed)
    uow.publish(contract_announced(ContractSignedV1, contract))
    facts = {
        "reference": contract.reference,
        "form": signature.form.value,
        "signed_on": signature.signed_on.isoformat(),
    }
    uow.record("contract_signed", str(contract.contract_id), facts)
    return contract


def keep_signed_document(contract_id: ContractId, document: SignedDocument, *, uow: UnitOfWork) -> Contract:
    """Keep the signed contract as a file: a scan of the paper, or the file that was signed electronically.

    Raises:
        Refused: ``TND-SIGNED-DOCUMENT-EXISTS``.
    """
    uow.scope.principal.require(Right.SIGN)
    contract = acts.keep_signed_document(uow.contracts.lock(contract_id), document)
    uow.contracts.save(contract)
    facts = {"sha256": document.content.sha256, "size": str(document.content.size)}
    uow.record("signed_document_kept", str(contract_id), facts)
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


def notify_contract(command: NotifyContract, *, uow: UnitOfWork) -> Contract:
    """Notify a contract to its contractor and announce all its facts: it takes effect (R2182-4, R2182-5).

    Raises:
        Refused: ``TND-LEGALITY-MISSING`` when it must be transmitted first, ``TND-NOTIFICATION-DATE``.
    """
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.lock(command.contract_id)
    today = legal_today(contract, uow=uow)
    given = command.notified_on if command.means is NotificationMeans.OTHER else None
    proof = Notification(means=command.means, notified_on=given or today, note=command.note)
    notified = acts.notify(contract, notification=proof, today=today)
    if command.means is NotificationMeans.PLATFORM:
        notified = acts.with_message(notified, _tell_contractor(notified, uow=uow))
    uow.contracts.save(notified)
    _close_award(notified, uow=uow)
    uow.publish(contract_announced(ContractNotifiedV1, notified))
    facts = {"reference": notified.reference, "means": command.means.value}
    uow.record("contract_notified", str(contract.contract_id), facts)
    return notified


def _close_award(contract: Contract, *, uow: UnitOfWork) -> None:
    if contract.tender_id is None or contract.award_id is None:
        return
    award = award_of(contract.tender_id, contract.award_id, uow=uow)
    uow.awards.save(awards.note_notification(award))


def _tell_contractor(contract: Contract, *, uow: UnitOfWork) -> str:
    document = contract.signed_document
    digest = f"\n\nMarché signé : {document.name}, empreinte SHA-256 {document.content.sha256}." if document else ""
    message = send_message(
        SendMessage(
            tender_id=contract.tender_id,
            kind=MessageKind.NOTIFICATION,
            to=(Recipient(contract.contractor.siret, None, contract.contractor.name),),
            subject=f"Notification du marché {contract.reference}",
            body=(
                f"Madame, Monsieur,\n\nLe marché {contract.reference} ({contract.object}, lot {contract.lot.number}), "
                f"signé le {display_day(contract.signed_on)}, vous est notifié. Il prend effet à la date de réception "
                f"de cette notification (article R2182-4 du code de la commande publique).{digest}"
            ),
        ),
        uow=uow,
    )
    return str(message.message_id)


def _acknowledge(contract: Contract, acknowledgement: Acknowledgement, *, uow: UnitOfWork) -> Contract:
    today = legal_today(contract, uow=uow)
    acknowledged = acts.acknowledge(contract, acknowledgement=acknowledgement, today=today)
    uow.contracts.save(acknowledged)
    uow.publish(contract_announced(ContractTransmittedV1, acknowledged))
    facts = {"acknowledgement": acknowledgement.reference, "received_on": acknowledgement.received_on.isoformat()}
    uow.record("transmission_acknowledged", str(contract.contract_id), facts)
    return acknowledged


def _signature(command: SignContract, *, tender: Tender, award: Award, uow: UnitOfWork) -> Signature:
    """Check the day of signature: never in the future, never during the standstill."""
    legal_now = tender.timeline.legal_at(uow.clock.now())
    today = legal_day(legal_now)
    signed_on = command.signed_on or today
    if signed_on > today:
        refuse(Code.SIGNATURE_DATE, article="R2182-3", signed_on=display_day(signed_on), today=display_day(today))
    assert award.standstill is not None, "the rejections were sent"  # noqa: S101 - the table was asked before
    refuse_if(refuse_signature(standstill=award.standstill, signed_on=signed_on))
    return Signature(form=command.form, signed_on=signed_on, function=command.function)


def _contract(
    command: SignContract, *, tender: Tender, award: Award, signature: Signature, uow: UnitOfWork, law: LegalTable
) -> Contract:
    contract_id = uow.ids.new(ContractId)
    lot, signed_on = tender.lot(award.lot_id), signature.signed_on
    reference = command.reference or acts.default_reference(contract_id=contract_id, lot=lot, signed_on=signed_on)
    return acts.sign_contract(
        contract_id=contract_id,
        reference=reference,
        tender=tender,
        award=award,
        legality=_duty(tender, law, signed_on=signed_on),
        signature=signature,
    )


def _duty(tender: Tender, law: LegalTable, *, signed_on: date) -> LegalityDuty:
    """Compare the consultation with the threshold of its launch day, never with that of the signature."""
    threshold = law.value(THRESHOLD, on=tender.launched_on)
    duty = legality_duty(
        buyer_kind=tender.buyer.kind,
        value=tender.content.estimated_value,
        threshold=threshold.money,
        confidence=threshold.confidence,
    )
    return replace(duty, days=law.value(PERIOD, on=signed_on).whole)
