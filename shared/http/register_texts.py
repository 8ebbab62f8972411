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
        "ENV-COPY-LATE": ProblemText(
            "Copie hors délai", "La copie n° {number} est arrivée après l'heure limite : elle ne compte pas.", 409
        ),
        "ENV-COPY-REASON": ProblemText(
            "Motif non établi", "La copie ne s'ouvre que pour un motif établi ; motifs établis : {found}.", 409
        ),
        "ENV-COPY-STILL-NEEDED": ProblemText(
            "Copie encore utile", "La copie se détruit une fois l'ouverture des plis terminée.", 409
        ),
        "ENV-COPIES-NOT-ALLOWED": ProblemText(
            "Copie électronique non admise",
            "Les documents de cette consultation n'admettent pas de copie électronique : remettez-la sur papier ou "
            "sur support physique.",
            409,
        ),
        "ENV-COPIES-CLOSED": ProblemText("Trop tard", "L'heure limite est passée ({deadline}).", 409),
        "ENV-PAPER-NOT-ADMITTED": ProblemText(
            "Pli sur papier non admis", "Cette consultation ne reçoit que des réponses électroniques.", 409
        ),
        "ENV-LATE": ProblemText("Pli hors délai", "Le pli n° {number} ne s'ouvre pas.", 409),
        "ENV-REPLACED": ProblemText(
            "Pli remplacé", "Un pli reçu plus tard et dans les délais remplace le pli n° {number}.", 409
        ),
        "ENV-MIXED-TRANSMISSION": ProblemText(
            "Deux modes de transmission",
            "Cette entreprise a aussi répondu par voie électronique ; à chaque étape, un seul mode (pli n° {number}).",
            409,
        ),
        "ENV-OPENING-NEEDED": ProblemText(
            "Hors séance",
            "Un pli sur papier s'ouvre pendant la séance d'ouverture, qui l'inscrit au procès-verbal.",
            409,
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
        "KEEP-EARLY": ProblemText("Conservation en cours", "Ce pli se conserve au moins jusqu'au {day} inclus.", 409),
        "KEEP-CONTRACT": ProblemText(
            "Pièce d'un marché", "Le pli d'un titulaire appartient aux pièces du marché et suit leur conservation.", 409
        ),
    }
)
