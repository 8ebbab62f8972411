"""From an invoice that Plis makes (``domain.invoice.Invoice``) to the terms that every syntax writes."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from services.invoicing.domain.invoice import (
    Allowance,
    Identifier,
    Invoice,
    InvoiceLine,
    InvoicingPeriod,
    Party,
    PaymentInstructions,
    Totals,
    VatBreakdown,
    VatCategory,
)
from services.invoicing.domain.semantic import Group, SemanticInvoice, Value
from services.invoicing.standards.meaning import ALLOWANCES
from services.invoicing.standards.party_terms import BUYER, SELLER, PartyNumbers
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage

EN16931 = "urn:cen.eu:en16931:2017"
_Said = str | date | Decimal | Money | Percentage | Identifier | None
_Terms = Mapping[str, _Said | Sequence[Identifier]]


def terms_of_invoice(invoice: Invoice) -> SemanticInvoice:
    """Give the terms of an invoice; what is absent has no term."""
    whole: _Terms = {
        "BT-1": invoice.number, "BT-2": invoice.issued_on, "BT-3": invoice.type_code, "BT-5": invoice.currency,
        "BT-9": invoice.due_on, "BT-10": invoice.buyer_reference, "BT-11": invoice.project_reference,
        "BT-12": invoice.contract_reference, "BT-13": invoice.purchase_order_reference,
        "BT-14": invoice.sales_order_reference, "BT-15": invoice.receiving_advice, "BT-16": invoice.despatch_advice,
        "BT-17": invoice.tender_reference, "BT-19": invoice.accounting_reference, "BT-20": invoice.payment_terms,
    }  # fmt: skip
    groups = [
        *(_group("BG-1", {"BT-21": note.subject, "BT-22": note.text}) for note in invoice.notes),
        _group("BG-2", {"BT-23": invoice.framework, "BT-24": invoice.specification or EN16931}),
        *(_group("BG-3", {"BT-25": earlier.number, "BT-26": earlier.issued_on}) for earlier in invoice.preceding),
        _party(invoice.seller, SELLER),
        _party(invoice.buyer, BUYER),
        _group("BG-10", {"BT-59": invoice.payee_name}),
        _group("BG-13", {"BT-72": invoice.delivered_on}, [_period("BG-14", "BT-73", "BT-74", invoice.period)]),
        *_payment(invoice.payment),
        *_allowances("BG-20", invoice.allowances),
        *_allowances("BG-21", invoice.charges),
        _totals(invoice.totals),
        *(_vat_breakdown(found) for found in invoice.vat_breakdown),
        *(_line(line) for line in invoice.lines),
    ]
    return SemanticInvoice(_group("", whole, groups))


def _group(number: str, values: _Terms, groups: Sequence[Group] = ()) -> Group:
    below: dict[str, tuple[Group, ...]] = {}
    for group in groups:
        if group.values or group.groups:
            below[group.number] = (*below.get(group.number, ()), group)
    said = {term: _values(term, value) for term, value in values.items()}
    return Group(number, {term: found for term, found in said.items() if found}, below)


def _values(term: str, said: "_Said | Sequence[Identifier]") -> tuple[Value, ...]:
    if isinstance(said, Identifier):
        said = (said,)
    if isinstance(said, Sequence) and not isinstance(said, str):
        return tuple(Value(one.value, {f"{term}-1": one.scheme} if one.scheme else {}) for one in said)
    text = _text(said)
    return (Value(text),) if text else ()


def _text(said: str | date | Decimal | Money | Percentage | None) -> str | None:
    if isinstance(said, Money):
        said = said.amount
    if isinstance(said, Decimal):
        return f"{said if said else abs(said):f}"  # never an exponent, nor a zero below zero, which rules refuse
    if isinstance(said, date):
        return said.isoformat()
    return None if said is None else str(said)


def _party(party: Party, numbers: PartyNumbers) -> Group:
    address, own = party.address, {"BT-32": party.tax_registration, "BT-33": party.legal_form}
    place = {
        numbers.line: address.line, numbers.additional_line: address.additional_line, numbers.city: address.city,
        numbers.post_code: address.post_code, numbers.country: address.country,
    } if address else {}  # fmt: skip
    contact = {
        numbers.contact_name: party.contact_name,
        numbers.contact_phone: party.contact_phone,
        numbers.contact_email: party.contact_email,
    }
    values: _Terms = {
        numbers.name: party.name, numbers.trading_name: party.trading_name, numbers.identifier: party.identifiers,
        numbers.registration: party.registration, numbers.vat_number: party.vat_number,
        numbers.electronic_address: party.electronic_address, **(own if numbers is SELLER else {}),
    }  # fmt: skip
    return _group(numbers.group, values, [_group(numbers.address, place), _group(numbers.contact, contact)])


def _period(group: str, start: str, end: str, period: InvoicingPeriod | None) -> Group:
    return _group(group, {start: period.starts_on, end: period.ends_on} if period else {})


def _payment(payment: PaymentInstructions | None) -> Sequence[Group]:
    if payment is None:
        return ()
    account = {"BT-84": payment.account, "BT-85": payment.account_name, "BT-86": payment.bank}
    return [_group("BG-16", {"BT-81": payment.means_code, "BT-83": payment.remittance}, [_group("BG-17", account)])]


def _allowances(group: str, allowances: Sequence[Allowance]) -> Sequence[Group]:
    amount, base, rate, category, vat_rate, reason, code = ALLOWANCES[group]
    written = []
    for one in allowances:
        vat = one.vat or VatCategory()
        values: dict[str, _Said] = {amount: one.amount, base: one.base, rate: one.rate}
        values |= {category: vat.code, vat_rate: vat.rate} if category else {}
        written.append(_group(group, {**values, reason: one.reason, code: one.reason_code}))
    return written


def _totals(totals: Totals) -> Group:
    values = {
        "BT-106": totals.lines, "BT-107": totals.allowances, "BT-108": totals.charges, "BT-109": totals.excl_vat,
        "BT-110": totals.vat, "BT-112": totals.incl_vat, "BT-113": totals.paid, "BT-114": totals.rounding,
        "BT-115": totals.due,
    }  # fmt: skip
    return _group("BG-22", values)


def _vat_breakdown(found: VatBreakdown) -> Group:
    values: _Terms = {
        "BT-116": found.base, "BT-117": found.vat, "BT-118": found.category, "BT-119": found.rate,
        "BT-120": found.exemption_reason, "BT-121": found.exemption_code,
    }  # fmt: skip
    return _group("BG-23", values)


def _line(line: InvoiceLine) -> Group:
    vat, gross, net = line.vat or VatCategory(), line.gross_price, line.net_price
    values: _Terms = {
        "BT-126": line.line_id, "BT-127": line.note, "BT-129": line.quantity, "BT-130": line.unit,
        "BT-131": line.net_amount, "BT-132": line.order_line, "BT-133": line.accounting_reference,
    }  # fmt: skip
    price: _Terms = {
        "BT-146": net, "BT-147": gross - net if gross is not None and net is not None else None, "BT-148": gross,
        "BT-149": line.price_quantity, "BT-150": line.unit if line.price_quantity is not None else None,
    }  # fmt: skip
    item = {
        "BT-153": line.name, "BT-154": line.description, "BT-155": line.seller_item, "BT-156": line.buyer_item
    }  # fmt: skip
    groups = [
        _period("BG-26", "BT-134", "BT-135", line.period),
        *_allowances("BG-27", line.allowances),
        *_allowances("BG-28", line.charges),
        _group("BG-29", price),
        _group("BG-30", {"BT-151": vat.code, "BT-152": vat.rate}),
        _group("BG-31", item),
    ]
    return _group("BG-25", values, groups)
