"""Refusals about invoices received, and what every object shares."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

INVOICES: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-NOT-FOUND": ProblemText(
            "Identifiant inconnu", "Rien de ce que votre organisme peut voir ne porte l'identifiant {object}.", 404
        ),
        "INV-ACTION-IMPOSSIBLE": ProblemText(
            "Action impossible dans cet état",
            "Cette facture est {state} : elle ne peut pas maintenant être {act}.",
            409,
        ),
        "INV-UNATTRIBUTABLE": ProblemText(
            "Facture sans destinataire connu",
            "La facture ne donne pas le SIRET d'une partie ({party}), ou il n'est pas connu de cette plateforme : "
            "corrigez-le, ou demandez à l'acheteur où il reçoit ses factures.",
            422,
        ),
        "INV-NOT-YOUR-INVOICE": ProblemText(
            "Facture d'une autre entreprise", "Le vendeur de cette facture ({seller}) n'est pas votre entreprise.", 403
        ),
        "INV-ORGANISATION-MISSING": ProblemText(
            "Organisme manquant", "Votre identité n'est rattachée à aucun organisme.", 403
        ),
        "INV-PAID-IN-FUTURE": ProblemText(
            "Date de paiement à venir", "Le paiement est daté du {paid_on:day}, or nous sommes le {today:day}.", 422
        ),
        "INV-PAID-BEFORE-ORDER": ProblemText(
            "Paiement antérieur au mandat", "Le paiement est daté du {paid_on:day}, le mandat du {ordered_on:day}.", 422
        ),
        "INV-SAME-PERSON": ProblemText(
            "Ordonnateur et comptable sont séparés",
            "La personne qui a ordonné le paiement ne peut pas l'exécuter.",
            403,
        ),
        "INV-PAYMENT-REFERENCE": ProblemText("Référence manquante", "Indiquez la référence du virement.", 422),
    }
)
