"""Refusals about messages and webhooks."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

MESSAGES: Final[Mapping[str, ProblemText]] = {
    Code.MESSAGE_EMPTY: ProblemText("Message vide", "Un message a un objet et un texte.", 422),
    Code.MESSAGE_LONG: ProblemText("Message trop long", "Un message compte au plus {limit} caractères.", 422),
    Code.MESSAGE_LINK: ProblemText(
        "Lien refusé",
        "Le lien d'un message mène à une page de cette plateforme, jamais à la messagerie.",
        422,
    ),
    Code.MESSAGE_RECIPIENT: ProblemText(
        "Destinataire injoignable", "Un destinataire a un numéro SIRET ou une adresse électronique.", 422
    ),
    Code.MESSAGE_NO_REPLY: ProblemText(
        "Réponse impossible", "On répond à un message reçu d'un organisme, ni au sien ni à ceux de la plateforme.", 409
    ),
    Code.MESSAGE_OFFER: ProblemText(
        "Ce message ressemble à une offre",
        "Une offre envoyée par la messagerie est irrégulière : la messagerie ne la garde pas secrète (mots reconnus : "
        "{words}). Déposez votre offre sur la page de dépôt : {link}. Si ce message n'en est pas une, "
        "renvoyez-le avec « not_an_offer ».",
        409,
    ),
    Code.WEBHOOK_URL: ProblemText(
        "Adresse refusée",
        "Un webhook est appelé en https, à une adresse publique, sans identifiants dans l'adresse.",
        422,
    ),
    Code.WEBHOOK_TYPE: ProblemText("Événement inconnu", "Ce service n'annonce pas : {types}.", 422),
    Code.WEBHOOK_TOO_MANY: ProblemText("Trop de webhooks", "Un organisme a au plus {limit} webhooks.", 409),
    Code.WEBHOOK_SHOWN: ProblemText(
        "Secret déjà montré",
        "Un secret n'est montré qu'une fois. S'il est perdu, demandez-en un nouveau : l'ancien reste valable un temps.",
        409,
    ),
    Code.WEBHOOK_INACTIVE: ProblemText(
        "Webhook inactif", "Ce webhook n'est pas actif ({status}) : demandez d'abord une nouvelle vérification.", 409
    ),
}
