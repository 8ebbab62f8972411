"""The numbers and names under which the portal shows invoices, looked up for a whole page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.invoicing.domain.portal_directory import service_key
from services.invoicing.domain.portal_frames import kind_of_request, portal_frame
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.recipient import Recipient
from services.invoicing.domain.semantic import CREDIT_NOTE_TYPES
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.siret import Siret
from shared.legal.buyers import BuyerKind

SIRET: Final = "SIRET"
INVOICE: Final = "FACTURE"
CREDIT_NOTE: Final = "AVOIR"
DOWN_PAYMENT: Final = "ACOMPTE"
DOWN_PAYMENT_TYPES: Final = frozenset({"386", "500"})  # UNTDID 1001: prepayment invoice, self-billed prepayment


@dataclass(frozen=True, slots=True)
class Names:
    """What the portal calls the invoices of a page, their parties and their services."""

    invoices: Mapping[str, int]
    structures: Mapping[str, int]
    services: Mapping[str, int]
    recipients: Mapping[Siret, Recipient]

    def invoice(self, invoice_id: InvoiceId) -> int:
        """Give the number of an invoice (idFacture, identifiantFactureCPP)."""
        return self.invoices[str(invoice_id)]

    def structure(self, siret: Siret) -> int:
        """Give the number of an organisation."""
        return self.structures[str(siret)]

    def service(self, invoice: ReceivedInvoice) -> int | None:
        """Give the number of the service to which an invoice goes; None without one."""
        code = invoice.summary.service_code
        return self.services[service_key(invoice.buyer, code)] if code else None

    def service_name(self, invoice: ReceivedInvoice) -> str | None:
        """Give the name of that service, where the recipient declared it."""
        recipient, code = self.recipients.get(invoice.buyer), invoice.summary.service_code
        found = recipient.service(code) if recipient is not None and code else None
        return found.name if found is not None else None

    def is_state(self, invoice: ReceivedInvoice) -> bool:
        """Say whether the recipient declared itself to be the State."""
        recipient = self.recipients.get(invoice.buyer)
        return recipient is not None and recipient.buyer_kind is BuyerKind.STATE

    def buyer_name(self, invoice: ReceivedInvoice) -> str | None:
        """Give the name that the recipient declared, else the one on the invoice."""
        recipient = self.recipients.get(invoice.buyer)
        return recipient.name if recipient is not None else invoice.summary.buyer_name


def names_of(invoices: Sequence[ReceivedInvoice], *, uow: UnitOfWork) -> Names:
    """Look up every number and name that a page needs."""
    numbers = uow.portal_numbers
    services = [service_key(one.buyer, code) for one in invoices if (code := one.summary.service_code)]
    buyers = {one.buyer for one in invoices}
    return Names(
        invoices=numbers.numbers(Numbered.INVOICE, [str(one.invoice_id) for one in invoices]),
        structures=numbers.numbers(
            Numbered.STRUCTURE, [str(siret) for siret in buyers | {one.seller for one in invoices}]
        ),
        services=numbers.numbers(Numbered.SERVICE, services),
        recipients=uow.recipients.find_all(buyers),
    )


def kind_of(type_code: str) -> str:
    """Say whether a type of document (UNTDID 1001) is an invoice, a credit note or a down payment."""
    if type_code in CREDIT_NOTE_TYPES:
        return CREDIT_NOTE
    return DOWN_PAYMENT if type_code in DOWN_PAYMENT_TYPES else INVOICE


def types_shown_as(kinds: Sequence[str]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Give the types to keep (None for any) and those to leave out, for the kinds that are asked for."""
    known = {CREDIT_NOTE: CREDIT_NOTE_TYPES, DOWN_PAYMENT: DOWN_PAYMENT_TYPES}
    wanted = {kind.strip().upper() for kind in kinds}
    if not wanted:
        return None, ()
    if INVOICE in wanted:
        return None, tuple(sorted(code for kind, codes in known.items() if kind not in wanted for code in codes))
    return tuple(sorted(code for kind in wanted & set(known) for code in known[kind])), ()


def works_kind_of(invoice: ReceivedInvoice) -> tuple[str, str | None]:
    """Give the kind of payment request and, for works, the frame that tells which account it is."""
    kind = kind_of_request(invoice.summary.frame)
    return kind, None if kind == INVOICE else portal_frame(invoice.summary.frame)
