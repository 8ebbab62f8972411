"""The amounts of an invoice, to the cent, from its lines, allowances and charges (EN 16931-1, BR-CO-10 to BR-CO-17).

VAT is computed once for each category and rate, on the sum of what falls under it, and rounded there: adding rounded
VAT of lines would differ from what the official rules expect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import Final

from services.invoicing.domain.invoice import Allowance, Invoice, InvoiceLine, Totals, VatBreakdown, VatCategory
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage

_DIVISION: Final = Context(prec=40)  # more digits than a price has, fewer than exact sums of amounts can hold
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why no VAT is due (BT-120) and the code of that reason in the list VATEX (BT-121)."""

    reason: str | None = None
    code: str | None = None


def completed(invoice: Invoice, *, exemptions: Mapping[str, Exemption] | None = None) -> Invoice:
    """Give an invoice its amounts: of each line (BT-131), by VAT category (BG-23), and in total (BG-22).

    ``exemptions`` says, by category of VAT (UNTDID 5305), why none is due. What is paid (BT-113) and rounded (BT-114)
    is kept as given.
    """
    lines = tuple(replace(line, net_amount=line_amount(line, invoice.currency)) for line in invoice.lines)
    whole = replace(invoice, lines=lines)
    breakdown = _breakdown(whole, exemptions or {})
    return replace(whole, vat_breakdown=breakdown, totals=_totals(whole, breakdown))


def line_amount(line: InvoiceLine, currency: str) -> Money:
    """Price times quantity, less the allowances of the line and with its charges, to the cent (BT-131)."""
    price = line.net_price if line.net_price is not None else Money.zero(currency)
    base = line.price_quantity if line.price_quantity else _ONE
    gross = Money(_DIVISION.divide((price * (line.quantity or Decimal(0))).amount, base), currency)
    return (gross - _sum(line.allowances, currency) + _sum(line.charges, currency)).round_half_up(2)


def _breakdown(invoice: Invoice, exemptions: Mapping[str, Exemption]) -> tuple[VatBreakdown, ...]:
    bases: dict[VatCategory, Money] = {}
    for vat, amount in _taxed(invoice):
        bases[vat] = bases.get(vat, Money.zero(invoice.currency)) + amount
    return tuple(
        _taxes(vat, base, exemptions.get(vat.code or "", Exemption()))
        for vat, base in sorted(bases.items(), key=lambda found: (found[0].code or "", _rate(found[0])))
    )


def _taxed(invoice: Invoice) -> list[tuple[VatCategory, Money]]:
    """Give what falls under each category and rate: lines, less the allowances and with the charges of the document."""
    taxed = [(line.vat or VatCategory(), line.amount_in(invoice.currency)) for line in invoice.lines]
    taxed += [(one.vat or VatCategory(), -one.amount) for one in invoice.allowances]
    return taxed + [(one.vat or VatCategory(), one.amount) for one in invoice.charges]


def _taxes(vat: VatCategory, base: Money, exemption: Exemption) -> VatBreakdown:
    return VatBreakdown(
        base=base,
        vat=base.percent(vat.rate or Percentage(Decimal(0))).round_half_up(2),
        category=vat.code or "",
        rate=vat.rate,
        exemption_reason=exemption.reason,
        exemption_code=exemption.code,
    )


def _totals(invoice: Invoice, breakdown: tuple[VatBreakdown, ...]) -> Totals:
    currency, given = invoice.currency, invoice.totals
    lines = Money.total((line.amount_in(currency) for line in invoice.lines), currency)
    allowances, charges = _sum(invoice.allowances, currency), _sum(invoice.charges, currency)
    excl_vat = lines - allowances + charges  # BR-CO-13
    vat = Money.total((found.vat for found in breakdown), currency)  # BR-CO-14
    incl_vat = excl_vat + vat  # BR-CO-15
    paid, rounding = given.paid or Money.zero(currency), given.rounding or Money.zero(currency)
    return Totals(
        lines=lines,
        allowances=allowances if invoice.allowances else None,
        charges=charges if invoice.charges else None,
        excl_vat=excl_vat,
        vat=vat,
        incl_vat=incl_vat,
        paid=given.paid,
        rounding=given.rounding,
        due=incl_vat - paid + rounding,  # BR-CO-16
    )


def _sum(allowances: tuple[Allowance, ...], currency: str) -> Money:
    return Money.total((one.amount for one in allowances), currency)


def _rate(vat: VatCategory) -> Decimal:
    return vat.rate.value if vat.rate is not None else Decimal(-1)
