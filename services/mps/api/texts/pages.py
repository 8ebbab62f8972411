"""The French words of the refusals of pages opened by a link."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

_TITLE = "Ce lien n'ouvre rien"
_AGAIN = "Demandez-en un nouveau à votre plateforme."
TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "MPS-LINK-UNKNOWN": ProblemText(_TITLE, f"Le lien est incomplet ou n'est pas de cette page. {_AGAIN}", 404),
        "MPS-LINK-USED": ProblemText("Ce lien a déjà servi", f"Un lien ne sert qu'une fois. {_AGAIN}", 410),
        "MPS-LINK-OVER": ProblemText("Ce lien a expiré", _AGAIN, 410),
        "MPS-PAGE-CLOSED": ProblemText(
            "Page fermée", "Cette page s'ouvre par le lien que donne votre plateforme, pour quelques heures.", 401
        ),
        "MPS-PAGE-FORGED": ProblemText(
            "Envoi refusé", "Ce formulaire ne vient pas de cette page, ou la page a été rouverte. Rechargez-la.", 403
        ),
        "MPS-PAGE-UPLOAD": ProblemText(
            "Envoi incomplet", "La pièce n'est pas arrivée entière, ou le formulaire a été changé. Recommencez.", 400
        ),
        "MPS-PAGE-SIGN-IN": ProblemText(
            "Candidature déjà ouverte",
            "L'établissement {siret} a déjà une candidature pour ce marché : connectez-vous à Plis avec votre compte.",
            409,
        ),
    }
)
