"""Refusals about invoices received, and what every object shares."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

INVOICES: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-NOT-FOUND": ProblemText("Objet inconnu", "Aucun objet {object} pour votre organisme.", 404),
        "INV-ACTION-IMPOSSIBLE": ProblemText(
            "Action impossible dans cet état",
            "Cette facture est {state} : elle ne peut pas maintenant être {act}.",
            409,
        ),
        "INV-UNATTRIBUTABLE": ProblemText(
            "Facture sans destinataire connu",
            "Le SIRET de l'une des parties ({party}) manque ou n'est pas connu de cette plateforme.",
            422,
        ),
        "INV-NOT-YOUR-INVOICE": ProblemText(
            "Facture d'une autre entreprise", "Le vendeur {seller} n'est pas votre entreprise.", 403
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
    }
)
