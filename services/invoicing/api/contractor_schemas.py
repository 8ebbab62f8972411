"""What a contractor reads and says of the requests for payment of its subcontractors."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.invoicing.domain.contractor_answer import ContractorAnswer, ContractorDecision, SubcontractorRequest
from services.invoicing.domain.decisions import LONGEST_REASON
from services.invoicing.handlers.contractor_answers import AnswerRequest
from shared.contracts.amount import Amount
from shared.kernel.ids import InvoiceId

_Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REASON)]


class ContractorAnswerIn(BaseModel):
    """The answer of the contractor; a refusal says why."""

    model_config = ConfigDict(extra="forbid")

    decision: ContractorDecision = Field(description="agreed : accord ; refused : refus.")
    reason: _Reason = ""

    def to_command(self, invoice_id: InvoiceId) -> AnswerRequest:
        """Read the command."""
        return AnswerRequest(invoice_id=invoice_id, decision=self.decision, reason=self.reason)


class ContractorAnswerOut(BaseModel):
    """What the contractor answered, for the buyer, the subcontractor and the contractor."""

    invoice_id: str
    contractor_siret: str
    decision: ContractorDecision
    reason: str
    answered_on: str

    @classmethod
    def of(cls, answer: ContractorAnswer) -> "ContractorAnswerOut":
        """Write an answer."""
        return cls(
            invoice_id=str(answer.invoice_id),
            contractor_siret=str(answer.contractor),
            decision=answer.decision,
            reason=answer.reason,
            answered_on=answer.answered_on.isoformat(),
        )


class SubcontractorRequestOut(BaseModel):
    """A request for payment of a subcontractor, for its contractor."""

    invoice_id: str
    number: str
    buyer_siret: str
    seller_siret: str
    contract_reference: str | None
    issued_on: str
    received_on: str
    last_day: str = Field(description="Dernier jour pour répondre ; passé ce jour, réputé accepté (R2193-13).")
    amount_incl_vat: Amount
    answer: ContractorAnswerOut | None

    @classmethod
    def of(cls, request: SubcontractorRequest, *, days: int) -> "SubcontractorRequestOut":
        """Write a request."""
        invoice = request.shown.invoice
        return cls(
            invoice_id=str(invoice.invoice_id),
            number=invoice.summary.number,
            buyer_siret=str(invoice.buyer),
            seller_siret=str(invoice.seller),
            contract_reference=invoice.summary.contract_reference,
            issued_on=invoice.summary.issued_on.isoformat(),
            received_on=invoice.received_on.isoformat(),
            last_day=request.last_day(days).isoformat(),
            amount_incl_vat=Amount.of(invoice.summary.amount_incl_vat),
            answer=ContractorAnswerOut.of(request.answer) if request.answer else None,
        )
