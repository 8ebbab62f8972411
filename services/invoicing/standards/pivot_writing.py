"""Writing the pivot of the State's portal (CPPFacturePivot V2_02): what software of recipients reads of an invoice.

The amounts and lines are those of the document, the routing is the one under which the invoice stands here. The first
piece is the document as received; an XML is followed by its readable page, so that people have something to look at.
What the schema has no room for (a number of more than 20 characters, a reference of more than 50) is cut or left out:
the document itself says it whole.
"""

import base64
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from itertools import chain, count
from typing import Final

from lxml import etree

from services.invoicing.domain.invoice import Invoice, InvoiceLine
from services.invoicing.domain.seller import is_iban
from services.invoicing.domain.semantic import CREDIT_NOTE_TYPES
from services.invoicing.ports.portal_documents import Piece, PivotFacts
from shared.kernel.paris import PARIS

VERSION: Final = "V2_02"
_IDENTIFIED_BY_SIRET: Final = "1"
_CREDIT_NOTE, _INVOICE = "381", "380"
_MAIN, _OTHER = "01", "02"
_TRANSFER: Final = "30"
_MEANS: Final = frozenset({"10", "20", "30", "31", "42", "48", "49", "97"})
_LONGEST_NUMBER, _LONGEST_REFERENCE, _LONGEST_SERVICE, _LONGEST_NAME = 20, 50, 100, 50
_NOT_IN_PIVOT: Final = "A11"  # in the interface's list, absent from the schema's: the nearest that it has
_NEAREST: Final = "A10"
_DIVISION: Final = Context(prec=28)


def pivot_xml(invoice: Invoice, facts: PivotFacts, *, main: tuple[Piece, ...]) -> bytes:
    """Write the pivot; ``main`` is the invoice itself, in one or two forms."""
    root = etree.Element("CPPFacturePivot", Version=VERSION)
    _envelope(root, facts)
    unit = etree.SubElement(_child(root, "CPPFactures", Compteur="1"), "CPPFacturePivotUnitaire", NumOrdre="1")
    _seller(unit, invoice, facts)
    _buyer(unit, facts)
    _facts(unit, invoice, facts)
    numbered = [*((piece, _MAIN) for piece in main), *((piece, _OTHER) for piece in facts.pieces)]
    for rank, (piece, kind) in enumerate(numbered, start=1):
        _piece(unit, piece, kind=kind, rank=rank)
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def _envelope(root: etree._Element, facts: PivotFacts) -> None:
    one = etree.SubElement(_child(root, "Enveloppe"), "EnveloppeUnitaire", NumOrdre="1")
    parameters = _child(one, "Parametres")
    produced = facts.produced_at.astimezone(PARIS).isoformat(timespec="seconds")
    for rank, (code, value) in enumerate((("DtPrd", produced), ("IdFlx", f"PLIS{facts.portal_id}")), start=1):
        parameter = _child(parameters, "ParametreIndiv", NumOrdre=f"{rank:04d}")
        _text(parameter, "Code", code)
        _text(parameter, "Valeurparametre", value)
    partners = _child(one, "Partenaires")
    for role, name, label in (("Recepteur", "DEST", facts.buyer_name), ("Emetteur", "PLIS", None)):
        partner = _child(partners, role)
        _text(partner, "Id", name)
        _text(partner, "Libelle", label)


def _seller(unit: etree._Element, invoice: Invoice, facts: PivotFacts) -> None:
    part, seller = _child(unit, "Fournisseur"), invoice.seller
    country = (seller.address.country if seller.address else None) or ""
    _text(part, "TypeIdentifiant", _IDENTIFIED_BY_SIRET)
    _text(part, "Identifiant", str(facts.seller))
    _text(part, "RaisonSociale", seller.name or str(facts.seller))
    _text(part, "CodePays", country if len(country) == len("FR") else "FR")
    _account(part, invoice)
    _text(part, "ModeEmission", "flux")


def _account(part: etree._Element, invoice: Invoice) -> None:
    payment = invoice.payment
    if payment is None or payment.account is None:
        return
    bank = _child(part, "ReferenceBancaire", Type="IBAN" if is_iban(payment.account) else "RIB")
    _text(bank, "Compte", payment.account)
    _text(bank, "Etablissement", payment.bank)
    _text(bank, "RaisonSocialeEncaisseur", payment.account_name or invoice.payee_name)


def _buyer(unit: etree._Element, facts: PivotFacts) -> None:
    part = _child(unit, "Debiteur")
    _text(part, "TypeIdentifiant", _IDENTIFIED_BY_SIRET)
    _text(part, "Identifiant", str(facts.buyer))
    _text(part, "Nom", facts.buyer_name)
    _short(part, "CodeService", facts.service_code, longest=_LONGEST_SERVICE)
    _text(part, "NomService", facts.service_name)


def _facts(unit: etree._Element, invoice: Invoice, facts: PivotFacts) -> None:
    part, is_credit = _child(unit, "DonneesFacture"), invoice.type_code in CREDIT_NOTE_TYPES
    _text(part, "Id", invoice.number[:_LONGEST_NUMBER])
    _text(part, "IdCPRO", str(facts.portal_id))
    _text(part, "Renvoi", facts.sent_again.value)
    if is_credit and invoice.preceding:
        _short(part, "IdFactureOrigine", invoice.preceding[0].number, longest=_LONGEST_NUMBER)
    _text(part, "Type", _CREDIT_NOTE if is_credit else _INVOICE)
    _text(part, "Cadre", _NEAREST if facts.frame == _NOT_IN_PIVOT else facts.frame)
    _text(part, "DateEmissionFacture", invoice.issued_on.isoformat())
    _text(part, "DateLivraison", invoice.delivered_on.isoformat() if invoice.delivered_on else None)
    means = invoice.payment.means_code if invoice.payment else _TRANSFER
    _text(_child(part, "ModePaiement"), "Code", means if means in _MEANS else _TRANSFER)
    _text(part, "DateReception", facts.received_on.isoformat())
    _text(part, "Devise", invoice.currency)
    _amounts(part, invoice)
    engagement = _child(part, "Engagement")
    _short(engagement, "NumeroMarche", facts.contract_reference, longest=_LONGEST_REFERENCE)
    _short(engagement, "NumeroEngagement", facts.order_reference, longest=_LONGEST_REFERENCE)
    lines = _child(part, "Lignes")
    for rank, line in enumerate(invoice.lines, start=1):
        _line(_child(lines, "Ligne", NumOrdre=str(rank)), line, line.amount_in(invoice.currency).amount)


def _amounts(part: etree._Element, invoice: Invoice) -> None:
    amounts, totals = _child(part, "Montants"), invoice.totals
    for name, amount in (
        ("MontantHT", totals.excl_vat),
        ("MontantTTC", totals.incl_vat),
        ("MontantNetAPayer", totals.due),
    ):
        _number(amounts, name, amount.amount)
    taxes = _child(part, "TVAs")
    for found in invoice.vat_breakdown:
        tax = _child(taxes, "TVA")
        _number(tax, "Taux", found.rate.value if found.rate else Decimal(0))
        _number(tax, "BaseHt", found.base.amount)
        _number(tax, "MontantTVA", found.vat.amount)


def _line(part: etree._Element, line: InvoiceLine, amount: Decimal) -> None:
    _text(part, "ReferenceProduit", line.name or line.seller_item)
    _number(part, "PrixUnitaire", _unit_price(line, amount))
    _number(part, "Quantite", line.quantity or Decimal(0))
    _number(part, "MontantHT", amount)
    if line.vat is not None and line.vat.rate is not None:
        _number(part, "TauxTVA", line.vat.rate.value)


def _unit_price(line: InvoiceLine, amount: Decimal) -> Decimal:
    """Give the price of one unit: the price may be said for several (en16931:BT-149)."""
    if line.net_price is not None:
        return _DIVISION.divide(line.net_price.amount, line.price_quantity or Decimal(1))
    return _DIVISION.divide(amount, line.quantity) if line.quantity else amount


def _piece(unit: etree._Element, piece: Piece, *, kind: str, rank: int) -> None:
    part, name = _child(unit, "PJ", NumOrdre=str(rank)), short_name(piece.name)
    _text(part, "Contenu", base64.b64encode(piece.content).decode("ascii"))
    _text(part, "NomPJ", name)
    if kind == _OTHER:
        _text(part, "NomPJOrigine", name)
        _text(part, "CategoriePJ", piece.category[:_LONGEST_NAME] if piece.category else None)
    _text(part, "TypePJ", kind)
    _text(part, "MimeTypePJ", piece.media_type)


def short_name(name: str, *, longest: int = _LONGEST_NAME) -> str:
    """Shorten the name of a file and keep its extension."""
    stem, dot, extension = name.rpartition(".")
    if len(name) <= longest or not dot or len(extension) >= longest:
        return name[:longest]
    return f"{stem[: longest - len(extension) - 1]}.{extension}"


def unlike(names: Iterable[str]) -> Iterator[str]:
    """Give the names one after another; of those that are alike the later ones bear a number."""
    known: set[str] = set()
    for name in names:
        stem, dot, extension = name.rpartition(".")
        numbered = (f"{stem}-{rank}{dot}{extension}" if dot else f"{name}-{rank}" for rank in count(2))
        own = next(each for each in chain((name,), numbered) if each.lower() not in known)
        known.add(own.lower())
        yield own


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, name, attributes)


def _text(parent: etree._Element, name: str, text: str | None) -> None:
    if text is not None:
        etree.SubElement(parent, name).text = text


def _short(parent: etree._Element, name: str, text: str | None, *, longest: int) -> None:
    _text(parent, name, text if text is None or len(text) <= longest else None)


def _number(parent: etree._Element, name: str, number: Decimal) -> None:
    _text(parent, name, f"{number:f}")
