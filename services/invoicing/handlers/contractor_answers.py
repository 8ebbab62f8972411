"""A contractor answers what its subcontractor asks the buyer for; the payment period runs from its agreement."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.invoicing.domain.contractor_answer import (
    PERIOD,
    ContractorAnswer,
    ContractorAnswerId,
    ContractorDecision,
    FoundRequests,
    RequestCriteria,
    RequestStatus,
    SubcontractorRequest,
)
from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_search import PortalSearch
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.ports import UnitOfWork
from shared.contracts.invoicing_subcontracting import ContractorAnsweredV1
from shared.kernel.ids import InvoiceId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import Refused, refuse
from shared.legal.table import LegalTable


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """Command: agree to a request for payment, or refuse it and say why."""

    invoice_id: InvoiceId
    decision: ContractorDecision
    reason: str = ""


def answer_request(command: AnswerRequest, *, uow: UnitOfWork, law: LegalTable) -> SubcontractorRequest:
    """Keep the answer of one's own company; the same one again changes nothing.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-REASON-MISSING``, ``INV-CONTRACTOR-…``.
    """
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    found = uow.contractor_answers.lock(command.invoice_id)
    if found.answer is not None and found.answer.says(command.decision, command.reason):
        return found
    invoice, now = found.shown.invoice, uow.clock.now()
    today = invoice.legal_day(now)
    found.check_awaited(today=today, days=days_to_answer(invoice, law))
    answer = ContractorAnswer(
        answer_id=uow.ids.new(ContractorAnswerId),
        invoice_id=invoice.invoice_id,
        contractor=principal.organisation,
        decision=command.decision,
        reason=command.reason,
        answered_at=now,
        answered_on=today,
        answered_by=principal.subject,
    )
    uow.contractor_answers.keep(answer)
    uow.publish(_announced(answer, invoice))
    facts = {"decision": answer.decision.value, "answered_on": today.isoformat()}
    uow.record("contractor_answered", str(invoice.invoice_id), facts)
    return SubcontractorRequest(shown=found.shown, answer=answer)


def search_requests(
    search: PortalSearch, statuses: frozenset[RequestStatus | PortalStatus], *, uow: UnitOfWork, law: LegalTable
) -> FoundRequests:
    """Find the requests that one's own company may answer, or has answered."""
    today = legal_day(uow.clock.now())
    silent_before = today - timedelta(days=law.value(PERIOD, on=today).whole)
    return uow.contractor_answers.search(search, RequestCriteria(statuses=statuses, silent_before=silent_before))


def answer_about(invoice_id: InvoiceId, *, uow: UnitOfWork) -> ContractorAnswer:
    """Give what the contractor answered, to the buyer, to the subcontractor and to the contractor (R2193-12)."""
    try:
        uow.invoices.get(invoice_id)
    except Refused as refused:
        if refused.refusal.code != Code.NOT_FOUND:
            raise
        uow.contractor_answers.request(invoice_id)
    return uow.contractor_answers.of(invoice_id) or refuse(Code.NOT_FOUND, object=invoice_id)


def standing_of(request: SubcontractorRequest, *, uow: UnitOfWork, law: LegalTable) -> RequestStatus | PortalStatus:
    """Say where a request stands for its contractor now."""
    invoice = request.shown.invoice
    return request.status(today=invoice.legal_day(uow.clock.now()), days=days_to_answer(invoice, law))


def days_to_answer(invoice: ReceivedInvoice, law: LegalTable) -> int:
    """Give the days that a contractor has to answer (R2193-12)."""
    return law.value(PERIOD, on=invoice.received_on).whole


def agreed_on(invoice: ReceivedInvoice, *, uow: UnitOfWork) -> date | None:
    """Give the day of the contractor's agreement, from which the payment period runs (R2192-23); None without one."""
    found = uow.contractor_answers.of(invoice.invoice_id)
    return found.answered_on if found is not None and found.decision is ContractorDecision.AGREED else None


def _announced(answer: ContractorAnswer, invoice: ReceivedInvoice) -> ContractorAnsweredV1:
    return ContractorAnsweredV1(
        aggregate_id=str(answer.answer_id),
        aggregate_version=1,
        buyer_siret=str(invoice.buyer),
        invoice_id=str(invoice.invoice_id),
        number=invoice.summary.number,
        seller_siret=str(invoice.seller),
        contractor_siret=str(answer.contractor),
        decision=answer.decision.value,
        reason=answer.reason,
        answered_on=answer.answered_on.isoformat(),
    )
