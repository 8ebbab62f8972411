"""Refusals about purchase orders."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

ORDERS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-ORDER-EMPTY": ProblemText("Bon de commande vide", "Un bon de commande a au moins une ligne.", 422),
        "INV-ORDER-LINE-INVALID": ProblemText(
            "Ligne de commande incorrecte",
            "La ligne {line} doit avoir une désignation, une quantité positive et un prix qui n'est pas négatif.",
            422,
        ),
        "INV-ORDER-NUMBER-TAKEN": ProblemText(
            "Numéro déjà utilisé", "Un bon de commande de votre organisme porte déjà le numéro {number}.", 409
        ),
    }
)
