"""Writing the events of an agent's decisions about an invoice; each carries the full state of its facts."""

from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.handlers.announcements import invoice_facts, present
from shared.contracts.amount import Amount
from shared.contracts.invoicing import InvoiceAcceptedV1
from shared.contracts.invoicing_decisions import (
    InvoiceCompletedV1,
    InvoiceInterruptedV1,
    InvoicePartlyAcceptedV1,
    InvoiceRefusedV1,
)


def invoice_accepted(invoice: ReceivedInvoice) -> InvoiceAcceptedV1 | InvoicePartlyAcceptedV1:
    """Announce the acceptance, of the whole or of a part."""
    acceptance = present(invoice.acceptance)
    facts = invoice_facts(invoice)
    facts |= {"accepted_on": acceptance.accepted_on.isoformat(), "due_on": acceptance.due_on.isoformat()}
    if acceptance.admitted is None:
        return InvoiceAcceptedV1(**facts)
    return InvoicePartlyAcceptedV1(**facts, admitted=Amount.of(invoice.amount_to_pay), reason=acceptance.reason)


def invoice_interrupted(invoice: ReceivedInvoice) -> InvoiceInterruptedV1:
    """Announce that the period stands still, and what the creditor must provide."""
    found = present(invoice.interruption)
    return InvoiceInterruptedV1(
        **invoice_facts(invoice),
        interrupted_on=found.notified_on.isoformat(),
        reason=found.reason,
        missing=found.missing,
        due_before=found.due_before.isoformat(),
    )


def invoice_completed(invoice: ReceivedInvoice) -> InvoiceCompletedV1:
    """Announce that the items have arrived, and the new due date."""
    found = present(invoice.interruption)
    return InvoiceCompletedV1(
        **invoice_facts(invoice),
        interrupted_on=found.notified_on.isoformat(),
        completed_on=present(found.completed_on).isoformat(),
        due_on=invoice.due_on.isoformat(),
    )


def invoice_refused(invoice: ReceivedInvoice) -> InvoiceRefusedV1:
    """Announce a refusal and its motive."""
    found = present(invoice.refusal)
    return InvoiceRefusedV1(
        **invoice_facts(invoice),
        refused_on=found.refused_on.isoformat(),
        motive=found.motive.value,
        reason=found.reason,
    )
