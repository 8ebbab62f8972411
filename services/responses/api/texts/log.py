"""Refusals of the transparency log."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "RSP-TILE-UNKNOWN": ProblemText("Tuile inconnue", "Le journal n'a pas (encore) cette tuile.", 404),
        "RSP-LOG-EMPTY": ProblemText("Journal vide", "Le journal n'a pas encore de point de contrôle.", 404),
        "RSP-LOG-BEHIND": ProblemText(
            "Journal en retard", "Le dépôt du fichier {file} n'est pas encore numéroté au journal ; renouvelez.", 503
        ),
    }
)
