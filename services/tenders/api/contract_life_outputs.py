"""What callers receive about a contract in force and about the duties of a file."""

from datetime import date

from pydantic import BaseModel, Field

from services.tenders.api.advice import OverrideOut
from services.tenders.api.outputs import AdviceOut
from services.tenders.domain.modifications import Modification
from services.tenders.domain.service_orders import ServiceOrder
from services.tenders.domain.subcontracts import Subcontract
from services.tenders.handlers.duties import Agenda
from shared.contracts.amount import Amount


class ModificationOut(BaseModel):
    """A modification, with what the law asked of it and what was answered."""

    modification_id: str
    version: int
    number: int
    status: str
    ground: str
    object: str
    reason: str
    amount: Amount
    signed_on: date
    new_holder_siret: str | None
    opinion: str | None
    advices: list[AdviceOut]
    overrides: list[OverrideOut]
    acknowledgement: str | None
    notified_on: date | None

    @classmethod
    def of(cls, each: Modification) -> "ModificationOut":
        """Write a modification."""
        return cls(
            modification_id=str(each.modification_id),
            version=each.version,
            number=each.number,
            status=each.status.value,
            ground=each.ground.value,
            object=each.object,
            reason=each.reason,
            amount=Amount.of(each.amount),
            signed_on=each.signed_on,
            new_holder_siret=None if each.new_holder is None else each.new_holder.siret.value,
            opinion=each.opinion,
            advices=[AdviceOut.of(advice) for advice in each.advices],
            overrides=[OverrideOut(code=passed.code, reason=passed.reason) for passed in each.overrides],
            acknowledgement=None if each.acknowledgement is None else each.acknowledgement.reference,
            notified_on=each.notified_on,
        )


class ModificationsOut(BaseModel):
    """The modifications of a contract, its initial amount and its present one, excluding VAT."""

    initial_amount: Amount
    present_amount: Amount
    items: list[ModificationOut]


class ModificationAdviceOut(BaseModel):
    """What the law asks of a modification before it is signed."""

    advices: list[AdviceOut]


class SubcontractOut(BaseModel):
    """A declared subcontract; without an answer, silence accepts it after ``silent_until``."""

    subcontract_id: str
    version: int
    status: str
    subcontractor_siret: str
    subcontractor_name: str
    services: str
    most_incl_vat: Amount
    pays_directly: bool = Field(description="Paiement direct par l'acheteur (R2193-10).")
    received_on: date
    silent_until: date
    decided_on: date | None
    reason: str | None

    @classmethod
    def of(cls, each: Subcontract) -> "SubcontractOut":
        """Write a subcontract."""
        return cls(
            subcontract_id=str(each.subcontract_id),
            version=each.version,
            status=each.status.value,
            subcontractor_siret=each.subcontractor.siret.value,
            subcontractor_name=each.subcontractor.name,
            services=each.services,
            most_incl_vat=Amount.of(each.most_incl_vat),
            pays_directly=each.pays_directly,
            received_on=each.received_on,
            silent_until=each.silent_until,
            decided_on=each.decided_on,
            reason=each.reason,
        )


class SubcontractsOut(BaseModel):
    """The subcontracts of a contract."""

    items: list[SubcontractOut]


class ServiceOrderOut(BaseModel):
    """A service order and the message that told it."""

    order_id: str
    number: int
    kind: str
    subject: str
    content: str
    issued_on: date
    effective_on: date
    message_id: str

    @classmethod
    def of(cls, each: ServiceOrder) -> "ServiceOrderOut":
        """Write an order."""
        return cls(
            order_id=str(each.order_id),
            number=each.number,
            kind=each.kind.value,
            subject=each.subject,
            content=each.content,
            issued_on=each.issued_on,
            effective_on=each.effective_on,
            message_id=each.message_id,
        )


class ServiceOrdersOut(BaseModel):
    """The service orders of a contract."""

    items: list[ServiceOrderOut]


class DutyOut(BaseModel):
    """One duty: what, until when, where it stands today."""

    code: str
    object_id: str
    article: str
    what: str
    due_on: date | None
    status: str = Field(description="due, late, done, done_late ; running ou over pour une conservation.")
    confidence: str
    done_on: date | None
    reference: str | None


class AgendaOut(BaseModel):
    """Every duty of a consultation or of a recorded contract: late first, then the nearest."""

    today: date
    items: list[DutyOut]

    @classmethod
    def of(cls, agenda: Agenda) -> "AgendaOut":
        """Write an agenda."""
        items = [
            DutyOut(
                code=duty.code.value,
                object_id=duty.object_id,
                article=duty.article,
                what=duty.what,
                due_on=duty.due_on,
                status=duty.status(agenda.today).value,
                confidence=duty.confidence,
                done_on=duty.done_on,
                reference=duty.reference,
            )
            for duty in agenda.duties
        ]
        return cls(today=agenda.today, items=items)
