"""The French words of the refusals about European single procurement documents (DUME)."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "ESPD-NOT-ONE": ProblemText("Ce n'est pas un DUME", "L'élément {root} n'est pas celui d'un DUME (ESPD).", 422),
        "ESPD-NAME-UNKNOWN": ProblemText(
            "Dénomination à compléter",
            "L'Insee ne publie pas la dénomination de cette entreprise : indiquez-la (paramètre name).",
            409,
        ),
        "ESPD-SIZE-UNKNOWN": ProblemText(
            "Taille à compléter",
            "Le DUME indique la taille de l'entreprise et l'Insee ne la donne pas : indiquez-la (paramètre size).",
            409,
        ),
        "ESPD-GROUP-LEAD": ProblemText(
            "Groupement à compléter",
            "Le mandataire d'un groupement nomme le groupement et répond aux questions sur ses membres : {criteria}.",
            409,
        ),
        "ESPD-CRITERION-UNKNOWN": ProblemText(
            "Critère inconnu", "Le critère {criterion} n'est pas du DUME 4.1.0.", 422
        ),
        "ESPD-CRITERION-REPEATED": ProblemText("Critère répété", "Le critère {criterion} figure deux fois.", 422),
        "ESPD-CRITERION-COMPULSORY": ProblemText(
            "Motifs d'exclusion manquants", "Une demande comprend toujours ces motifs d'exclusion : {criteria}.", 422
        ),
        "ESPD-HEAD-INCOMPLETE": ProblemText("En-tête incomplet", "L'en-tête du DUME n'a pas de {field}.", 422),
        "ESPD-PARTY-INCOMPLETE": ProblemText("Partie incomplète", "Il manque à {party} : {field}.", 422),
        "ESPD-NO-ANSWER": ProblemText("Aucune réponse", "Un DUME de candidat contient au moins une réponse.", 422),
        "ESPD-LOT": ProblemText(
            "Un DUME par lot", "Un DUME de candidat porte sur un seul lot ; ceux-ci sont indiqués : {lots}.", 422
        ),
        "ESPD-LOT-CHOICE": ProblemText(
            "Un DUME par lot",
            "Plusieurs lots sont visés : indiquez lequel (paramètre lot) : {lots}.",
            409,
        ),
        "ESPD-LOT-UNKNOWN": ProblemText("Lot inconnu", "La consultation n'a pas de lot {lot}.", 422),
        "ESPD-NOT-RESPONSE": ProblemText(
            "Ce n'est pas un DUME de candidat", "Ce document est la demande d'un acheteur, sans opérateur.", 422
        ),
        "ESPD-OTHER-OPERATOR": ProblemText(
            "DUME d'une autre entreprise", "Ce document est celui du numéro {number}, pas le vôtre.", 409
        ),
        "ESPD-COUNTRY": ProblemText(
            "Pays inconnu", "{country} n'est pas un code de pays de l'Office des publications.", 422
        ),
        "ESPD-CURRENCY": ProblemText("Monnaie inconnue", "{currency} n'est pas un code de monnaie.", 422),
        "ESPD-PROPERTY-UNKNOWN": ProblemText(
            "Question inconnue", "{property} n'est pas une question de ce critère.", 422
        ),
        "ESPD-ANSWER-KIND": ProblemText(
            "Réponse d'une autre nature", "« {label} » ({property}) attend une réponse de nature {kind}.", 422
        ),
        "ESPD-ANSWER-REPEATED": ProblemText("Réponse répétée", "« {label} » ({property}) a déjà une réponse.", 422),
        "ESPD-ANSWER-CONTRADICTS": ProblemText(
            "Réponses contraires", "« {label} » ({property}) reçoit à la fois oui et non.", 422
        ),
        "ESPD-ANSWER-MISSING": ProblemText(
            "Réponse manquante", "La réponse donnée plus haut demande aussi « {label} » ({property}).", 422
        ),
        "ESPD-EVIDENCE-UNKNOWN": ProblemText(
            "Justificatif introuvable", "Le justificatif {evidence} n'est pas décrit, ou l'est deux fois.", 422
        ),
    }
)
