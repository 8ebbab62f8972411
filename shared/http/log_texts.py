"""Refusals of the routes of a transparency log (codes ``LOG-…``)."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

LOG_TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "LOG-TILE-UNKNOWN": ProblemText("Tuile inconnue", "Le journal n'a pas (encore) cette tuile.", 404),
        "LOG-EMPTY": ProblemText("Journal vide", "Le journal n'a pas encore de point de contrôle.", 404),
        "LOG-RANGE": ProblemText(
            "Tailles incorrectes", "Une preuve va d'une taille non nulle à une taille plus grande, {size} au plus.", 422
        ),
    }
)
