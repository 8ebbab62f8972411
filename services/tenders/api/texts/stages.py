"""The French words of the refusals about terms, stages and abandonment."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

STAGES: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        Code.TERMS_LOTS: ProblemText(
            "Conditions d'un lot inconnu", "Ces numéros de lot sont inconnus ou cités deux fois : {numbers}.", 422
        ),
        Code.TERMS_TRANCHES: ProblemText(
            "Tranches incorrectes",
            "Les tranches du lot {lot} se numérotent 1, 2, 3… et comptent une tranche ferme et au moins une "
            "tranche optionnelle.",
            422,
        ),
        Code.TERMS_RENEWALS: ProblemText(
            "Reconduction incorrecte",
            "Une reconduction du lot {lot} a un nombre et une durée en mois d'au moins un.",
            422,
        ),
        Code.TERMS_CRITERIA: ProblemText("Critère inconnu", "Ces critères n'existent pas : {criteria}.", 422),
        Code.TERMS_SUB_CRITERIA: ProblemText(
            "Sous-critères incorrects",
            "Les sous-critères ont des codes distincts et totalisent 100 % de leur critère (en cause : {criteria}).",
            422,
        ),
        Code.TERMS_RANGES: ProblemText(
            "Fourchettes incorrectes",
            "Une pondération par fourchettes donne une fourchette à chaque critère, qui contient son poids ; aucune "
            "autre forme n'en a (en cause : {criteria}).",
            422,
        ),
        Code.TERMS_ORDER: ProblemText(
            "Ordre d'importance incorrect",
            "Par ordre décroissant d'importance, les poids ne peuvent croître d'un critère au suivant ({criteria}).",
            422,
        ),
        Code.TERMS_STAGE: ProblemText(
            "Première phase impossible", "Cette procédure ne peut commencer par la phase « {stage} ».", 422
        ),
        Code.TERMS_FRAMEWORK: ProblemText(
            "Accord-cadre incorrect",
            "Le minimum et le maximum d'un accord-cadre sont positifs, dans la même unité, et le minimum ne dépasse "
            "pas le maximum ; il y a au moins un titulaire.",
            422,
        ),
        Code.TERMS_GROUP: ProblemText(
            "Groupement de commandes incorrect",
            "Le coordonnateur {coordinator} doit être l'un des membres, cités une fois chacun.",
            422,
        ),
        Code.TERMS_NEED: ProblemText(
            "Nature du besoin incorrecte",
            "« {need} » est un service : le marché ne peut être de nature « {kind} ».",
            422,
        ),
        Code.TERMS_EXPENSES: ProblemText(
            "Faits de l'acheteur incorrects",
            "La population et les dépenses de fonctionnement ne sont pas négatives ; les dépenses sont en euros.",
            422,
        ),
        Code.TERMS_INVITED: ProblemText("Invités cités deux fois", "Une entreprise est invitée une seule fois.", 422),
        Code.FRAMEWORK_CEILING: ProblemText(
            "Accord-cadre sans maximum", "Un accord-cadre annonce un maximum, en valeur ou en quantité.", 409
        ),
        Code.SYSTEM_DURATION: ProblemText(
            "Durée manquante", "Un système d'acquisition dynamique annonce sa date de fin (open_until).", 409
        ),
        Code.ARTICLE_MISSING: ProblemText(
            "Article manquant",
            "Un marché sans publicité ni mise en concurrence cite l'article qui le permet (R2122-1 à R2122-11).",
            409,
        ),
        Code.INVITED_NONE: ProblemText("Aucun invité", "Cette consultation nomme les entreprises qu'elle invite.", 409),
        Code.ORDER_REASON: ProblemText(
            "Motif manquant",
            "L'ordre décroissant d'importance remplace la pondération pour des raisons objectives, à écrire "
            "(order_reason).",
            409,
        ),
        Code.ELECTRONIC_EXCEPTION: ProblemText(
            "Exception non motivée",
            "Renoncer à la voie électronique suppose l'un des sept cas prévus et sa raison écrite.",
            409,
        ),
        Code.PARENT_INVALID: ProblemText(
            "Accord-cadre ou système inconnu",
            "La consultation {parent} n'est pas un accord-cadre attribué ni un système d'acquisition dynamique publié "
            "de votre organisme.",
            409,
        ),
        Code.PARENT_OVER: ProblemText(
            "Accord-cadre ou système échu", "Sa validité s'est achevée le {until} ; nous sommes le {today}.", 409
        ),
        Code.NOT_A_HOLDER: ProblemText(
            "Entreprises non admises", "Ne sont ni titulaires ni admises : {companies}.", 409
        ),
        Code.STAGE_NO_OFFERS: ProblemText(
            "Aucune offre demandée",
            "Seules des candidatures ont été reçues : invitez d'abord les candidats retenus à remettre une offre.",
            409,
        ),
        Code.STAGE_ORDER: ProblemText(
            "Phase impossible", "Après la phase « {current} », la phase « {proposed} » ne peut pas s'ouvrir.", 409
        ),
        Code.STAGE_NEGOTIATION: ProblemText(
            "Négociation non prévue",
            "La procédure « {procedure} » ne permet pas de négocier, ou la négociation n'a pas été annoncée ({plan}). "
            "Pour passer outre, écrivez-en la raison (reason).",
            409,
        ),
        Code.STAGE_INVITED: ProblemText(
            "Entreprises absentes de la phase précédente",
            "N'ont pas répondu à la phase précédente : {companies}.",
            409,
        ),
        Code.ABANDON_SIGNED: ProblemText(
            "Marché déjà signé", "Un marché signé ne se déclare plus sans suite (lots {lots}).", 409
        ),
        Code.ABANDON_LOTS: ProblemText("Lots déjà terminés", "Ces lots sont inconnus ou déjà terminés : {lots}.", 409),
        Code.ABANDON_MOTIVE: ProblemText(
            "Motif impossible", "Le motif « {motive} » ne convient pas à cette déclaration.", 422
        ),
        Code.IMPORT_INVALID: ProblemText(
            "Import refusé", "Le fichier n'est pas un export de consultation de cette version ({format}).", 422
        ),
    }
)
