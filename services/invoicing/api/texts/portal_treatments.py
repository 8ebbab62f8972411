"""Refusals about the states that the portal's interface names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

PORTAL_TREATMENTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-PORTAL-STATUS-UNKNOWN": ProblemText("Statut inconnu", "« {asked} » n'est pas un statut de facture.", 422),
        "INV-PORTAL-STATUS-IMPOSSIBLE": ProblemText(
            "Changement de statut impossible",
            "Une facture au statut {current} ne peut pas passer au statut {asked}.",
            409,
        ),
    }
)
