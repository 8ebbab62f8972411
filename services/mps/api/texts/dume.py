"""The French words of the refusals about the DUME service of the State."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

_TITLE = "Service DUME de l'État"
TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "DUME-NOT-CONFIGURED": ProblemText(_TITLE, "Cette plateforme n'est pas raccordée au service DUME.", 503),
        "DUME-UNREACHABLE": ProblemText(_TITLE, "Le service DUME ne répond pas ({detail}). Réessayez plus tard.", 503),
        "DUME-UNREADABLE": ProblemText(_TITLE, "La réponse du service DUME n'a pas été comprise ({detail}).", 502),
        "DUME-REFUSED": ProblemText(_TITLE, "Le service DUME refuse la demande : {message} ({error}).", 422),
        "DUME-IDENTIFIER": ProblemText(
            _TITLE, "« {identifier} » n'est pas un identifiant de DUME : 8 lettres ou chiffres.", 422
        ),
    }
)
