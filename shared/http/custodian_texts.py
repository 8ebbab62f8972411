"""Refusals of custodians, of the keys nested for them, and of groups."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

CUSTODIAN_TEXTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
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
        "RSP-GROUP-MEMBERS": ProblemText(
            "Membres du groupement",
            "Un groupement compte son mandataire et de 1 à {most} autres membres, chacun nommé une fois.",
            422,
        ),
        "RSP-GROUP-DIFFERS": ProblemText(
            "Composition différente", "L'empreinte approuvée n'est pas celle que le mandataire a déposée.", 409
        ),
        "RSP-GROUP-CONSENTS": ProblemText(
            "Consentements trop nombreux",
            "Les consentements de ce groupement ont été donnés et retirés {most} fois : proposez-en un autre.",
            409,
        ),
    }
)
