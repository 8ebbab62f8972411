"""What an invoice is compared with once it is read: its recipient, its order or commitment, its contract, the others.

Nothing here refuses: each finding is a difference with its facts, for an agent (CCP R2192-17).
"""

from collections.abc import Iterator

from services.invoicing.domain.attribution import siren_of
from services.invoicing.domain.commitment import CommitmentFault
from services.invoicing.domain.frames import PAID_FRAMES
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.matching import Difference, DifferenceCode, match
from services.invoicing.domain.parties import Contract
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.recipient import MissingMention
from services.invoicing.handlers.subcontracting import claims, is_accepted_subcontractor, named_contract
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import CommitmentId
from shared.kernel.money import Money

_MENTIONS = {
    MissingMention.SERVICE_MISSING: DifferenceCode.SERVICE_MISSING,
    MissingMention.SERVICE_UNKNOWN: DifferenceCode.SERVICE_UNKNOWN,
    MissingMention.COMMITMENT_MISSING: DifferenceCode.COMMITMENT_MISSING,
    MissingMention.BOTH_MISSING: DifferenceCode.SERVICE_OR_COMMITMENT_MISSING,
}
_COMMITMENT = {
    CommitmentFault.OTHER_SELLER: DifferenceCode.COMMITMENT_SELLER,
    CommitmentFault.CLOSED: DifferenceCode.COMMITMENT_CLOSED,
    CommitmentFault.OUT_OF_PERIOD: DifferenceCode.COMMITMENT_OUT_OF_PERIOD,
    CommitmentFault.SHORT: DifferenceCode.COMMITMENT_SHORT,
    CommitmentFault.CURRENCY: DifferenceCode.COMMITMENT_CURRENCY,
}


def findings(invoice: ReceivedInvoice, content: Invoice, *, uow: UnitOfWork) -> tuple[Difference, ...]:
    """Compare an invoice with everything that is known of it here."""
    named = named_contract(invoice, uow=uow)
    return (
        *_duplicates(invoice, uow),
        *_mentions(invoice, uow),
        *_paid(invoice),
        *_dated(invoice),
        *_unsaid(invoice, content),
        *_engaged(invoice, content, named, uow),
        *_contract(invoice, uow),
        *claims(invoice, content, named, uow=uow),
    )


def _duplicates(invoice: ReceivedInvoice, uow: UnitOfWork) -> Iterator[Difference]:
    """Flag the invoices of the same number, supplier and year that say something else: a person compares them."""
    for other in uow.invoices.of_same_number(invoice):
        yield Difference(
            DifferenceCode.PROBABLE_DUPLICATE,
            {
                "number": other.summary.number,
                "invoice": str(other.invoice_id),
                "amount": str(other.summary.amount_due),
                "received_on": other.received_on.isoformat(),
            },
        )


def _mentions(invoice: ReceivedInvoice, uow: UnitOfWork) -> Iterator[Difference]:
    recipient, summary = uow.recipients.find(invoice.buyer), invoice.summary
    if recipient is None:
        return
    for missing in recipient.missing_mentions(service_code=summary.service_code, commitment=summary.order_reference):
        yield Difference(_MENTIONS[missing], {"code": summary.service_code or ""})


def _paid(invoice: ReceivedInvoice) -> Iterator[Difference]:
    frame = invoice.summary.frame
    if frame in PAID_FRAMES:
        yield Difference(DifferenceCode.ALREADY_PAID, {"frame": frame or ""})


def _dated(invoice: ReceivedInvoice) -> Iterator[Difference]:
    """Tell an invoice that bears a day to come: it was issued when it was received, at the latest.

    On a practice timeline the software of a supplier keeps the days of its own clock.
    """
    issued_on, received_on = invoice.summary.issued_on, invoice.received_on
    if issued_on > received_on and invoice.timeline.is_real:
        facts = {"issued_on": issued_on.isoformat(), "received_on": received_on.isoformat()}
        yield Difference(DifferenceCode.DATED_LATER, facts)


def _unsaid(invoice: ReceivedInvoice, content: Invoice) -> Iterator[Difference]:
    """Tell an invoice that identifies its seller by no SIREN: it is taken for that of the company that sent it."""
    if siren_of(content.seller) is None:
        facts = {"name": (content.seller.name or "")[:200], "seller": str(invoice.seller)}
        yield Difference(DifferenceCode.SELLER_UNSAID, facts)


def _engaged(
    invoice: ReceivedInvoice, content: Invoice, named: Contract | None, uow: UnitOfWork
) -> Iterator[Difference]:
    if invoice.commitment_id is not None:
        yield from _committed(invoice, invoice.commitment_id, uow)
    elif invoice.summary.is_credit_note:  # it answers an invoice (BT-25), no line of an order
        return
    elif invoice.order_id is not None or not _needs_no_order(invoice, named, uow):
        recipient = uow.recipients.find(invoice.buyer)
        yield from match(
            content,
            order=uow.orders.get(invoice.order_id) if invoice.order_id else None,
            seller=invoice.seller,
            already_invoiced=_already_invoiced(invoice, uow),
            tolerance=recipient.tolerance if recipient else None,
        )


def _needs_no_order(invoice: ReceivedInvoice, named: Contract | None, uow: UnitOfWork) -> bool:
    """Say whether an invoice needs no order: it is paid already, or a subcontractor was accepted for what it asks."""
    return invoice.summary.frame in PAID_FRAMES or is_accepted_subcontractor(invoice, named, uow=uow)


def _committed(invoice: ReceivedInvoice, commitment_id: CommitmentId, uow: UnitOfWork) -> Iterator[Difference]:
    commitment, summary = uow.commitments.get(commitment_id), invoice.summary
    asked = summary.counted(summary.amount_excl_vat)
    already = uow.invoices.invoiced_on_commitment(commitment_id, before=invoice.invoice_id, currency=asked.currency)
    for fault in commitment.faults(seller=invoice.seller, issued_on=summary.issued_on, asked=asked, already=already):
        yield Difference(_COMMITMENT[fault], {"number": commitment.number})


def _contract(invoice: ReceivedInvoice, uow: UnitOfWork) -> Iterator[Difference]:
    if invoice.contract_id is None:
        return
    contract, summary = uow.contracts.get(invoice.contract_id), invoice.summary
    asked = summary.counted(summary.amount_excl_vat)
    if asked.amount < 0:  # what is given back uses nothing of the contract, and may well come after its end
        return
    facts = {"reference": contract.reference}
    if contract.ended_on is not None and summary.issued_on > contract.ended_on:
        yield Difference(DifferenceCode.CONTRACT_ENDED, {**facts, "ended_on": contract.ended_on.isoformat()})
    if asked.currency != contract.amount_excl_vat.currency:
        return
    already = uow.invoices.invoiced_on_contract(invoice.contract_id, before=invoice.invoice_id, currency=asked.currency)
    if already + asked > contract.amount_excl_vat:
        amounts = {"amount": str(contract.amount_excl_vat), "invoiced": str(already + asked)}
        yield Difference(DifferenceCode.CONTRACT_SHORT, {**facts, **amounts})


def _already_invoiced(invoice: ReceivedInvoice, uow: UnitOfWork) -> Money:
    currency = invoice.summary.amount_excl_vat.currency
    if invoice.order_id is None:
        return Money.zero(currency)
    return uow.invoices.already_invoiced(invoice.order_id, before=invoice.invoice_id, currency=currency)
