"""Refusals about questions and answers."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

QUESTIONS: Final[Mapping[str, ProblemText]] = {
    Code.QUESTION_NAMES_AUTHOR: ProblemText(
        "Auteur reconnaissable",
        "La question ou la réponse publiée laisse reconnaître l'entreprise qui l'a posée : reformulez-la. Si le nom "
        "de l'entreprise est un mot courant, confirmez que personne n'est nommé.",
        409,
    ),
    Code.ANSWER_LATE: ProblemText(
        "Réponse tardive",
        "La réponse était attendue le {due} au plus tard. Reculez la date limite ({current}) au moins au {proposed}, "
        "ou indiquez le motif écrit pour lequel elle ne recule pas.",
        409,
    ),
}
