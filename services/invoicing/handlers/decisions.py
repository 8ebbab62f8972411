"""Interrupting, completing, refusing an invoice: what an agent does when it cannot simply be accepted."""

from dataclasses import dataclass
from datetime import date

from services.invoicing.domain import received
from services.invoicing.domain.decisions import Interruption, InvoiceRefusal, RefusalMotive
from services.invoicing.domain.errors import Code
from services.invoicing.domain.proposal import Proposal, proposal_for
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.handlers.decision_announcements import (
    invoice_completed,
    invoice_interrupted,
    invoice_refused,
)
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.legal.calendar import payment_due_date_after_interruption
from shared.legal.table import LegalTable


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptInvoice:
    """Command: interrupt the period; ``notified_on`` is the day on which the creditor was certainly told (R2192-28)."""

    invoice_id: InvoiceId
    reason: str
    missing: tuple[str, ...]
    notified_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteInvoice:
    """Command: say that every missing item has been received, on a day (today where none is given)."""

    invoice_id: InvoiceId
    received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseInvoice:
    """Command: refuse an invoice, with a motive and a sentence for the creditor."""

    invoice_id: InvoiceId
    motive: RefusalMotive
    reason: str


def propose(invoice_id: InvoiceId, *, uow: UnitOfWork) -> Proposal:
    """Say what the facts suggest to the buyer's agent.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-NOT-JUDGED`` while the official rules have not spoken.
    """
    invoice = uow.invoices.get(invoice_id)
    received.refuse_foreign_buyer(invoice, uow.scope.principal.organisation)
    if invoice.verdict is None:
        refuse(Code.NOT_JUDGED)
    ordered = uow.orders.get(invoice.order_id).amount_incl_vat if invoice.order_id else None
    return proposal_for(invoice, ordered=ordered)


def interrupt_invoice(command: InterruptInvoice, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Interrupt the payment period, once, before the payment is ordered.

    Raises:
        Refused: ``INV-INTERRUPTED-ONCE``, ``INV-INTERRUPTION-WITHOUT-ITEMS``, ``INV-REASON-MISSING``,
            ``INV-DAY-IMPOSSIBLE``.
    """
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    invoice = lock_as_buyer(command.invoice_id, uow=uow)
    notified_on = _day(command.notified_on, since=invoice.received_on, invoice=invoice, uow=uow)
    found = Interruption(
        notified_on=notified_on,
        interrupted_by=principal.subject,
        reason=command.reason,
        missing=command.missing,
        due_before=invoice.due_on,
    )
    interrupted = received.interrupt(invoice, found)
    uow.invoices.save(interrupted)
    uow.publish(invoice_interrupted(interrupted))
    facts = {"notified_on": notified_on.isoformat(), "missing": str(len(command.missing))}
    uow.record("invoice_interrupted", str(invoice.invoice_id), facts)
    return interrupted


def complete_invoice(command: CompleteInvoice, *, uow: UnitOfWork, law: LegalTable) -> ReceivedInvoice:
    """Open the new period: the longer of the legal one and of what remained (R2192-29).

    Raises:
        Refused: ``INV-ACTION-IMPOSSIBLE``, ``INV-DAY-IMPOSSIBLE``.
    """
    uow.scope.principal.require(Right.AUTHORISE)
    invoice = lock_as_buyer(command.invoice_id, uow=uow)
    found = invoice.interruption
    since = found.notified_on if found else invoice.received_on
    completed_on = _day(command.received_on, since=since, invoice=invoice, uow=uow)
    due = payment_due_date_after_interruption(
        due_on=found.due_before if found else invoice.due_on,
        interrupted_on=since,
        completed_on=completed_on,
        table=law,
    )
    completed = received.complete(invoice, completed_on=completed_on, due_on=due.due_on)
    uow.invoices.save(completed)
    uow.publish(invoice_completed(completed))
    uow.record("invoice_completed", str(invoice.invoice_id), {"due_on": due.due_on.isoformat()})
    return completed


def refuse_invoice(command: RefuseInvoice, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Refuse an invoice: nothing is due on it.

    Raises:
        Refused: ``INV-ACTION-IMPOSSIBLE``, ``INV-REASON-MISSING``.
    """
    principal = uow.scope.principal
    principal.require(Right.AUTHORISE)
    invoice = lock_as_buyer(command.invoice_id, uow=uow)
    refusal = InvoiceRefusal(
        refused_on=invoice.legal_day(uow.clock.now()),
        refused_by=principal.subject,
        motive=command.motive,
        reason=command.reason,
    )
    refused = received.refuse_payment(invoice, refusal)
    uow.invoices.save(refused)
    uow.publish(invoice_refused(refused))
    uow.record("invoice_refused", str(invoice.invoice_id), {"motive": command.motive.value})
    return refused


def lock_as_buyer(invoice_id: InvoiceId, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Lock an invoice of the agent's own organisation: the seller sees it but decides nothing about it."""
    invoice = uow.invoices.lock(invoice_id)
    received.refuse_foreign_buyer(invoice, uow.scope.principal.organisation)
    return invoice


def _day(day: date | None, *, since: date, invoice: ReceivedInvoice, uow: UnitOfWork) -> date:
    """Give the legal day of an act: the one said, if it can be, else today."""
    today = invoice.legal_day(uow.clock.now())
    if day is not None and not since <= day <= today:
        refuse(Code.DAY_IMPOSSIBLE, day=day, first=since, last=today)
    return today if day is None else day
