"""The French words of the refusals to other platforms, and about their markets."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

_UNKNOWN = "Ressource inconnue"
TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "MPS-EDITOR-UNKNOWN": ProblemText(_UNKNOWN, "Aucun éditeur {editor_id}.", 404),
        "MPS-EDITOR-URL": ProblemText(
            "Adresse refusée", "{url} n'est pas une adresse https publique, sans identifiant.", 422
        ),
        "MPS-MARKET-UNKNOWN": ProblemText(_UNKNOWN, "Aucun marché {identifier}.", 404),
        "MPS-MARKET-COMPLETED": ProblemText("Marché déjà paramétré", "Le marché {identifier} est déjà terminé.", 409),
        "MPS-MARKET-TYPES": ProblemText("Type de marché manquant", "Un marché a au moins un type.", 422),
        "MPS-MARKET-DEFENSE": ProblemText(
            "Type de marché incomplet", "Le type defense accompagne toujours un autre type de marché.", 422
        ),
        "MPS-MARKET-DEADLINE": ProblemText("Date limite passée", "La date limite {deadline:instant} est passée.", 422),
        "MPS-MARKET-DEADLINE-EARLIER": ProblemText(
            "Date limite avancée",
            "Une date limite publiée n'est jamais avancée ; la présente est {deadline:instant}.",
            422,
        ),
        "MPS-MARKET-CLOSED": ProblemText("Date limite passée", "La date limite {deadline:instant} est passée.", 403),
        "MPS-APPLICATION-UNKNOWN": ProblemText(_UNKNOWN, "Aucune candidature {identifier}.", 404),
        "MPS-APPLICATION-OTHER-SIRET": ProblemText(
            "Candidature d'une autre entreprise", "La candidature {identifier} nomme une autre entreprise.", 403
        ),
        "MPS-APPLICATION-NOT-OPENED": ProblemText(
            "Candidature non commencée", "Ouvrez d'abord la candidature {identifier} avec un numéro SIRET.", 409
        ),
        "MPS-APPLICATION-COMPLETED": ProblemText(
            "Candidature déjà terminée", "La candidature {identifier} est déjà terminée.", 409
        ),
        "MPS-APPLICATION-NOT-COMPLETED": ProblemText(
            "Candidature non terminée", "L'entreprise n'a pas terminé la candidature {identifier}.", 422
        ),
    }
)
