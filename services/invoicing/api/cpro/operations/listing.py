"""One line of each list of invoices."""

from typing import Any

from services.invoicing.api.cpro.fields.found import DemandePaiement, FactureDuFournisseur, FactureDuRecipiendaire
from services.invoicing.api.cpro.moments import write_moment
from services.invoicing.api.cpro.operations.naming import SIRET, Names, kind_of, works_kind_of
from services.invoicing.domain.portal_frames import NAMES, portal_frame
from services.invoicing.domain.portal_search import ShownInvoice
from services.invoicing.domain.portal_status import portal_status
from shared.kernel.paris import legal_day


def line_of_seller(shown: ShownInvoice, names: Names, flow: str | None) -> FactureDuFournisseur:
    """Write what a supplier sees of one of its invoices."""
    return FactureDuFournisseur(
        **_common(shown, names),
        identifiantFactureCPP=names.invoice(shown.invoice.invoice_id),
        numeroFluxDepot=flow,
        rejetTraite=shown.is_rejection_handled,
    )


def line_of_recipient(shown: ShownInvoice, names: Names) -> FactureDuRecipiendaire:
    """Write what a recipient sees of one of its invoices."""
    works = works_kind_of(shown.invoice)[1]
    return FactureDuRecipiendaire(
        **_common(shown, names),
        factureTelechargeeParDestinataire=shown.is_fetched,
        idFacture=names.invoice(shown.invoice.invoice_id),
        typeFactureTravaux=NAMES[works] if works else None,
    )


def _common(shown: ShownInvoice, names: Names) -> dict[str, Any]:
    """Give what both sides see under the same names."""
    invoice, summary = shown.invoice, shown.invoice.summary
    return {
        "codeDestinataire": str(invoice.buyer),
        "codeFournisseur": str(invoice.seller),
        "codeServiceExecutant": summary.service_code,
        "commentaireEtatCourant": shown.comment or None,
        "dateDepot": legal_day(invoice.received_at).isoformat(),
        "dateFacture": summary.issued_on.isoformat(),
        "dateHeureEtatCourant": write_moment(shown.status_at),
        "designationDestinataire": names.buyer_name(invoice),
        "designationFournisseur": summary.seller_name,
        "devise": summary.amount_due.currency,
        "idDestinataire": names.structure(invoice.buyer),
        "idServiceExecutant": names.service(invoice),
        "montantAPayer": summary.amount_due.amount,
        "montantHT": summary.amount_excl_vat.amount,
        "montantTTC": summary.amount_incl_vat.amount,
        "nomServiceExecutant": names.service_name(invoice),
        "numeroBonCommande": summary.order_reference,
        "numeroFacture": summary.number,
        "numeroMarche": summary.contract_reference,
        "statut": portal_status(invoice).value,
        "taille": invoice.file.size,
        "typeDemandePaiement": works_kind_of(invoice)[0],
        "typeFacture": kind_of(summary.type_code),
        "typeIdentifiantFournisseur": SIRET,
    }


def line_of_request(shown: ShownInvoice, names: Names, total: int) -> DemandePaiement:
    """Write one payment request."""
    invoice, summary = shown.invoice, shown.invoice.summary
    kind, works = works_kind_of(invoice)
    return DemandePaiement(
        cadreFacturation=NAMES[portal_frame(summary.frame)],
        codeServiceDestinataire=summary.service_code,
        commentaireEtatCourant=shown.comment or None,
        dateDepot=legal_day(invoice.received_at).isoformat(),
        dateFournisseur=summary.issued_on.isoformat(),
        dateHeureEtatCourant=write_moment(shown.status_at),
        etatCourant=portal_status(invoice).value,
        idDemandePaiement=names.invoice(invoice.invoice_id),
        idServiceDestinataire=names.service(invoice),
        idStructureDestinataire=names.structure(invoice.buyer),
        idStructureFournisseur=names.structure(invoice.seller),
        identifiantStructureDestinataire=str(invoice.buyer),
        identifiantStructureFournisseur=str(invoice.seller),
        montantAPayer=summary.amount_due.amount,
        montantHT=summary.amount_excl_vat.amount,
        montantTTC=summary.amount_incl_vat.amount,
        nomServiceDestinataire=names.service_name(invoice),
        nombreResultatTotal=str(total),
        numeroBonCommande=summary.order_reference,
        numeroDemandePaiement=summary.number,
        numeroDpMandat=invoice.payment_order.number if invoice.payment_order else None,
        numeroMarche=summary.contract_reference,
        typeDemandePaiement=kind,
        typeFacture=kind_of(summary.type_code),
        typeFactureTravaux=NAMES[works] if works else None,
    )
