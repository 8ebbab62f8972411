"""Refusals of registers (codes ``ENV-…``, ``ELECTRONIC-…``, ``KEEP-…``)."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

REGISTER_TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "ENV-UNKNOWN": ProblemText("Pli inconnu", "Le registre n'a pas ce pli, ou il n'est pas à vous.", 404),
        "ENV-MEDIUM": ProblemText(
            "Support inattendu",
            "Un agent inscrit ce qui arrive sur papier ou sur support physique ; une copie électronique se dépose.",
            422,
        ),
        "ENV-LOT": ProblemText("Lot inconnu", "La consultation a pour lots : {lots}.", 422),
        "ENV-TIME": ProblemText("Heure à venir", "Un pli est reçu à une heure passée.", 422),
        "ENV-OVER": ProblemText(
            "Décision impossible", "Ce pli est dans l'état « {status} » : « {action} » n'est plus possible.", 409
        ),
        "ELEC-EXCEPTED": ProblemText(
            "Pas de réponse électronique",
            "Cette consultation est exceptée de la voie électronique ; les documents de la consultation ({documents}) "
            "disent où et comment remettre le pli.",
            409,
        ),
        "KEEP-UNKNOWN": ProblemText("Destruction inconnue", "Aucune destruction de ce nom n'est à vous.", 404),
        "KEEP-OVER": ProblemText(
            "Décision impossible",
            "Cette destruction est dans l'état « {status} » : « {action} » n'est plus possible.",
            409,
        ),
        "KEEP-DATE-UNKNOWN": ProblemText(
            "Date légale inconnue",
            "Les plis se conservent à compter de la signature du marché : elle manque pour un lot au moins.",
            409,
        ),
        "KEEP-EARLY": ProblemText(
            "Conservation en cours", "Ce pli se conserve au moins jusqu'au {day} inclus.", 409
        ),
        "KEEP-CONTRACT": ProblemText(
            "Pièce d'un marché", "Le pli d'un titulaire appartient aux pièces du marché et suit leur conservation.", 409
        ),
    }
)
