"""Reading the pivot of the State's portal (CPPFacturePivot, V1_20 to V2_02): one invoice as its recipient gets it.

The pivot is a summary made by the portal: routing (service, commitment, contract), totals, sometimes lines, and the
supplier's own document as the attachment of type 01. Where that document is an electronic invoice it says more and is
what is judged, and the pivot has the last word on the routing, which may have been corrected on the portal (recyclage).
A pivot gives no VAT category: a rate that is not zero is read as S, zero as Z.
"""

import base64
import binascii
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from lxml import etree

from services.invoicing.domain.attachments import Attachment, media_type_of
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.semantic import Group, SemanticInvoice, Value
from services.invoicing.standards.term_reading import unreadable
from shared.xml.parser import DEFAULT_LIMITS

PIVOT_ROOT: Final = "CPPFacturePivot"
_MAIN: Final = "01"
# UNTDID and ISO 6523 schemes of the portal's kinds of identifiers; others are told without a scheme.
_SCHEMES: Final[Mapping[str, str]] = MappingProxyType({"1": "0009", "4": "0228", "5": "0229"})
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Routing:
    """What the portal says of where an invoice goes, when it says it."""

    service: str | None
    contract: str | None
    commitment: str | None

    def applied_to(self, invoice: Invoice) -> Invoice:
        """Give the invoice as the portal routed it."""
        return replace(
            invoice,
            buyer_reference=self.service or invoice.buyer_reference,
            contract_reference=self.contract or invoice.contract_reference,
            purchase_order_reference=self.commitment or invoice.purchase_order_reference,
        )


def is_pivot(root: etree._Element) -> bool:
    """Say whether a document is a pivot, in whatever namespace."""
    return etree.QName(root).localname == PIVOT_ROOT


def routing_of(root: etree._Element) -> Routing:
    """Read the routing of the one invoice of a pivot."""
    unit = _unit(root)
    engagement = "DonneesFacture/Engagement/"
    return Routing(
        service=_text(unit, "Debiteur/CodeService"),
        contract=_text(unit, f"{engagement}NumeroMarche"),
        commitment=_text(unit, f"{engagement}NumeroEngagement"),
    )


def main_document(root: etree._Element) -> bytes | None:
    """Give the supplier's own document; None when the pivot carries none that can be decoded."""
    for attachment in _all(_unit(root), "PJ"):
        content = _text(attachment, "Contenu")
        if _text(attachment, "TypePJ") == _MAIN and content is not None:
            return _decoded(content)
    return None


def pivot_pieces(root: etree._Element) -> Iterator[Attachment]:
    """Give every document that a pivot carries, the supplier's own first; what cannot be decoded has no bytes."""
    for piece in _all(_unit(root), "PJ"):
        name = _text(piece, "NomPJOrigine") or _text(piece, "NomPJ") or ""
        media_type = (_text(piece, "MimeTypePJ") or media_type_of(name)).lower()
        content = _decoded(_text(piece, "Contenu") or "")
        description = _text(piece, "CategoriePJ")
        yield Attachment(name=name, media_type=media_type, content=content or b"", description=description)


def pivot_terms(root: etree._Element) -> SemanticInvoice:
    """Read the terms that a pivot says.

    Raises:
        Refused: ``INV-UNREADABLE`` when it holds no invoice, or several.
    """
    unit = _unit(root)
    facts = _one(unit, "DonneesFacture")
    values = {
        "BT-1": _text(facts, "Id"),
        "BT-2": _text(facts, "DateEmissionFacture"),
        "BT-3": _text(facts, "Type"),
        "BT-5": _text(facts, "Devise"),
        "BT-10": _text(unit, "Debiteur/CodeService"),
        "BT-12": _text(facts, "Engagement/NumeroMarche"),
        "BT-13": _text(facts, "Engagement/NumeroEngagement"),
    }
    groups = (
        _group("BG-2", {"BT-23": _text(facts, "Cadre")}),
        _group("BG-3", {"BT-25": _text(facts, "IdFactureOrigine")}),
        _supplier(unit),
        _debtor(unit),
        _group("BG-13", {"BT-72": _text(facts, "DateLivraison")}),
        _payment(unit),
        _totals(facts),
        *(_vat(found) for found in _all(facts, "TVAs/TVA")),
        *(_line(found) for found in _all(facts, "Lignes/Ligne")),
    )
    return SemanticInvoice(_group("", values, *groups))


def _unit(root: etree._Element) -> etree._Element:
    units = list(_all(root, "CPPFactures/CPPFacturePivotUnitaire"))
    return units[0] if len(units) == 1 else unreadable("BT-1")


def _supplier(unit: etree._Element) -> Group:
    address = _group("BG-5", {"BT-40": _text(unit, "Fournisseur/CodePays")})
    values = {"BT-27": _text(unit, "Fournisseur/RaisonSociale"), "BT-29": _text(unit, "Fournisseur/Identifiant")}
    scheme = _SCHEMES.get(_text(unit, "Fournisseur/TypeIdentifiant") or "")
    return _with_scheme(_group("BG-4", values, address), "BT-29", scheme)


def _debtor(unit: etree._Element) -> Group:
    values = {"BT-44": _text(unit, "Debiteur/Nom"), "BT-46": _text(unit, "Debiteur/Identifiant")}
    return _with_scheme(_group("BG-7", values), "BT-46", "0009")


def _payment(unit: etree._Element) -> Group:
    bank = "Fournisseur/ReferenceBancaire"
    account = _group(
        "BG-17",
        {"BT-84": _text(unit, f"{bank}/Compte"), "BT-85": _text(unit, f"{bank}/RaisonSocialeEncaisseur")},
    )
    return _group("BG-16", {"BT-81": _text(unit, "DonneesFacture/ModePaiement/Code")}, account)


def _totals(facts: etree._Element) -> Group:
    values = {
        "BT-109": _text(facts, "Montants/MontantHT"),
        "BT-112": _text(facts, "Montants/MontantTTC"),
        "BT-115": _text(facts, "Montants/MontantNetAPayer"),
    }
    return _group("BG-22", values)


def _vat(found: etree._Element) -> Group:
    rate = _text(found, "Taux")
    values = {
        "BT-116": _text(found, "BaseHt"),
        "BT-117": _text(found, "MontantTVA"),
        "BT-118": _category(rate),
        "BT-119": rate,
    }
    return _group("BG-23", values)


def _line(found: etree._Element) -> Group:
    rate = _text(found, "TauxTVA")
    return _group(
        "BG-25",
        {
            "BT-126": found.get("NumOrdre"),
            "BT-129": _text(found, "Quantite"),
            "BT-131": _text(found, "MontantHT"),
        },
        _group("BG-29", {"BT-146": _text(found, "PrixUnitaire")}),
        _group("BG-30", {"BT-151": _category(rate) if rate else None, "BT-152": rate}),
        _group("BG-31", {"BT-153": _text(found, "ReferenceProduit")}),
    )


def _category(rate: str | None) -> str:
    try:
        return "S" if Decimal(rate or "0") else "Z"
    except InvalidOperation:
        unreadable("BT-119")


def _group(number: str, values: Mapping[str, str | None], *below: Group) -> Group:
    said = {term: (Value(text),) for term, text in values.items() if text is not None}
    groups: dict[str, tuple[Group, ...]] = {}
    for group in below:
        if group.values or group.groups:
            groups[group.number] = (*groups.get(group.number, ()), group)
    return Group(number, said, groups)


def _with_scheme(group: Group, number: str, scheme: str | None) -> Group:
    found = group.values.get(number)
    if scheme is None or not found:
        return group
    return replace(group, values={**group.values, number: (Value(found[0].text, {f"{number}-1": scheme}),)})


def _decoded(content: str) -> bytes | None:
    """Decode an attachment; compressed ones too, never beyond the size of a document."""
    try:
        found = base64.b64decode("".join(content.split()), validate=True)
        if not found.startswith(_GZIP):
            return found
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(found, DEFAULT_LIMITS.max_bytes + 1)
    except (binascii.Error, ValueError, zlib.error):
        return None
    return unpacked if len(unpacked) <= DEFAULT_LIMITS.max_bytes else None


def _one(part: etree._Element, path: str) -> etree._Element:
    found = next(_all(part, path), None)
    return unreadable("BT-1") if found is None else found


def _all(part: etree._Element, path: str) -> Iterator[etree._Element]:
    steps = "/".join(f"{{*}}{step}" for step in path.split("/"))
    yield from part.iterfind(steps)


def _text(part: etree._Element, path: str) -> str | None:
    found = next(_all(part, path), None)
    text = "".join(str(piece) for piece in found.itertext()).strip() if found is not None else ""
    return text or None
