"""Refusals about recipients of invoices and commitments."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

RECIPIENTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-SERVICES-REPEATED": ProblemText(
            "Services en double", "Chaque code service est unique, et un destinataire en a {most} au plus.", 422
        ),
        "INV-AUTOMATIC-LIMIT": ProblemText(
            "Montant d'acceptation automatique",
            "Ce montant est positif et en euros ; absent, rien n'est automatique.",
            422,
        ),
        "INV-TOLERANCE": ProblemText(
            "Tolérance impossible",
            "La tolérance est un montant positif en euros et un pourcentage entre 0 et 100 ; absente, il n'y en a pas.",
            422,
        ),
        "INV-COMMITMENT-PERIOD": ProblemText(
            "Période impossible",
            "L'engagement ne peut pas finir le {ends_on:day} avant de commencer le {starts_on:day}.",
            422,
        ),
        "INV-COMMITMENT-CEILING": ProblemText(
            "Montant impossible", "Le montant d'un engagement est positif ; absent, rien ne le limite.", 422
        ),
        "INV-COMMITMENT-CLOSED": ProblemText(
            "Engagement clos", "Cet engagement est clos depuis le {closed_on:day}.", 409
        ),
        "INV-COMMITMENT-NUMBER-TAKEN": ProblemText(
            "Numéro déjà pris", "Un engagement ou un bon de commande porte déjà le numéro {number}.", 409
        ),
    }
)
