"""Refusals about saved searches."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

SEARCHES: Final[Mapping[str, ProblemText]] = {
    Code.SEARCH_EMPTY: ProblemText(
        "Recherche sans critère",
        "Une recherche enregistrée demande au moins un mot ou un critère : sans cela, toute consultation y répondrait.",
        422,
    ),
    Code.SEARCH_TOO_MANY: ProblemText(
        "Trop de recherches enregistrées",
        "Votre organisme en a déjà {limit}. Supprimez-en une avant d'en ajouter.",
        409,
    ),
}
