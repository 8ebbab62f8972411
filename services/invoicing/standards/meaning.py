"""From the terms of a document to what the accounting chain works with (``domain.invoice.Invoice``)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.invoice import (
    Address,
    Allowance,
    Invoice,
    InvoiceLine,
    InvoicingPeriod,
    LineKind,
    Note,
    Party,
    PaymentInstructions,
    PrecedingInvoice,
    Totals,
    VatBreakdown,
    VatCategory,
)
from services.invoicing.domain.semantic import SemanticInvoice
from services.invoicing.standards.party_terms import BUYER, SELLER, PartyNumbers
from services.invoicing.standards.sub_lines import kinds_of_lines
from services.invoicing.standards.term_reading import Terms, currency_of, unreadable

# The numbers of (amount, base, rate, VAT category, VAT rate, reason, reason code) of each kind of allowance and charge.
ALLOWANCES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "BG-20": ("BT-92", "BT-93", "BT-94", "BT-95", "BT-96", "BT-97", "BT-98"),
        "BG-21": ("BT-99", "BT-100", "BT-101", "BT-102", "BT-103", "BT-104", "BT-105"),
        "BG-27": ("BT-136", "BT-137", "BT-138", "", "", "BT-139", "BT-140"),
        "BG-28": ("BT-141", "BT-142", "BT-143", "", "", "BT-144", "BT-145"),
    }
)


# What has no meaning without them is left to the official rules, which name what is missing (BR-45 to BR-47).
_OF_A_BREAKDOWN: Final = ("BT-116", "BT-117", "BT-118")


def invoice_of(document: SemanticInvoice) -> Invoice:
    """Give the invoice that the terms of a document make.

    Raises:
        Refused: ``INV-UNREADABLE``, with the term.
    """
    terms, kinds = Terms(document.terms, currency_of(document.terms)), kinds_of_lines(document.extensions)
    return Invoice(
        number=terms.needed("BT-1"),
        issued_on=terms.day("BT-2") or unreadable("BT-2"),
        type_code=document.type_code or unreadable("BT-3"),
        currency=terms.currency,
        other_currencies=_other_currencies(document, terms.currency),
        due_on=terms.day("BT-9"),
        buyer_reference=terms.text("BT-10"),
        project_reference=terms.text("BT-11"),
        contract_reference=terms.text("BT-12"),
        purchase_order_reference=terms.text("BT-13"),
        sales_order_reference=terms.text("BT-14"),
        receiving_advice=terms.text("BT-15"),
        despatch_advice=terms.text("BT-16"),
        tender_reference=terms.text("BT-17"),
        accounting_reference=terms.text("BT-19"),
        payment_terms=terms.text("BT-20"),
        notes=tuple(Note(subject=n.text("BT-21"), text=n.text("BT-22") or "") for n in terms.all("BG-1")),
        framework=terms.text("BT-23"),
        specification=terms.text("BT-24"),
        preceding=tuple(_preceding(found) for found in terms.all("BG-3") if _tells(found, "BT-25")),
        seller=_party(terms, SELLER),
        buyer=_party(terms, BUYER),
        payee_name=terms.text("BT-59"),
        delivered_on=terms.day("BT-72"),
        period=_period(terms, "BG-14", "BT-73", "BT-74"),
        payment=_payment(terms),
        allowances=_allowances(terms, "BG-20"),
        charges=_allowances(terms, "BG-21"),
        totals=_totals(terms),
        vat_breakdown=tuple(_vat_breakdown(found) for found in terms.all("BG-23") if _tells(found, *_OF_A_BREAKDOWN)),
        lines=tuple(_line(found, kinds.get(rank)) for rank, found in enumerate(terms.all("BG-25"), start=1)),
    )


def _other_currencies(document: SemanticInvoice, currency: str) -> tuple[str, ...]:
    """Give the currencies that amounts carry beside those of the invoice (BT-5) and of its VAT (BT-6)."""
    known = {currency, document.terms.text("BT-6")}
    return tuple(sorted({e.text for e in document.extensions if e.path.endswith("/@currencyID")} - known))


def _preceding(terms: Terms) -> PrecedingInvoice:
    return PrecedingInvoice(number=terms.needed("BT-25"), issued_on=terms.day("BT-26"))


def _tells(terms: Terms, *needed: str) -> bool:
    return all(terms.text(term) is not None for term in needed)


def _party(terms: Terms, numbers: PartyNumbers) -> Party:
    found = next(iter(terms.all(numbers.group)), None)
    if found is None:
        return Party()
    address = next(iter(found.all(numbers.address)), None)
    return Party(
        name=found.text(numbers.name),
        trading_name=found.text(numbers.trading_name),
        identifiers=found.identifiers(numbers.identifier),
        registration=found.identifier(numbers.registration),
        vat_number=found.text(numbers.vat_number),
        tax_registration=found.text("BT-32") if numbers is SELLER else None,
        legal_form=found.text("BT-33") if numbers is SELLER else None,
        electronic_address=found.identifier(numbers.electronic_address),
        address=_address(address, numbers) if address else None,
        contact_name=found.text(numbers.contact_name),
        contact_phone=found.text(numbers.contact_phone),
        contact_email=found.text(numbers.contact_email),
    )


def _address(terms: Terms, numbers: PartyNumbers) -> Address:
    return Address(
        line=terms.text(numbers.line),
        additional_line=terms.text(numbers.additional_line),
        city=terms.text(numbers.city),
        post_code=terms.text(numbers.post_code),
        country=terms.text(numbers.country),
    )


def _period(terms: Terms, group: str, start: str, end: str) -> InvoicingPeriod | None:
    found = next(iter(terms.all(group)), None)
    return InvoicingPeriod(starts_on=found.day(start), ends_on=found.day(end)) if found else None


def _payment(terms: Terms) -> PaymentInstructions | None:
    found = next(iter(terms.all("BG-16")), None)
    code = found.text("BT-81") if found else None
    if found is None or code is None:
        return None
    return PaymentInstructions(
        means_code=code,
        remittance=found.text("BT-83"),
        account=found.text("BT-84"),
        account_name=found.text("BT-85"),
        bank=found.text("BT-86"),
    )


def _allowances(terms: Terms, group: str) -> tuple[Allowance, ...]:
    amount, base, rate, category, vat_rate, reason, code = ALLOWANCES[group]
    return tuple(
        Allowance(
            amount=found.needed_money(amount),
            base=found.money(base),
            rate=found.percentage(rate),
            vat=_vat(found, category, vat_rate) if category else None,
            reason=found.text(reason),
            reason_code=found.text(code),
        )
        for found in terms.all(group)
        if _tells(found, amount)
    )


def _vat(terms: Terms, category: str, rate: str) -> VatCategory | None:
    found = VatCategory(code=terms.text(category), rate=terms.percentage(rate))
    return found if found != VatCategory() else None


def _totals(terms: Terms) -> Totals:
    return Totals(
        lines=terms.money("BT-106"),
        allowances=terms.money("BT-107"),
        charges=terms.money("BT-108"),
        excl_vat=terms.needed_money("BT-109"),
        vat=terms.money("BT-110"),
        incl_vat=terms.needed_money("BT-112"),
        paid=terms.money("BT-113"),
        rounding=terms.money("BT-114"),
        due=terms.needed_money("BT-115"),
    )


def _vat_breakdown(terms: Terms) -> VatBreakdown:
    return VatBreakdown(
        base=terms.needed_money("BT-116"),
        vat=terms.needed_money("BT-117"),
        category=terms.needed("BT-118"),
        rate=terms.percentage("BT-119"),
        exemption_reason=terms.text("BT-120"),
        exemption_code=terms.text("BT-121"),
    )


def _line(terms: Terms, kind: LineKind | None) -> InvoiceLine:
    return InvoiceLine(
        line_id=terms.text("BT-126") or "",
        note=terms.text("BT-127"),
        quantity=terms.number("BT-129"),
        unit=terms.text("BT-130"),
        net_amount=terms.money("BT-131"),
        order_line=terms.text("BT-132"),
        accounting_reference=terms.text("BT-133"),
        period=_period(terms, "BG-26", "BT-134", "BT-135"),
        allowances=_allowances(terms, "BG-27"),
        charges=_allowances(terms, "BG-28"),
        net_price=terms.money("BT-146"),
        gross_price=terms.money("BT-148"),
        price_quantity=terms.number("BT-149"),
        vat=_vat(terms, "BT-151", "BT-152"),
        name=terms.text("BT-153"),
        description=terms.text("BT-154"),
        seller_item=terms.text("BT-155"),
        buyer_item=terms.text("BT-156"),
        kind=kind,
    )
