"""The French words of the refusals of invoicing, and of the differences between an invoice and its order."""

from collections.abc import Mapping
from types import MappingProxyType

from services.invoicing.domain.matching import Difference, DifferenceCode
from shared.http.problems import ProblemText

_UNREADABLE_XML = "Document XML illisible"
_PDF = "Facture PDF illisible"

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "INV-NOT-FOUND": ProblemText("Objet inconnu", "Aucun objet {object} pour votre organisme.", 404),
        "INV-ACTION-IMPOSSIBLE": ProblemText(
            "Action impossible dans cet état",
            "Cette facture est {state} : elle ne peut pas maintenant être {act}.",
            409,
        ),
        "INV-UNREADABLE": ProblemText(
            "Facture illisible", "Le terme {term} est absent ou n'a pas la forme attendue.", 422
        ),
        "INV-UNKNOWN-FORMAT": ProblemText(
            "Format de facture inconnu",
            "Sont lus : UBL 2.1, CII et Factur-X. Ce document commence par l'élément {root}.",
            415,
        ),
        "INV-PDF-UNREADABLE": ProblemText(_PDF, "Le fichier PDF ne peut pas être lu.", 422),
        "INV-PDF-ENCRYPTED": ProblemText(_PDF, "Le fichier PDF est chiffré : une Factur-X ne doit pas l'être.", 422),
        "INV-PDF-WITHOUT-XML": ProblemText(
            _PDF, "Le PDF ne contient pas de facture XML : ce n'est pas une Factur-X.", 422
        ),
        "INV-PDF-SEVERAL-XML": ProblemText(
            _PDF, "Le PDF contient {count} factures XML : on ne sait pas laquelle fait foi.", 422
        ),
        "INV-UNATTRIBUTABLE": ProblemText(
            "Facture sans destinataire connu",
            "Le SIRET de l'une des parties ({party}) manque ou n'est pas connu de cette plateforme.",
            422,
        ),
        "INV-DUPLICATE": ProblemText(
            "Facture déjà reçue",
            "La facture {number} de {year} de ce fournisseur a déjà été reçue (identifiant {invoice}).",
            409,
        ),
        "INV-NOT-YOUR-INVOICE": ProblemText(
            "Facture d'une autre entreprise", "Le vendeur {seller} n'est pas votre entreprise.", 403
        ),
        "INV-ORDER-EMPTY": ProblemText("Bon de commande vide", "Un bon de commande a au moins une ligne.", 422),
        "INV-ORDER-LINE-INVALID": ProblemText(
            "Ligne de commande incorrecte",
            "La ligne {line} doit avoir une désignation, une quantité positive et un prix qui n'est pas négatif.",
            422,
        ),
        "INV-ORDER-NUMBER-TAKEN": ProblemText(
            "Numéro déjà utilisé", "Un bon de commande de votre organisme porte déjà le numéro {number}.", 409
        ),
        "INV-ORGANISATION-MISSING": ProblemText(
            "Organisme manquant", "Votre identité n'est rattachée à aucun organisme.", 403
        ),
        "INV-PAID-IN-FUTURE": ProblemText(
            "Date de paiement à venir", "Le paiement est daté du {paid_on}, or nous sommes le {today}.", 422
        ),
        "INV-PAID-BEFORE-ORDER": ProblemText(
            "Paiement antérieur au mandat", "Le paiement est daté du {paid_on}, le mandat du {ordered_on}.", 422
        ),
        "INV-SAME-PERSON": ProblemText(
            "Ordonnateur et comptable sont séparés",
            "La personne qui a ordonné le paiement ne peut pas l'exécuter.",
            403,
        ),
        "INV-PAYMENT-REFERENCE": ProblemText("Référence manquante", "Indiquez la référence du virement.", 422),
        "INV-FEED-WITHOUT-BROKER": ProblemText(
            "Flux indisponible",
            "Cette plateforme n'a pas de RabbitMQ : lisez le fil financier par GET /invoicing/feed.",
            409,
        ),
        "XML-EMPTY": ProblemText(_UNREADABLE_XML, "Le document est vide.", 422),
        "XML-TOO-LARGE": ProblemText(_UNREADABLE_XML, "Le document a {size} octets, la limite est {limit}.", 413),
        "XML-ENCODING": ProblemText(
            _UNREADABLE_XML, "L'octet {position} ne correspond pas à l'encodage {encoding}.", 422
        ),
        "XML-DOCTYPE": ProblemText(
            _UNREADABLE_XML, "Une facture n'a pas de déclaration DOCTYPE : le document est refusé sans être lu.", 422
        ),
        "XML-NOT-WELL-FORMED": ProblemText(_UNREADABLE_XML, "Erreur de syntaxe à la ligne {line}.", 422),
        "XML-TOO-MANY-NODES": ProblemText(_UNREADABLE_XML, "Le document a plus de {limit} éléments.", 422),
        "XML-TOO-DEEP": ProblemText(_UNREADABLE_XML, "Le document a plus de {limit} niveaux.", 422),
        "XML-TEXT-TOO-LONG": ProblemText(
            _UNREADABLE_XML, "Une pièce jointe dépasse {limit} caractères une fois encodée.", 422
        ),
    }
)

DIFFERENCES: Mapping[DifferenceCode, str] = MappingProxyType(
    {
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
