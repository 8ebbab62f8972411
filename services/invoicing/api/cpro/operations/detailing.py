"""The parts of a whole invoice in the portal's fields."""

from decimal import Decimal

from services.invoicing.api.cpro.fields.invoice import (
    Destinataire,
    Fournisseur,
    LignePoste,
    LigneTva,
    MontantTotal,
    References,
)
from services.invoicing.api.cpro.moments import write_minute
from services.invoicing.api.cpro.operations.naming import SIRET, Names, kind_of, works_kind_of
from services.invoicing.domain.invoice import Address, Invoice, InvoiceLine, VatBreakdown
from services.invoicing.domain.portal_frames import NAMES
from services.invoicing.domain.portal_search import ShownInvoice
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.seller import is_iban
from shared.kernel.money import Money
from shared.kernel.paris import legal_day
from shared.kernel.percentage import Percentage

# UNTDID 4461 codes of payment means, in the words of the portal's list.
_MEANS = {"10": "ESPECE", "20": "CHEQUE", "49": "PRELEVEMENT", "59": "PRELEVEMENT"}
_TRANSFERS = frozenset({"30", "31", "42", "58"})


def recipient_of(content: Invoice, invoice: ReceivedInvoice, names: Names) -> Destinataire:
    """Write the recipient."""
    address = content.buyer.address or Address()
    return Destinataire(
        adresseDestinataireCodePays=address.country,
        adresseDestinataireCodePostal=address.post_code,
        adresseDestinataireComplement1=address.additional_line,
        adresseDestinataireDetail=address.line,
        adresseDestinataireVille=address.city,
        codeDestinataire=str(invoice.buyer),
        codeServiceExecutant=invoice.summary.service_code,
        destinataireEtat="OUI" if names.is_state(invoice) else "NON",
        idDestinataire=names.structure(invoice.buyer),
        idServiceExecutant=names.service(invoice),
        libelleDestinataire=names.buyer_name(invoice),
        libelleServiceExecutant=names.service_name(invoice),
    )


def supplier_of(content: Invoice, invoice: ReceivedInvoice, names: Names) -> Fournisseur:
    """Write the supplier, and the account to which it asks to be paid."""
    address, payment = content.seller.address or Address(), content.payment
    account = payment.account if payment else None
    return Fournisseur(
        adresseFournisseurCodePays=address.country,
        adresseFournisseurCodePostal=address.post_code,
        adresseFournisseurComplement1=address.additional_line,
        adresseFournisseurDetail=address.line,
        adresseFournisseurVille=address.city,
        codeFournisseur=str(invoice.seller),
        coordBancairesBicSwift=payment.bank if payment else None,
        coordBancairesFournisseurCompteBancaire=account,
        coordBancairesFournisseurType=None if account is None else "IBAN" if is_iban(account) else "RIB",
        designationFournisseur=content.seller.name,
        idFournisseur=names.structure(invoice.seller),
        typeIdentifiantFournisseur=SIRET,
    )


def line_of(line: InvoiceLine, rank: int, currency: str) -> LignePoste:
    """Write a line; its VAT is told to the cent, the invoice's is counted by rate."""
    rate, net = line.vat.rate if line.vat else None, line.amount_in(currency)
    vat = net.percent(rate or Percentage(Decimal(0))).round_half_up(2)
    taken_off = Money.total((one.amount for one in line.allowances), currency)
    return LignePoste(
        lignePosteDenomination=line.name,
        lignePosteMontantHtApresRemise=net.amount,
        lignePosteMontantRemiseHT=taken_off.amount if line.allowances else None,
        lignePosteMontantTtcApresRemise=(net + vat).amount,
        lignePosteMontantTva=vat.amount,
        lignePosteMontantUnitaireHT=line.net_price.amount if line.net_price else None,
        lignePosteNumero=int(line.line_id) if line.line_id.isascii() and line.line_id.isdigit() else rank,
        lignePosteQuantite=line.quantity if line.quantity is not None else Decimal(0),
        lignePosteReference=line.seller_item,
        lignePosteTauxTva=rate_code(rate),
        lignePosteTauxTvaManuel=rate.value if rate else None,
        lignePosteUniteLibelle=line.unit,
    )


def vat_of(found: VatBreakdown) -> LigneTva:
    """Write the VAT of one rate."""
    return LigneTva(
        ligneTvaMontantBaseHtParTaux=found.base.amount,
        ligneTvaMontantTvaParTaux=found.vat.amount,
        ligneTvaTauxManuel=found.rate.value if found.rate else None,
        ligneTvaTauxRefCode=rate_code(found.rate),
        ligneTvaTauxRefLibelle=f"{rate_code(found.rate)} %" if found.rate else None,
        ligneTvaTauxRefValeur=found.rate.value if found.rate else None,
    )


def rate_code(rate: Percentage | None) -> str | None:
    """Give the code of a rate, as the list of rates gives it: 20, 5.5."""
    return None if rate is None else f"{rate.value.normalize():f}"


def totals_of(content: Invoice) -> MontantTotal:
    """Write the totals."""
    totals = content.totals
    return MontantTotal(
        montantAPayer=totals.due.amount,
        montantHtTotal=totals.excl_vat.amount,
        montantTVA=totals.vat.amount if totals.vat else (totals.incl_vat - totals.excl_vat).amount,
        montantTtcAvantRemiseGlobalTTC=totals.incl_vat.amount,
        montantTtcTotal=totals.incl_vat.amount,
    )


def references_of(content: Invoice, shown: ShownInvoice) -> References:
    """Write dates, references and kinds."""
    invoice, summary = shown.invoice, shown.invoice.summary
    works = works_kind_of(invoice)[1]
    return References(
        codeDeviseFacture=content.currency,
        dateCreationFacture=write_minute(invoice.received_at),
        dateDepot=legal_day(invoice.received_at).isoformat(),
        dateEcheancePaiement=invoice.due_on.isoformat() if invoice.is_to_pay else None,
        dateFacture=summary.issued_on.isoformat(),
        modePaiement=_means(content),
        motifExonerationTva=next((each.exemption_code for each in content.vat_breakdown if each.exemption_code), None),
        libelleMotifExonerationTva=next(
            (each.exemption_reason for each in content.vat_breakdown if each.exemption_reason), None
        ),
        numeroBonCommande=summary.order_reference,
        numeroDpMandat=invoice.payment_order.number if invoice.payment_order else None,
        numeroFactureOrigine=content.preceding[0].number if content.preceding else None,
        numeroMarche=summary.contract_reference,
        typeFacture=kind_of(summary.type_code),
        typeFactureTravaux=NAMES[works] if works else None,
        typeTva=_vat_regime(content),
    )


def _means(content: Invoice) -> str | None:
    if content.payment is None:
        return None
    code = content.payment.means_code
    return "VIREMENT" if code in _TRANSFERS else _MEANS.get(code, "AUTRE")


def _vat_regime(content: Invoice) -> str:
    """Say whether VAT is due, exempted or none; on what it falls due the document does not always tell."""
    if any(found.vat.amount for found in content.vat_breakdown):
        return "TVA_SUR_DEBIT"
    exempted = any(found.exemption_code or found.exemption_reason for found in content.vat_breakdown)
    return "EXONERATION" if exempted else "SANS_TVA"
