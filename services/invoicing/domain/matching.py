"""Matching an invoice with its order (rapprochement): each difference is a fact for an agent, never a refusal.

Sources: CCP D2192-2 (mentions of an invoice), R2192-17 (verification). Prices and totals are compared to the cent,
or within the tolerance that the buyer chose.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from services.invoicing.domain.invoice import Invoice, InvoiceLine
from services.invoicing.domain.order import OrderLine, PurchaseOrder
from services.invoicing.domain.tolerance import Tolerance
from shared.kernel.money import Money
from shared.kernel.siret import Siret


class DifferenceCode(StrEnum):
    """Stable codes of differences; the comment says which facts travel with each."""

    PROBABLE_DUPLICATE = "INV-DIFF-PROBABLE-DUPLICATE"  # number, invoice, amount, received_on
    SERVICE_MISSING = "INV-DIFF-SERVICE-MISSING"  # no fact
    SERVICE_UNKNOWN = "INV-DIFF-SERVICE-UNKNOWN"  # code
    COMMITMENT_MISSING = "INV-DIFF-COMMITMENT-MISSING"  # no fact
    SERVICE_OR_COMMITMENT_MISSING = "INV-DIFF-SERVICE-OR-COMMITMENT-MISSING"  # no fact
    COMMITMENT_SELLER = "INV-DIFF-COMMITMENT-SELLER"  # number
    COMMITMENT_CLOSED = "INV-DIFF-COMMITMENT-CLOSED"  # number
    COMMITMENT_OUT_OF_PERIOD = "INV-DIFF-COMMITMENT-OUT-OF-PERIOD"  # number
    COMMITMENT_SHORT = "INV-DIFF-COMMITMENT-SHORT"  # number
    COMMITMENT_CURRENCY = "INV-DIFF-COMMITMENT-CURRENCY"  # number
    CONTRACT_ENDED = "INV-DIFF-CONTRACT-ENDED"  # reference, ended_on
    CONTRACT_SHORT = "INV-DIFF-CONTRACT-SHORT"  # reference, amount, invoiced
    ALREADY_PAID = "INV-DIFF-ALREADY-PAID"  # frame
    CREDIT_NOTE = "INV-DIFF-CREDIT-NOTE"  # amount, preceding
    CREDIT_NOTE_ALONE = "INV-DIFF-CREDIT-NOTE-ALONE"  # amount
    CORRECTS = "INV-DIFF-CORRECTS"  # preceding
    CORRECTS_UNKNOWN = "INV-DIFF-CORRECTS-UNKNOWN"  # no fact
    NOTHING_DUE = "INV-DIFF-NOTHING-DUE"  # amount
    PAYEE = "INV-DIFF-PAYEE"  # payee
    PAYEE_MISSING = "INV-DIFF-PAYEE-MISSING"  # no fact
    SELLER_UNSAID = "INV-DIFF-SELLER-UNSAID"  # name, seller
    DATED_LATER = "INV-DIFF-DATED-LATER"  # issued_on, received_on
    FRAME_UNKNOWN = "INV-DIFF-FRAME-UNKNOWN"  # frame
    CONTRACT_SELLER = "INV-DIFF-CONTRACT-SELLER"  # reference
    FRAME_DEPOSITOR = "INV-DIFF-FRAME-DEPOSITOR"  # frame, reference
    FRAME_NOT_WORKS = "INV-DIFF-FRAME-NOT-WORKS"  # frame, reference
    SUBCONTRACTOR_UNDECLARED = "INV-DIFF-SUBCONTRACTOR-UNDECLARED"  # reference
    SUBCONTRACTOR_NOT_PAID_DIRECTLY = "INV-DIFF-SUBCONTRACTOR-NOT-PAID-DIRECTLY"  # reference
    SUBCONTRACT_SHORT = "INV-DIFF-SUBCONTRACT-SHORT"  # reference, amount, invoiced
    SUBCONTRACT_CURRENCY = "INV-DIFF-SUBCONTRACT-CURRENCY"  # reference
    REVERSE_CHARGE = "INV-DIFF-REVERSE-CHARGE"  # reference
    AMOUNT_CURRENCY = "INV-DIFF-AMOUNT-CURRENCY"  # currency, other
    ARITHMETIC = "INV-DIFF-ARITHMETIC"  # term, written, counted
    LINE_SUM = "INV-DIFF-LINE-SUM"  # line, written, counted
    LINE_INCOMPLETE = "INV-DIFF-LINE-INCOMPLETE"  # line, term
    VAT_RATE = "INV-DIFF-VAT-RATE"  # rate
    ATTACHMENT_NAME = "INV-DIFF-ATTACHMENT-NAME"  # name, type, size
    ATTACHMENT_TYPE = "INV-DIFF-ATTACHMENT-TYPE"  # name, type, size
    ATTACHMENT_CONTENT = "INV-DIFF-ATTACHMENT-CONTENT"  # name, type, size
    ATTACHMENT_SIZE = "INV-DIFF-ATTACHMENT-SIZE"  # name, type, size
    ATTACHMENTS_TOTAL = "INV-DIFF-ATTACHMENTS-TOTAL"  # count
    ATTACHMENT_MALWARE = "INV-DIFF-ATTACHMENT-MALWARE"  # name, type, size, signature
    ATTACHMENT_NOT_ANALYSED = "INV-DIFF-ATTACHMENT-NOT-ANALYSED"  # name, type, size, silence
    ORDER_MISSING = "INV-DIFF-ORDER-MISSING"  # no fact
    ORDER_UNKNOWN = "INV-DIFF-ORDER-UNKNOWN"  # reference
    SELLER = "INV-DIFF-SELLER"  # ordered, invoiced
    CURRENCY = "INV-DIFF-CURRENCY"  # ordered, invoiced
    TOTAL_EXCL_VAT = "INV-DIFF-TOTAL-EXCL-VAT"  # ordered, invoiced
    TOTAL_INCL_VAT = "INV-DIFF-TOTAL-INCL-VAT"  # ordered, invoiced
    ALREADY_INVOICED = "INV-DIFF-ALREADY-INVOICED"  # ordered, invoiced
    LINE_UNKNOWN = "INV-DIFF-LINE-UNKNOWN"  # line
    LINE_NOT_INVOICED = "INV-DIFF-LINE-NOT-INVOICED"  # line
    LINE_QUANTITY = "INV-DIFF-LINE-QUANTITY"  # line, ordered, invoiced
    LINE_PRICE = "INV-DIFF-LINE-PRICE"  # line, ordered, invoiced
    LINE_VAT = "INV-DIFF-LINE-VAT"  # line, ordered, invoiced
    LINE_AMOUNT = "INV-DIFF-LINE-AMOUNT"  # line, ordered, invoiced


_TOLD_ONLY = frozenset({DifferenceCode.ATTACHMENT_NOT_ANALYSED})


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between an invoice and what is known, with its facts as texts.

    ``tolerated`` is one of amounts that the buyer's own tolerance covers: it is said, and keeps nothing from matching.
    """

    code: DifferenceCode
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)
    tolerated: bool = False

    @property
    def is_only_told(self) -> bool:
        """Whether the invoice matches in spite of it."""
        return self.tolerated or self.code in _TOLD_ONLY


def match(
    invoice: Invoice,
    *,
    order: PurchaseOrder | None,
    seller: Siret,
    already_invoiced: Money,
    tolerance: Tolerance | None = None,
) -> tuple[Difference, ...]:
    """Compare an invoice with the order that it names (en16931:BT-13); no difference means that it matches.

    Args:
        invoice: the invoice as read.
        order: the order of that number placed by the buyer, if there is one.
        seller: the SIRET to which the invoice was attributed.
        already_invoiced: total before VAT of the other invoices received for this order.
        tolerance: how far amounts may differ; differences within it are told as tolerated.
    """
    if invoice.purchase_order_reference is None:
        return (Difference(DifferenceCode.ORDER_MISSING),)
    if order is None:
        return (Difference(DifferenceCode.ORDER_UNKNOWN, {"reference": invoice.purchase_order_reference}),)
    if order.currency != invoice.currency:
        return (_compared(DifferenceCode.CURRENCY, order.currency, invoice.currency),)
    found = (*_header(invoice, order, seller, already_invoiced, tolerance), *_lines(invoice, order, tolerance))
    return tuple(found)


def _header(
    invoice: Invoice, order: PurchaseOrder, seller: Siret, already_invoiced: Money, tolerance: Tolerance | None
) -> Iterator[Difference]:
    totals = invoice.totals
    if order.seller.siret != seller:
        yield _compared(DifferenceCode.SELLER, str(order.seller.siret), str(seller))
    yield from _amounts(DifferenceCode.TOTAL_EXCL_VAT, order.amount_excl_vat, totals.excl_vat, tolerance)
    yield from _amounts(DifferenceCode.TOTAL_INCL_VAT, order.amount_incl_vat, totals.incl_vat, tolerance)
    invoiced_in_all = already_invoiced + totals.excl_vat
    if already_invoiced.amount > 0 and invoiced_in_all > order.amount_excl_vat:
        yield from _amounts(DifferenceCode.ALREADY_INVOICED, order.amount_excl_vat, invoiced_in_all, tolerance)


def _lines(invoice: Invoice, order: PurchaseOrder, tolerance: Tolerance | None) -> Iterator[Difference]:
    ordered = {str(line.number): line for line in order.lines}
    for position, line in enumerate((line for line in invoice.lines if line.is_counted), start=1):
        # BT-132 names the order's line; without it, lines answer one another by their place.
        number = line.order_line or str(position)
        expected = ordered.pop(number, None)
        if expected is None:
            yield Difference(DifferenceCode.LINE_UNKNOWN, {"line": line.line_id or str(position)})
        else:
            yield from _line(line, expected, tolerance)
    for number in ordered:
        yield Difference(DifferenceCode.LINE_NOT_INVOICED, {"line": number})


def _line(line: InvoiceLine, ordered: OrderLine, tolerance: Tolerance | None) -> Iterator[Difference]:
    facts = {"line": str(ordered.number)}
    price = line.net_price
    if price is not None and line.price_quantity:
        price = Money(price.amount / line.price_quantity, price.currency)
    rate = line.vat.rate if line.vat else None
    if line.quantity is not None and line.quantity != ordered.quantity:
        yield _compared(DifferenceCode.LINE_QUANTITY, f"{ordered.quantity:f}", f"{line.quantity:f}", facts)
    if price is not None:
        yield from _amounts(DifferenceCode.LINE_PRICE, ordered.unit_price_excl_vat, price, tolerance, facts)
    if rate is not None and rate.value != ordered.vat_rate.value:
        yield _compared(DifferenceCode.LINE_VAT, str(ordered.vat_rate), str(rate), facts)
    if line.net_amount is not None:
        yield from _amounts(DifferenceCode.LINE_AMOUNT, ordered.amount_excl_vat, line.net_amount, tolerance, facts)


def _amounts(
    code: DifferenceCode,
    ordered: Money,
    invoiced: Money,
    tolerance: Tolerance | None,
    facts: Mapping[str, str] | None = None,
) -> Iterator[Difference]:
    """Tell two amounts that differ, and whether the buyer tolerates by how much."""
    if ordered.amount == invoiced.amount:
        return
    tolerated = tolerance is not None and tolerance.covers(ordered, invoiced)
    yield replace(_compared(code, str(ordered), str(invoiced), facts), tolerated=tolerated)


def _compared(code: DifferenceCode, ordered: str, invoiced: str, facts: Mapping[str, str] | None = None) -> Difference:
    return Difference(code, {**(facts or {}), "ordered": ordered, "invoiced": invoiced})
