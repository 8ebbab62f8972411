"""Refusals about copies, responses on paper and the test space."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "RSP-COPY-LATE": ProblemText(
            "Copie hors délai", "La copie n° {number} est arrivée après l'heure limite : elle ne compte pas.", 409
        ),
        "RSP-COPY-REASON": ProblemText(
            "Motif non établi", "La copie ne s'ouvre que pour un motif établi ; motifs établis : {found}.", 409
        ),
        "RSP-COPY-STILL-NEEDED": ProblemText(
            "Copie encore utile", "La copie se détruit une fois l'ouverture des plis terminée.", 409
        ),
        "RSP-COPIES-NOT-ALLOWED": ProblemText(
            "Copie électronique non admise",
            "Les documents de cette consultation n'admettent pas de copie électronique : remettez-la sur papier ou "
            "sur support physique.",
            409,
        ),
        "RSP-COPIES-CLOSED": ProblemText("Trop tard", "L'heure limite est passée ({deadline}).", 409),
        "RSP-PAPER-NOT-ADMITTED": ProblemText(
            "Pli sur papier non admis", "Cette consultation ne reçoit que des réponses électroniques.", 409
        ),
        "RSP-ENVELOPE-LATE": ProblemText("Pli hors délai", "Le pli n° {number} ne s'ouvre pas.", 409),
        "RSP-ENVELOPE-REPLACED": ProblemText(
            "Pli remplacé", "Un pli reçu plus tard et dans les délais remplace le pli n° {number}.", 409
        ),
        "RSP-MIXED-TRANSMISSION": ProblemText(
            "Deux modes de transmission",
            "Cette entreprise a aussi répondu par voie électronique ; à chaque étape, un seul mode (pli n° {number}).",
            409,
        ),
        "RSP-OPENING-NEEDED": ProblemText(
            "Hors séance",
            "Un pli sur papier s'ouvre pendant la séance d'ouverture, qui l'inscrit au procès-verbal.",
            409,
        ),
        "RSP-NOT-PRACTICE": ProblemText("Pas un essai", "Ce rapport porte sur les dépôts de l'espace d'essai.", 409),
    }
)
