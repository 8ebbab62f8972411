"""Refusals of an agent's decisions about an invoice."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

DECISIONS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-NOT-JUDGED": ProblemText(
            "Facture pas encore jugée",
            "Les règles officielles n'ont pas encore rendu leur verdict : demandez à nouveau dans un instant.",
            409,
        ),
        "INV-REASON-MISSING": ProblemText(
            "Raison manquante", "Dites pourquoi au créancier, en {most} caractères au plus.", 422
        ),
        "INV-ADMITTED-AMOUNT": ProblemText(
            "Somme admise impossible",
            "La somme admise ({admitted:amount}) doit être positive, au centime près, et inférieure à la somme "
            "demandée ({asked:amount}).",
            422,
        ),
        "INV-INTERRUPTION-WITHOUT-ITEMS": ProblemText(
            "Pièces attendues manquantes",
            "Une interruption dit quelles pièces ou mentions sont attendues (de 1 à {most} ; article R2192-28).",
            422,
        ),
        "INV-INTERRUPTED-ONCE": ProblemText(
            "Délai déjà interrompu",
            "Le délai de paiement ne peut être interrompu qu'une seule fois (article R2192-27) ; "
            "il l'a été le {notified_on:day}.",
            409,
        ),
        "INV-DAY-IMPOSSIBLE": ProblemText(
            "Date impossible", "Le {day:day} n'est pas entre le {first:day} et le {last:day}.", 422
        ),
    }
)
