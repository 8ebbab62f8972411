"""An invoice entered field by field (saisie, soumission), made into an invoice of EN 16931 to the cent.

Lines, VAT and totals are counted as EN 16931 does (BR-CO-10 to BR-CO-17); what was entered as a total is compared, and
a difference is told at once to whoever enters it. Without lines (the invoice itself is an attached PDF), one line
stands for each rate of VAT.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.calculation import Exemption, completed
from services.invoicing.domain.errors import Code
from services.invoicing.domain.invoice import (
    Allowance,
    Identifier,
    Invoice,
    InvoiceLine,
    Note,
    Party,
    PaymentInstructions,
    PrecedingInvoice,
    Totals,
    VatCategory,
)
from services.invoicing.domain.parties import Organisation
from services.invoicing.domain.prefill import MENTIONS
from services.invoicing.domain.seller import SellerProfile
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import refuse

_SIREN, _SIRET, _FRENCH_ADDRESS = "0002", "0009", "0225"
_TOLERATED: Final = Decimal(1)  # BR-CO-17: what the official rule lets a VAT amount differ from base times rate
_MEANS: Final[Mapping[str, str]] = MappingProxyType(
    {"VIREMENT": "30", "CHEQUE": "20", "PRELEVEMENT": "49", "ESPECE": "10", "REPORT": "97"}
)
_OTHER_MEANS: Final = "ZZZ"  # UNTDID 4461: mutually defined
# UN/ECE recommendation 20, for the words that people write; anything else is a unit, said in a note of the line.
_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"heure": "HUR", "heures": "HUR", "h": "HUR", "jour": "DAY", "jours": "DAY", "j": "DAY", "mois": "MON",
     "kg": "KGM", "g": "GRM", "t": "TNE", "m": "MTR", "m2": "MTK", "m²": "MTK", "m3": "MTQ", "m³": "MTQ", "km": "KMT",
     "l": "LTR", "litre": "LTR", "litres": "LTR", "kwh": "KWH", "forfait": "LS"}
)  # fmt: skip
_ONE: Final = "C62"
_ATTACHED: Final = "Selon la facture jointe"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredLine:
    """A line as entered; ``rate`` is None when no VAT is due on it."""

    number: str
    name: str
    reference: str | None
    quantity: Decimal
    unit: str | None
    price: Decimal
    taken_off: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class EnteredVat:
    """VAT of one rate as entered."""

    rate: Decimal
    base: Decimal
    vat: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredTotals:
    """Totals as entered; None where nothing was."""

    excl_vat: Decimal | None = None
    vat: Decimal | None = None
    incl_vat: Decimal | None = None
    due: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredInvoice:
    """An invoice as entered; ``exemption`` says why no VAT is due, where none is."""

    number: str
    issued_on: date
    type_code: str
    currency: str
    frame: str
    seller: Organisation
    profile: SellerProfile | None
    buyer: Organisation
    service_code: str | None
    order_reference: str | None
    contract_reference: str | None
    preceding: str | None
    means: str | None
    exemption: Exemption | None
    comment: str | None
    lines: tuple[EnteredLine, ...]
    vat: tuple[EnteredVat, ...]
    totals: EnteredTotals


def invoice_of(entered: EnteredInvoice, *, rates: Iterable[Decimal]) -> Invoice:
    """Make the invoice; ``rates`` are those of VAT in force, to find the one of an amount entered without lines.

    Raises:
        Refused: ``INV-SUBMITTED-INVOICE`` with the field, when sums do not agree or a rate cannot be told.
    """
    lines = entered.lines or tuple(_lines_of_vat(entered, rates))
    zero = Money.zero(entered.currency)
    content = Invoice(
        number=entered.number,
        issued_on=entered.issued_on,
        type_code=entered.type_code,
        currency=entered.currency,
        buyer_reference=entered.service_code,
        contract_reference=entered.contract_reference,
        purchase_order_reference=entered.order_reference,
        payment_terms="Paiement dans le délai réglementaire (R2192-10).",
        notes=(*MENTIONS, *([Note(text=entered.comment)] if entered.comment else [])),
        framework=entered.frame,
        specification="urn:cen.eu:en16931:2017",
        preceding=(PrecedingInvoice(number=entered.preceding),) if entered.preceding else (),
        seller=_seller(entered),
        buyer=_party(entered.buyer),
        delivered_on=entered.issued_on,
        payment=_payment(entered),
        totals=Totals(excl_vat=zero, incl_vat=zero, due=zero),
        lines=tuple(_line(line, entered) for line in lines),
    )
    exemptions = {"E": entered.exemption or Exemption(reason="TVA non applicable")}
    return _agreed(_with_entered_vat(completed(content, exemptions=exemptions), entered.vat), entered.totals)


def _lines_of_vat(entered: EnteredInvoice, rates: Iterable[Decimal]) -> Iterable[EnteredLine]:
    found = entered.vat or (_vat_of_totals(entered, rates),)
    for rank, one in enumerate(found, start=1):
        yield EnteredLine(
            number=str(rank),
            name=_ATTACHED,
            reference=None,
            quantity=Decimal(1),
            unit=None,
            price=one.base,
            taken_off=Decimal(0),
            rate=None if entered.exemption is not None and not one.rate else one.rate,
        )


def _vat_of_totals(entered: EnteredInvoice, rates: Iterable[Decimal]) -> EnteredVat:
    """Find the one rate that makes the VAT entered of the amount entered."""
    base, vat = entered.totals.excl_vat, entered.totals.vat
    if base is None:
        refuse(Code.SUBMITTED_INVOICE, field="montantTotal.montantHtTotal", reason="il n'y a ni lignes ni montant")
    if not vat:
        return EnteredVat(Decimal(0), base, Decimal(0))
    amount = Money(base, entered.currency)
    fitting = [rate for rate in sorted(rates) if amount.percent(Percentage(rate)).round_half_up(2).amount == vat]
    if len(fitting) != 1:
        refuse(Code.SUBMITTED_INVOICE, field="ligneTva", reason="un détail par taux de TVA est nécessaire")
    return EnteredVat(fitting[0], base, vat)


def _line(line: EnteredLine, entered: EnteredInvoice) -> InvoiceLine:
    currency, unit = entered.currency, (line.unit or "").strip()
    code = _UNITS.get(unit.lower(), _ONE)
    allowance = Allowance(amount=Money(line.taken_off, currency).round_half_up(2), reason="Remise")
    return InvoiceLine(
        line_id=line.number,
        note=f"Unité : {unit}" if unit and code == _ONE else None,
        quantity=line.quantity,
        unit=code,
        net_amount=Money.zero(currency),
        allowances=(allowance,) if line.taken_off else (),
        net_price=Money(line.price, currency),
        vat=_category(line.rate),
        name=line.name,
        seller_item=line.reference,
    )


def _category(rate: Decimal | None) -> VatCategory:
    """Standard, zero rated, or exempt (UNTDID 5305)."""
    if rate is None:
        return VatCategory(code="E", rate=Percentage(Decimal(0)))
    return VatCategory(code="S" if rate else "Z", rate=Percentage(rate))


def _with_entered_vat(invoice: Invoice, entered: tuple[EnteredVat, ...]) -> Invoice:
    """Take the VAT as entered, where the official rule takes it too: software rounds line by line or by rate."""
    given = {one.rate: one.vat for one in entered if one.vat is not None}
    breakdown = []
    for found in invoice.vat_breakdown:
        vat = given.get(found.rate.value if found.rate else Decimal(0), found.vat.amount)
        fits = abs(vat - found.vat.amount) < _TOLERATED
        breakdown.append(replace(found, vat=Money(vat, invoice.currency)) if fits else found)
    total = Money.total((found.vat for found in breakdown), invoice.currency)
    incl_vat = invoice.totals.excl_vat + total
    totals = replace(invoice.totals, vat=total, incl_vat=incl_vat, due=incl_vat)
    return replace(invoice, vat_breakdown=tuple(breakdown), totals=totals)


def _agreed(invoice: Invoice, entered: EnteredTotals) -> Invoice:
    """Compare what was entered; what is to be paid may be less, since some may be paid already (BT-113)."""
    totals = invoice.totals
    compared = (
        ("montantHtTotal", entered.excl_vat, totals.excl_vat),
        ("montantTVA", entered.vat, totals.vat or Money.zero(invoice.currency)),
        ("montantTtcTotal", entered.incl_vat, totals.incl_vat),
    )
    for field, said, counted in compared:
        if said is not None and said != counted.amount:
            refuse(Code.SUBMITTED_INVOICE, field=f"montantTotal.{field}", reason=f"{said:f} saisi, {counted} calculé")
    if entered.due is None or entered.due == totals.due.amount:
        return invoice
    paid = totals.incl_vat - Money(entered.due, invoice.currency)
    if paid.amount < 0 or entered.due < 0:
        refuse(Code.SUBMITTED_INVOICE, field="montantTotal.montantAPayer", reason="plus que le total, ou négatif")
    return replace(invoice, totals=replace(totals, paid=paid, due=totals.incl_vat - paid))


def _seller(entered: EnteredInvoice) -> Party:
    profile = entered.profile or SellerProfile(siret=entered.seller.siret, version=0, line="", city="", post_code="")
    return replace(_party(entered.seller), vat_number=profile.vat, address=profile.address)


def _party(organisation: Organisation) -> Party:
    siret, siren = str(organisation.siret), str(organisation.siret.siren)
    return Party(
        name=organisation.name,
        identifiers=(Identifier(siret, _SIRET),),
        registration=Identifier(siren, _SIREN),
        electronic_address=Identifier(f"{siren}_{siret}", _FRENCH_ADDRESS),
        address=SellerProfile(siret=organisation.siret, version=0, line="", city="", post_code="").address,
    )


def _payment(entered: EnteredInvoice) -> PaymentInstructions | None:
    """Ask for a transfer where there is an account to credit (BR-61 wants both or neither)."""
    code = _MEANS.get(entered.means or "VIREMENT", _OTHER_MEANS)
    account = entered.profile.account if entered.profile else None
    if code == _MEANS["VIREMENT"]:
        return PaymentInstructions(means_code=code, remittance=entered.number, account=account) if account else None
    return PaymentInstructions(means_code=code)
