"""Refusals about registrations."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

REGISTRATIONS: Final[Mapping[str, ProblemText]] = {
    Code.REGISTRATION_EMAIL: ProblemText(
        "Adresse électronique manquante",
        "Sans identité d'entreprise, indiquez l'adresse électronique à prévenir.",
        422,
    ),
    Code.REGISTRATION_TOKEN: ProblemText(
        "Lien d'inscription inconnu",
        "Ce lien n'est plus valable : il a été remplacé, ou l'adresse n'a pas été confirmée à temps.",
        404,
    ),
}
