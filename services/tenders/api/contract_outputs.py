"""What callers receive about contracts."""

from datetime import date, timedelta

from pydantic import BaseModel, Field

from services.tenders.api.outputs import BuyerOut, LotOut
from services.tenders.domain.contracts import Contract, Notification, SignedDocument
from services.tenders.domain.legality import LegalityDuty
from shared.contracts.amount import Amount


class LegalityOut(BaseModel):
    """Whether the contract must be transmitted to the prefect, with the comparison that says so."""

    applies: bool
    value: Amount
    threshold: Amount
    article: str
    confidence: str
    due_on: date | None = Field(description="Dernier jour pour transmettre (CGCT L2131-13, L1411-9).")

    @classmethod
    def of(cls, duty: LegalityDuty, *, signed_on: date) -> "LegalityOut":
        """Write the comparison."""
        due = None if duty.days is None or not duty.applies else signed_on + timedelta(days=duty.days)
        return cls(
            applies=duty.applies,
            value=Amount.of(duty.value),
            threshold=Amount.of(duty.threshold),
            article=duty.article,
            confidence=duty.confidence,
            due_on=due,
        )


class ContractorOut(BaseModel):
    """The company bound by the contract."""

    siret: str
    name: str


class SignatureOut(BaseModel):
    """The buyer's signature: by hand and scanned, or electronic (R2182-3)."""

    form: str
    signed_on: date
    function: str | None


class SignedDocumentOut(BaseModel):
    """The signed contract as a file."""

    name: str
    media_type: str
    size: int
    sha256: str

    @classmethod
    def of(cls, document: SignedDocument) -> "SignedDocumentOut":
        """Write the signed file."""
        content = document.content
        return cls(name=document.name, media_type=document.media_type, size=content.size, sha256=content.sha256)


class NotificationOut(BaseModel):
    """The proof of the notification (R2182-4)."""

    means: str
    notified_on: date
    message_id: str | None
    note: str | None

    @classmethod
    def of(cls, notification: Notification) -> "NotificationOut":
        """Write the proof."""
        return cls(
            means=notification.means.value,
            notified_on=notification.notified_on,
            message_id=notification.message_id,
            note=notification.note,
        )


class ContractOut(BaseModel):
    """A contract; every day is a legal day. A recorded contract has a ``regime`` and no consultation."""

    contract_id: str
    version: int
    status: str
    reference: str
    consultation_id: str | None
    award_id: str | None
    regime: str | None
    object: str
    kind: str
    lot: LotOut
    buyer: BuyerOut
    contractor: ContractorOut
    amount_excl_vat: Amount
    launched_on: date
    sandbox: bool
    legality: LegalityOut | None
    signed_on: date
    signature: SignatureOut
    signed_document: SignedDocumentOut | None
    transmission_acknowledgement: str | None
    transmitted_on: date | None
    notification: NotificationOut | None
    notified_on: date | None
    effective_on: date | None = Field(description="Jour à partir duquel le marché a effet (R2182-4).")

    @classmethod
    def of(cls, contract: Contract) -> "ContractOut":
        """Write a contract."""
        acknowledgement, duty = contract.acknowledgement, contract.legality
        signature, document = contract.signature, contract.signed_document
        return cls(
            contract_id=str(contract.contract_id),
            version=contract.version,
            status=contract.status.value,
            reference=contract.reference,
            consultation_id=None if contract.tender_id is None else str(contract.tender_id),
            award_id=None if contract.award_id is None else str(contract.award_id),
            regime=None if contract.regime is None else contract.regime.value,
            object=contract.object,
            kind=contract.kind.value,
            lot=LotOut.of(contract.lot),
            buyer=BuyerOut.of(contract.buyer),
            contractor=ContractorOut(siret=contract.contractor.siret.value, name=contract.contractor.name),
            amount_excl_vat=Amount.of(contract.amount_excl_vat),
            launched_on=contract.launched_on,
            sandbox=contract.sandbox,
            legality=None if duty is None else LegalityOut.of(duty, signed_on=contract.signed_on),
            signed_on=contract.signed_on,
            signature=SignatureOut(
                form=signature.form.value, signed_on=signature.signed_on, function=signature.function
            ),
            signed_document=None if document is None else SignedDocumentOut.of(document),
            transmission_acknowledgement=acknowledgement.reference if acknowledgement else None,
            transmitted_on=acknowledgement.received_on if acknowledgement else None,
            notification=None if contract.notification is None else NotificationOut.of(contract.notification),
            notified_on=contract.notified_on,
            effective_on=contract.notified_on,
        )
