"""The readable face of a Factur-X: one PDF with embedded fonts and an sRGB output intent, ready for PDF/A-3.

Source: ISO 19005-3 (fonts embedded, device-independent colour, no encryption, no transparency); Factur-X 1.09
adds the XML and the XMP metadata to this file.
"""

from functools import cache
from io import BytesIO

from PIL import ImageCms
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from services.invoicing.domain.invoice import Invoice, Party
from services.invoicing.domain.semantic import CREDIT_NOTE_TYPES
from shared.kernel.money import Money
from shared.kernel.paris import display_day

_REGULAR, _BOLD = "Vera", "VeraBd"  # Bitstream Vera: carried by reportlab, free to embed


def readable_pdf(invoice: Invoice) -> bytes:
    """Draw the invoice for people, in French."""
    _register_fonts()
    target = BytesIO()
    title = f"{_kind(invoice)} {invoice.number}"
    document = SimpleDocTemplate(
        target, pagesize=A4, title=title, author=invoice.seller.name or "", lang="fr-FR", initialFontName=_REGULAR
    )
    document.build(_story(invoice, title))
    return _with_output_intent(target.getvalue())


@cache
def _register_fonts() -> None:
    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


def _kind(invoice: Invoice) -> str:
    return "Avoir" if invoice.type_code in CREDIT_NOTE_TYPES else "Facture"


def _text(text: str, *, size: int = 9, font: str = _REGULAR) -> Paragraph:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    style = ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.35)
    return Paragraph(escaped.replace("\n", "<br/>"), style)


def _amount(money: Money | None) -> str:
    # The font has no narrow no-break space.
    return "" if money is None else money.display().replace("\u202f", "\u00a0")


def _story(invoice: Invoice, title: str) -> list[Flowable]:
    story: list[Flowable] = [_text(title, size=16, font=_BOLD), Spacer(1, 4 * mm)]
    story += [_text(f"{label} : {value}") for label, value in _facts(invoice) if value]
    parties = [[_text("Vendeur", font=_BOLD), _text("Acheteur", font=_BOLD)],
               [_text(_party(invoice.seller)), _text(_party(invoice.buyer))]]  # fmt: skip
    story += [Spacer(1, 4 * mm), _table(parties, [80, 80]), Spacer(1, 4 * mm), _lines(invoice)]
    story += [Spacer(1, 4 * mm), _totals(invoice), Spacer(1, 4 * mm)]
    story += [_text(note.text, size=7) for note in invoice.notes]
    return story


def _facts(invoice: Invoice) -> list[tuple[str, str | None]]:
    period = invoice.period
    covered = period and period.starts_on and period.ends_on
    return [
        ("Date d'émission", display_day(invoice.issued_on)),
        ("Numéro d'engagement", invoice.purchase_order_reference),
        ("Marché", invoice.contract_reference),
        ("Code service", invoice.buyer_reference),
        ("Date de livraison", display_day(invoice.delivered_on) if invoice.delivered_on else None),
        (
            "Période",
            f"du {display_day(period.starts_on)} au {display_day(period.ends_on)}"
            if covered and period and period.starts_on and period.ends_on
            else None,
        ),
        ("Échéance", display_day(invoice.due_on) if invoice.due_on else None),
        ("Conditions de paiement", invoice.payment_terms),
        ("Compte à créditer", invoice.payment.account if invoice.payment else None),
    ]


def _party(party: Party) -> str:
    address = party.address
    place = (
        [address.line, address.additional_line, f"{address.post_code or ''} {address.city or ''}".strip()]
        if address
        else []
    )
    numbers = [f"{_SCHEMES.get(i.scheme or '', 'Identifiant')} {i.value}" for i in party.identifiers]
    vat = [f"TVA {party.vat_number}"] if party.vat_number else []
    return "\n".join(part for part in [party.name, *place, *numbers, *vat] if part)


_SCHEMES = {"0002": "SIREN", "0009": "SIRET"}


def _lines(invoice: Invoice) -> Table:
    rows = [[_text(h, font=_BOLD) for h in ("N°", "Désignation", "Quantité", "Prix unitaire HT", "TVA", "Total HT")]]
    for line in invoice.lines:
        rate = line.vat.rate.display() if line.vat and line.vat.rate else ""
        rows.append(
            [
                _text(cell)
                for cell in (
                    line.line_id,
                    line.name or "",
                    f"{line.quantity:f}".replace(".", ","),
                    _amount(line.net_price),
                    rate,
                    _amount(line.net_amount),
                )
            ]
        )
    return _table(rows, [10, 60, 20, 30, 15, 28])


def _totals(invoice: Invoice) -> Table:
    totals = invoice.totals
    rows = [("Total hors taxes", totals.excl_vat), ("TVA", totals.vat), ("Total TTC", totals.incl_vat)]
    rows += [("Déjà payé", totals.paid)] if totals.paid else []
    rows += [("Net à payer", totals.due)]
    cells = [[_text(label), _text(_amount(amount), font=_BOLD)] for label, amount in rows]
    return _table(cells, [60, 40])


def _table(rows: list[list[Paragraph]], widths: list[int]) -> Table:
    """Lay out cells, widths in millimetres; every style names an embedded font, even where it draws nothing."""
    font = TableStyle([("FONTNAME", (0, 0), (-1, -1), _REGULAR), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return Table(rows, colWidths=[width * mm for width in widths], style=font)


def _with_output_intent(pdf: bytes) -> bytes:
    """Add the sRGB output intent that PDF/A asks for, since the page uses device colours."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    profile = DecodedStreamObject()
    profile.set_data(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[NameObject("/N")] = NumberObject(3)
    intent = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/Info"): TextStringObject("sRGB IEC61966-2.1"),
            NameObject("/DestOutputProfile"): writer._add_object(profile.flate_encode()),  # noqa: SLF001 - pypdf's way
        }
    )
    writer.root_object[NameObject("/OutputIntents")] = ArrayObject([intent])
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
