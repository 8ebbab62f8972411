"""Refusals of custodians and of opening ceremonies."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "RSP-WRAPS-INCOMPLETE": ProblemText(
            "Clés incomplètes",
            "Chaque fichier scellé porte {expected} clés imbriquées, une par groupe de détenteurs ; {given} reçues.",
            422,
        ),
        "RSP-WRAP-FORM": ProblemText(
            "Clé imbriquée illisible", "Une clé imbriquée est un fichier age d'au plus {most} octets.", 422
        ),
        "RSP-CUSTODY-THRESHOLD": ProblemText(
            "Seuil d'ouverture impossible",
            "Avec {custodians} détenteurs, le seuil {threshold} ne laisse pas une clé de réserve.",
            422,
        ),
        "RSP-CUSTODY-TOO-MANY": ProblemText(
            "Trop de groupes de détenteurs", "{subsets} groupes de détenteurs ; au plus {most}.", 422
        ),
        "RSP-CUSTODY-REPEATED": ProblemText(
            "Détenteur en double", "Deux détenteurs de clé ont le même destinataire age.", 422
        ),
        "RSP-CHALLENGE-EXPIRED": ProblemText(
            "Défi expiré", "Le défi n'est valable que {hours} heures : recommencez l'enregistrement.", 409
        ),
        "RSP-PROOF-WRONG": ProblemText(
            "Preuve incorrecte", "La réponse au défi ne prouve pas la possession de la clé.", 422
        ),
        "RSP-CUSTODIAN-OTHER": ProblemText(
            "Autre détenteur", "Seul le détenteur enregistré et vérifié peut agir avec cette clé.", 403
        ),
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
