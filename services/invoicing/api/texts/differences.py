"""The words of the differences between an invoice and its order."""

from collections.abc import Mapping
from types import MappingProxyType

from services.invoicing.domain.matching import Difference, DifferenceCode

DIFFERENCES: Mapping[DifferenceCode, str] = MappingProxyType(
    {
        DifferenceCode.PROBABLE_DUPLICATE: (
            "Ce fournisseur a déjà envoyé une facture {number}, de {amount}, reçue le {received_on} ({invoice})."
        ),
        DifferenceCode.SERVICE_MISSING: "Le code service (BT-10) exigé par le destinataire manque.",
        DifferenceCode.SERVICE_UNKNOWN: "Le code service {code} n'est pas un service actif du destinataire.",
        DifferenceCode.COMMITMENT_MISSING: "Le numéro d'engagement (BT-13) exigé par le destinataire manque.",
        DifferenceCode.COMMITMENT_SELLER: "L'engagement {number} a été pris envers un autre fournisseur.",
        DifferenceCode.COMMITMENT_CLOSED: "L'engagement {number} est clos.",
        DifferenceCode.COMMITMENT_OUT_OF_PERIOD: "La facture est datée hors de la période de l'engagement {number}.",
        DifferenceCode.COMMITMENT_SHORT: "Il ne reste pas assez sur l'engagement {number}.",
        DifferenceCode.COMMITMENT_CURRENCY: "L'engagement {number} est dans une autre monnaie.",
        DifferenceCode.CONTRACT_ENDED: "Le marché {reference} a pris fin le {ended_on}.",
        DifferenceCode.CONTRACT_SHORT: "Marché {reference} : {invoiced} facturés en tout pour {amount} hors taxes.",
        DifferenceCode.ALREADY_PAID: "La facture se dit déjà payée (cadre {frame}) : rien n'est à mandater.",
        DifferenceCode.ORDER_MISSING: "La facture ne porte pas de numéro d'engagement.",
        DifferenceCode.ORDER_UNKNOWN: "Aucun bon de commande ne porte le numéro {reference}.",
        DifferenceCode.SELLER: "Commandé à {ordered}, facturé par {invoiced}.",
        DifferenceCode.CURRENCY: "Commandé en {ordered}, facturé en {invoiced}.",
        DifferenceCode.TOTAL_EXCL_VAT: "Total hors taxes : commandé {ordered}, facturé {invoiced}.",
        DifferenceCode.TOTAL_INCL_VAT: "Total TTC : commandé {ordered}, facturé {invoiced}.",
        DifferenceCode.ALREADY_INVOICED: "Commandé {ordered}, facturé en tout {invoiced} avec les précédentes.",
        DifferenceCode.LINE_UNKNOWN: "La ligne {line} de la facture n'est pas dans la commande.",
        DifferenceCode.LINE_NOT_INVOICED: "La ligne {line} de la commande n'est pas facturée.",
        DifferenceCode.LINE_QUANTITY: "Ligne {line} : quantité commandée {ordered}, facturée {invoiced}.",
        DifferenceCode.LINE_PRICE: "Ligne {line} : prix unitaire commandé {ordered}, facturé {invoiced}.",
        DifferenceCode.LINE_VAT: "Ligne {line} : TVA commandée {ordered} %, facturée {invoiced} %.",
        DifferenceCode.LINE_AMOUNT: "Ligne {line} : montant commandé {ordered}, facturé {invoiced}.",
    }
)


def difference_text(difference: Difference) -> str:
    """Say a difference in French, with its facts."""
    return DIFFERENCES[difference.code].format(**difference.facts)
