"""The words of the differences between an invoice and its order."""

from collections.abc import Mapping
from types import MappingProxyType

from services.invoicing.domain.matching import Difference, DifferenceCode

DIFFERENCES: Mapping[DifferenceCode, str] = MappingProxyType(
    {
        DifferenceCode.PROBABLE_DUPLICATE: (
            "Ce fournisseur a déjà envoyé une facture {number}, de {amount}, reçue le {received_on} ({invoice})."
        ),
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
