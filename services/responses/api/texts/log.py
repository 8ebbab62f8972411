"""Refusals of the transparency log."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "RSP-LOG-BEHIND": ProblemText(
            "Journal en retard", "Le dépôt du fichier {file} n'est pas encore numéroté au journal ; renouvelez.", 503
        ),
    }
)
