"""Writing the pivot of an invoice (CPPFacturePivot V2_02): what the portal gives to the software of recipients.

The form is that of the published schema; the tests check it where the schema is installed.
"""

import base64
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from services.invoicing.domain.invoice import Invoice, InvoiceLine
from services.invoicing.gateways.chorus_pro_simulator.book import HeldInvoice

_PARIS: Final = ZoneInfo("Europe/Paris")
_KNOWN_MEANS: Final = frozenset({"10", "20", "30", "31", "42", "48", "49", "97"})
_LONGEST_NUMBER: Final = 20


def pivot_of(held: HeldInvoice, *, at: datetime) -> bytes:
    """Write the pivot of one invoice, with its document as the main attachment."""
    content = held.content
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<CPPFacturePivot Version="V2_02"><Enveloppe><EnveloppeUnitaire>'
        f"<Parametres>{_parameter('DtPrd', at.astimezone(_PARIS).isoformat())}"
        f"{_parameter('IdFlx', f'FLX{held.portal_id}')}</Parametres>"
        f"<Partenaires>{_partner('Recepteur', 'RECEPT')}{_partner('Emetteur', 'CPP')}</Partenaires>"
        '</EnveloppeUnitaire></Enveloppe><CPPFactures Compteur="1"><CPPFacturePivotUnitaire>'
        f"{_supplier(held)}{_debtor(held)}{_facts(held, content)}{_document(held)}"
        "</CPPFacturePivotUnitaire></CPPFactures></CPPFacturePivot>"
    ).encode()


def _parameter(code: str, value: str) -> str:
    return f"<ParametreIndiv>{_element('Code', code)}{_element('Valeurparametre', value)}</ParametreIndiv>"


def _partner(name: str, code: str) -> str:
    return f"<{name}>{_element('Id', code)}</{name}>"


def _supplier(held: HeldInvoice) -> str:
    seller = held.content.seller
    country = (seller.address.country if seller.address else None) or "FR"
    return (
        f"<Fournisseur>{_element('TypeIdentifiant', '1')}{_element('Identifiant', held.supplier)}"
        f"{_element('RaisonSociale', seller.name or held.supplier)}{_element('CodePays', country)}"
        f"{_element('ModeEmission', 'flux')}</Fournisseur>"
    )


def _debtor(held: HeldInvoice) -> str:
    service = held.content.buyer_reference
    return (
        f"<Debiteur>{_element('TypeIdentifiant', '1')}{_element('Identifiant', held.recipient)}"
        f"{_element('Nom', held.content.buyer.name)}{_element('CodeService', service)}</Debiteur>"
    )


def _facts(held: HeldInvoice, content: Invoice) -> str:
    totals, means = content.totals, content.payment.means_code if content.payment else "30"
    vat = "".join(
        f"<TVA><Taux>{each.rate.value if each.rate else 0}</Taux><BaseHt>{each.base.amount}</BaseHt>"
        f"<MontantTVA>{each.vat.amount}</MontantTVA></TVA>"
        for each in content.vat_breakdown
    )
    received_on = next(step.at for step in held.steps).astimezone(_PARIS).date()
    references = (
        f"<Engagement>{_element('NumeroMarche', content.contract_reference)}"
        f"{_element('NumeroEngagement', content.purchase_order_reference)}</Engagement>"
    )
    return (
        f"<DonneesFacture>{_element('Id', content.number[:_LONGEST_NUMBER])}<IdCPRO>{held.portal_id}</IdCPRO>"
        f"<Type>{'381' if content.type_code == '381' else '380'}</Type><Cadre>A1</Cadre>"
        f"<DateEmissionFacture>{content.issued_on}</DateEmissionFacture>"
        f"{_element('DateLivraison', content.delivered_on.isoformat() if content.delivered_on else None)}"
        f"<ModePaiement><Code>{means if means in _KNOWN_MEANS else '30'}</Code></ModePaiement>"
        f"<DateReception>{received_on}</DateReception><Devise>{content.currency}</Devise>"
        f"<Montants><MontantHT>{totals.excl_vat.amount}</MontantHT><MontantTTC>{totals.incl_vat.amount}</MontantTTC>"
        f"<MontantNetAPayer>{totals.due.amount}</MontantNetAPayer></Montants><TVAs>{vat}</TVAs>{references}"
        f"<Lignes>{_lines(content)}</Lignes>"
        "</DonneesFacture>"
    )


def _lines(content: Invoice) -> str:
    return "".join(_line(rank, each, content.currency) for rank, each in enumerate(content.lines, start=1))


def _line(rank: int, line: InvoiceLine, currency: str) -> str:
    amount = line.amount_in(currency).amount
    price = line.net_price.amount if line.net_price else amount
    rate = f"<TauxTVA>{line.vat.rate.value}</TauxTVA>" if line.vat and line.vat.rate else ""
    return (
        f'<Ligne NumOrdre="{rank}">{_element("ReferenceProduit", line.name)}<PrixUnitaire>{price:f}</PrixUnitaire>'
        f"<Quantite>{line.quantity or 0:f}</Quantite><MontantHT>{amount}</MontantHT>{rate}</Ligne>"
    )


def _document(held: HeldInvoice) -> str:
    is_pdf = held.document.startswith(b"%PDF")
    return (
        f"<PJ>{_element('Contenu', base64.b64encode(held.document).decode('ascii'))}"
        f"{_element('NomPJ', held.name[-50:])}<TypePJ>01</TypePJ>"
        f"<MimeTypePJ>{'application/pdf' if is_pdf else 'application/xml'}</MimeTypePJ></PJ>"
    )


def _element(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{escape(text)}</{name}>"
