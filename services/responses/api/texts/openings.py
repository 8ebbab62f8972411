"""Refusals of opening ceremonies."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "RSP-NOT-CLOSED": ProblemText(
            "Dépôts non clos", "Rien ne s'ouvre avant la clôture des dépôts (date limite : {deadline}).", 409
        ),
        "RSP-OPENING-OVER": ProblemText("Séance terminée", "Cette séance d'ouverture est terminée ({status}).", 409),
        "RSP-OPENING-INTERRUPTED": ProblemText(
            "Séance interrompue",
            "Le processus d'ouverture s'est arrêté ; rien n'est perdu, commencez une nouvelle séance.",
            409,
        ),
        "RSP-OPENING-ELSEWHERE": ProblemText(
            "Séance sur une autre machine", "Cette séance d'ouverture se tient sur {node}.", 409
        ),
        "RSP-OPENING-UNATTEMPTED": ProblemText(
            "Fichiers non tentés",
            "{count} fichier(s) n'ont pas encore été tentés : la séance ne peut se conclure.",
            409,
        ),
        "RSP-WORKER-UNAVAILABLE": ProblemText(
            "Ouverture indisponible", "Le processus d'ouverture n'a pas pu démarrer.", 503
        ),
    }
)
