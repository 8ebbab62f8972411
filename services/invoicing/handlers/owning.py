"""Invoices of one's own company, locked for an act in its name."""

from services.invoicing.domain.errors import Code
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


def lock_as_seller(invoice_id: InvoiceId, *, uow: UnitOfWork) -> ReceivedInvoice:
    """Lock an invoice of one's own company: its buyer sees it, but answers nothing in its seller's name."""
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    invoice = uow.invoices.lock(invoice_id)
    if principal.organisation is None or principal.organisation.siren != invoice.seller.siren:
        refuse(Code.NOT_FOUND, object=invoice_id)
    return invoice
