"""Refusals of having an invoice judged again."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

JUDGING: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-NOTHING-UNCHECKED": ProblemText(
            "Rien à contrôler de nouveau",
            "Chaque contrôle officiel qui s'applique à ce document a été fait : le verdict de cette facture ne "
            "changerait pas.",
            409,
        ),
    }
)
