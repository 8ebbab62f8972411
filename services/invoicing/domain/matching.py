"""Matching an invoice with its order (rapprochement): each difference is a fact for an agent, never a refusal.

Sources: CCP D2192-2 (mentions of an invoice), R2192-17 (verification). Prices and totals are compared to the cent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from services.invoicing.domain.invoice import Invoice, InvoiceLine
from services.invoicing.domain.order import OrderLine, PurchaseOrder
from shared.kernel.money import Money
from shared.kernel.siret import Siret


class DifferenceCode(StrEnum):
    """Stable codes of differences; the comment says which facts travel with each."""

    PROBABLE_DUPLICATE = "INV-DIFF-PROBABLE-DUPLICATE"  # number, invoice, amount, received_on
    SERVICE_MISSING = "INV-DIFF-SERVICE-MISSING"  # no fact
    SERVICE_UNKNOWN = "INV-DIFF-SERVICE-UNKNOWN"  # code
    COMMITMENT_MISSING = "INV-DIFF-COMMITMENT-MISSING"  # no fact
    COMMITMENT_SELLER = "INV-DIFF-COMMITMENT-SELLER"  # number
    COMMITMENT_CLOSED = "INV-DIFF-COMMITMENT-CLOSED"  # number
    COMMITMENT_OUT_OF_PERIOD = "INV-DIFF-COMMITMENT-OUT-OF-PERIOD"  # number
    COMMITMENT_SHORT = "INV-DIFF-COMMITMENT-SHORT"  # number
    COMMITMENT_CURRENCY = "INV-DIFF-COMMITMENT-CURRENCY"  # number
    CONTRACT_ENDED = "INV-DIFF-CONTRACT-ENDED"  # reference, ended_on
    CONTRACT_SHORT = "INV-DIFF-CONTRACT-SHORT"  # reference, amount, invoiced
    ALREADY_PAID = "INV-DIFF-ALREADY-PAID"  # frame
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


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between an invoice and its order, with its facts as texts."""

    code: DifferenceCode
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)


def match(
    invoice: Invoice, *, order: PurchaseOrder | None, seller: Siret, already_invoiced: Money
) -> tuple[Difference, ...]:
    """Compare an invoice with the order that it names (en16931:BT-13); no difference means that it matches.

    Args:
        invoice: the invoice as read.
        order: the order of that number placed by the buyer, if there is one.
        seller: the SIRET to which the invoice was attributed.
        already_invoiced: total before VAT of the other invoices received for this order.
    """
    if invoice.purchase_order_reference is None:
        return (Difference(DifferenceCode.ORDER_MISSING),)
    if order is None:
        return (Difference(DifferenceCode.ORDER_UNKNOWN, {"reference": invoice.purchase_order_reference}),)
    if order.currency != invoice.currency:
        return (_compared(DifferenceCode.CURRENCY, order.currency, invoice.currency),)
    return tuple(_header(invoice, order, seller, already_invoiced)) + tuple(_lines(invoice, order))


def _header(invoice: Invoice, order: PurchaseOrder, seller: Siret, already_invoiced: Money) -> Iterator[Difference]:
    totals = invoice.totals
    if order.seller.siret != seller:
        yield _compared(DifferenceCode.SELLER, str(order.seller.siret), str(seller))
    for code, ordered, invoiced in (
        (DifferenceCode.TOTAL_EXCL_VAT, order.amount_excl_vat, totals.excl_vat),
        (DifferenceCode.TOTAL_INCL_VAT, order.amount_incl_vat, totals.incl_vat),
    ):
        if ordered.amount != invoiced.amount:
            yield _compared(code, str(ordered), str(invoiced))
    if already_invoiced.amount > 0 and already_invoiced + totals.excl_vat > order.amount_excl_vat:
        invoiced_in_all = already_invoiced + totals.excl_vat
        yield _compared(DifferenceCode.ALREADY_INVOICED, str(order.amount_excl_vat), str(invoiced_in_all))


def _lines(invoice: Invoice, order: PurchaseOrder) -> Iterator[Difference]:
    ordered = {str(line.number): line for line in order.lines}
    for position, line in enumerate(invoice.lines, start=1):
        # BT-132 names the order's line; without it, lines answer one another by their place.
        number = line.order_line or str(position)
        expected = ordered.pop(number, None)
        if expected is None:
            yield Difference(DifferenceCode.LINE_UNKNOWN, {"line": line.line_id})
        else:
            yield from _line(line, expected)
    for number in ordered:
        yield Difference(DifferenceCode.LINE_NOT_INVOICED, {"line": number})


def _line(line: InvoiceLine, ordered: OrderLine) -> Iterator[Difference]:
    facts = {"line": str(ordered.number)}
    price = line.net_price
    if price is not None and line.price_quantity:
        price = Money(price.amount / line.price_quantity, price.currency)
    rate = line.vat.rate if line.vat else None
    if line.quantity != ordered.quantity:
        yield _compared(DifferenceCode.LINE_QUANTITY, f"{ordered.quantity:f}", f"{line.quantity:f}", facts)
    if price is not None and price.amount != ordered.unit_price_excl_vat.amount:
        yield _compared(DifferenceCode.LINE_PRICE, str(ordered.unit_price_excl_vat), str(price), facts)
    if rate is not None and rate.value != ordered.vat_rate.value:
        yield _compared(DifferenceCode.LINE_VAT, str(ordered.vat_rate), str(rate), facts)
    if line.net_amount.amount != ordered.amount_excl_vat.amount:
        yield _compared(DifferenceCode.LINE_AMOUNT, str(ordered.amount_excl_vat), str(line.net_amount), facts)


def _compared(code: DifferenceCode, ordered: str, invoiced: str, facts: Mapping[str, str] | None = None) -> Difference:
    return Difference(code, {**(facts or {}), "ordered": ordered, "invoiced": invoiced})
