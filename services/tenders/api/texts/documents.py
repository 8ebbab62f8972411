"""Refusals about the life of documents and the changes of a published consultation."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

DOCUMENTS: Final[Mapping[str, ProblemText]] = {
    Code.DOCUMENT_WITHDRAWN: ProblemText("Document déjà retiré", "Le document « {name} » est déjà retiré.", 409),
    Code.DOCUMENT_WITHHELD: ProblemText(
        "Document retiré", "Le document « {name} » a été retiré et n'est plus communiqué : {reason}.", 410
    ),
    Code.DOCUMENTS_TOO_MANY: ProblemText(
        "Trop de documents", "Une consultation compte au plus {limit} versions de documents.", 409
    ),
    Code.DOCUMENT_ELSEWHERE: ProblemText(
        "Document déjà indiqué", "Un document nommé « {name} » est déjà indiqué comme obtenu par d'autres moyens.", 409
    ),
    Code.TEMPLATE_PRICES: ProblemText(
        "Bordereau des prix manquant",
        "Ce lot n'a pas de bordereau des prix qui permette de rédiger « {template} » ; indiquez le lot et ses lignes.",
        409,
    ),
    Code.CHANGE_EXTENSION: ProblemText(
        "Date limite à reculer",
        "Cette modification importante demande de reculer la date limite ({current}) au moins au {proposed}. Indiquez "
        "une date limite suffisante, ou le motif écrit pour lequel elle ne recule pas.",
        409,
    ),
    Code.CHANGE_REASON: ProblemText(
        "Motif manquant",
        "La modification semble plus importante que ce que vous confirmez : indiquez pourquoi elle ne l'est pas.",
        422,
    ),
    Code.CHANGE_SUBSTANTIAL: ProblemText(
        "Modification substantielle",
        "Changer {fields} fait de la consultation un autre marché, à publier de nouveau. S'il s'agit d'une simple "
        "correction, confirmez une importance moindre en indiquant pourquoi.",
        409,
    ),
}
