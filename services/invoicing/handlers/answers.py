"""A seller answers an interruption: it says what it has provided, and the buyer finds whether everything is there."""

from dataclasses import dataclass

from services.invoicing.domain import received
from services.invoicing.domain.decisions import LONGEST_REASON
from services.invoicing.domain.errors import Code
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.handlers.owning import lock_as_seller
from services.invoicing.handlers.portal_files import findings_of_files
from services.invoicing.handlers.routing_announcements import invoice_answered
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInterruption:
    """Command: say that what was missing has been provided."""

    invoice_id: InvoiceId
    text: str = ""


def answer_interruption(command: AnswerInterruption, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Keep the seller's answer and its day: the new period runs from it once the buyer finds all there (R2192-29).

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-ACTION-IMPOSSIBLE``, ``INV-REASON-MISSING``.
    """
    if len(command.text) > LONGEST_REASON:
        refuse(Code.REASON_MISSING, most=LONGEST_REASON)
    invoice = lock_as_seller(command.invoice_id, uow=uow)
    answered_on = invoice.legal_day(uow.clock.now())
    told = findings_of_files(invoice.invoice_id, uow=uow)
    answered = received.answer(invoice, answered_on=answered_on, text=command.text, told=told)
    if (answered.interruption, answered.differences) == (invoice.interruption, invoice.differences):
        return invoice  # the same answer on the same day, by software that asks again
    uow.invoices.save(answered)
    uow.publish(invoice_answered(answered))
    uow.record("invoice_answered", str(invoice.invoice_id), {"answered_on": answered_on.isoformat()})
    return answered
