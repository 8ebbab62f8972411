"""The French words of the refusals of the buyer's side."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "MPS-NOT-OPENED": ProblemText(
            "Avant la date limite",
            "Rien n'est lu d'un candidat avant la date limite ({deadline:instant}) et l'ouverture des plis "
            "(article R2132-9).",
            409,
        ),
        "MPS-NOT-A-CANDIDATE": ProblemText(
            "Aucun pli ouvert de cette entreprise",
            "Aucun pli du SIRET {siret} n'a été ouvert ici. Indiquez pourquoi vous l'examinez : réponse reçue "
            "autrement, membre d'un groupement, opérateur sur lequel un candidat s'appuie (article R2144-1).",
            422,
        ),
        "MPS-PERIOD": ProblemText(
            "Période à l'envers", "Le dernier jour ({last_day}) précède le premier ({first_day}).", 422
        ),
        "MPS-MOMENT": ProblemText(
            "Moment inconnu", "Un candidat s'examine au moment « examination » ou « award », pas « {moment} ».", 422
        ),
        "MPS-HEARING-UNKNOWN": ProblemText("Procédure inconnue", "Aucune procédure {hearing_id}.", 404),
        "MPS-HEARING-DUE": ProblemText(
            "Délai déjà passé", "La réponse serait attendue pour le {due_at:instant}, et il est {now:instant}.", 422
        ),
        "MPS-HEARING-DECIDED": ProblemText(
            "Procédure close", "La procédure {hearing_id} a déjà fait l'objet d'une décision.", 409
        ),
    }
)
