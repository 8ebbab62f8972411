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
        "DUME-ALREADY-ASKED": ProblemText(_TITLE, "C'est déjà demandé (état : {status}).", 409),
        "DUME-NO-REQUEST": ProblemText(
            _TITLE, "L'acheteur n'a pas créé de DUME ici : indiquez l'identifiant qu'il publie (dume_id).", 409
        ),
        "DUME-NOT-ASKED": ProblemText(_TITLE, "Aucun DUME n'a été demandé pour cette candidature.", 404),
        "DUME-NOT-MADE": ProblemText(_TITLE, "Le DUME n'est pas établi (état : {status}). {detail}", 409),
        "DUME-IDENTIFIER": ProblemText(
            _TITLE, "« {identifier} » n'est pas un identifiant de DUME : 8 lettres ou chiffres.", 422
        ),
    }
)
