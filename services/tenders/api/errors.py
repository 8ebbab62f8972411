"""The French words of every refusal of tenders; the codes are in ``domain/errors.py``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

_CONSULTATION: Final[Mapping[str, ProblemText]] = {
    Code.NOT_FOUND: ProblemText("Objet introuvable", "Aucun objet de cet identifiant ne vous est accessible.", 404),
    Code.ACTION_IMPOSSIBLE: ProblemText(
        "Action impossible à ce stade", "L'état actuel de la procédure ne permet pas cette action.", 409
    ),
    Code.ORGANISATION_MISSING: ProblemText(
        "Organisme manquant", "Votre identité n'est rattachée à aucun acheteur (SIRET).", 403
    ),
    Code.LOTS_INVALID: ProblemText(
        "Lots mal numérotés", "Les lots se numérotent 1, 2, 3… sans trou ni doublon (reçu : {numbers}).", 422
    ),
    Code.LOT_UNKNOWN: ProblemText("Lot inconnu", "Cette consultation n'a pas de lot {lot}.", 422),
    Code.CRITERIA_INVALID: ProblemText(
        "Critères d'attribution incorrects",
        "Chaque critère a un code distinct, un poids et une note maximale supérieurs à zéro (reçu : {codes}).",
        422,
    ),
    Code.CRITERIA_WEIGHT: ProblemText(
        "Pondération incorrecte", "La somme des poids des critères vaut {total} au lieu de 100.", 422
    ),
    Code.CRITERIA_PRICE: ProblemText(
        "Critère du prix", "La consultation comporte exactement un critère de prix (reçu : {count}).", 422
    ),
    Code.LIMITS_INVALID: ProblemText(
        "Limites de dépôt incorrectes",
        "La taille d'un fichier ({max_file_bytes}) ne dépasse pas celle d'un pli ({max_deposit_bytes}), ni les "
        "limites de la plateforme ({ceiling} octets).",
        422,
    ),
    Code.ESTIMATE_INVALID: ProblemText(
        "Valeur estimée incorrecte", "Une valeur estimée est positive et en euros hors taxes (reçu : {value}).", 422
    ),
    Code.TIMELINE_REFUSED: ProblemText(
        "Temps accéléré refusé", "Seule une plateforme entièrement bac à sable accélère le temps légal.", 422
    ),
    Code.TIMELINE_INVALID: ProblemText(
        "Temps accéléré incorrect", "Le facteur d'accélération {factor} est hors des bornes.", 422
    ),
    Code.CUSTODIANS_TOO_FEW: ProblemText(
        "Détenteurs de clé trop peu nombreux",
        "Il faut au moins un détenteur distinct de plus que le seuil d'ouverture ({count} pour un seuil de "
        "{threshold}) : un pli déposé ne peut pas être scellé de nouveau.",
        422,
    ),
    Code.CUSTODIANS_UNKNOWN: ProblemText(
        "Détenteurs de clé non enregistrés",
        "Ces détenteurs ne sont pas (encore) enregistrés pour votre organisme : {custodians}.",
        409,
    ),
    Code.DOCUMENTS_NONE: ProblemText(
        "Aucun document", "La consultation ne comporte encore aucun document à mettre à disposition.", 409
    ),
    Code.DOCUMENT_NAME: ProblemText(
        "Nom de document refusé",
        "Un nom de document compte de 1 à 150 caractères, sans dossier ni caractère interdit (reçu : {name}).",
        422,
    ),
    Code.DOCUMENT_EMPTY: ProblemText("Document vide", "Le document « {name} » ne contient aucun octet.", 422),
    Code.RANGE_UNSATISFIABLE: ProblemText(
        "Portion inexistante", "Le document compte {size} octets : la portion demandée est au-delà.", 416
    ),
    Code.DEADLINE_PAST: ProblemText("Date limite atteinte", "La date limite est le {deadline} ; il est {now}.", 409),
    Code.DEADLINE_EARLIER: ProblemText(
        "Date limite avancée",
        "Une date limite annoncée ne peut qu'être reculée (actuelle : {current} ; proposée : {proposed}).",
        409,
    ),
    Code.DEADLINE_REACHED: ProblemText(
        "Date limite atteinte",
        "La date limite ({deadline}) est atteinte : elle ne peut plus être reculée. Il est {now}.",
        409,
    ),
    Code.DEADLINE_RUNNING: ProblemText(
        "Date limite non atteinte", "Les dépôts restent ouverts jusqu'au {deadline} ; il est {now}.", 409
    ),
    Code.CHANGE_PUBLISHED: ProblemText(
        "Contenu publié",
        "Après la publication, seule la date limite peut changer, vers plus tard ; les documents reçoivent de "
        "nouvelles versions.",
        409,
    ),
    Code.CHANGE_EMPTY: ProblemText("Aucun changement", "La demande ne comporte aucun changement.", 422),
}

_AWARD: Final[Mapping[str, ProblemText]] = {
    Code.RESPONSE_UNKNOWN: ProblemText(
        "Offre inconnue", "Aucune offre ouverte du pli {response} ne porte sur le lot {lot}.", 422
    ),
    Code.CRITERION_UNKNOWN: ProblemText("Critère inconnu", "La consultation n'a pas de critère « {criterion} ».", 422),
    Code.SCORE_COMPUTED: ProblemText(
        "Note calculée", "La note du critère « {criterion} » est calculée à partir des montants.", 422
    ),
    Code.SCORE_RANGE: ProblemText(
        "Note hors barème", "La note {score} du critère « {criterion} » est hors du barème (0 à {max_score}).", 422
    ),
    Code.AMOUNT_INVALID: ProblemText(
        "Montant incorrect", "Le montant d'une offre est positif et en euros hors taxes (reçu : {amount}).", 422
    ),
    Code.EVALUATION_INCOMPLETE: ProblemText(
        "Analyse incomplète", "Il manque des notes ou des montants : {missing}.", 409
    ),
    Code.EVALUATION_SETTLED: ProblemText(
        "Lot déjà attribué", "Le lot {lot} est attribué : son analyse ne change plus.", 409
    ),
    Code.AWARD_NO_BID: ProblemText("Aucune offre classée", "Aucune offre n'est classée pour le lot {lot}.", 409),
    Code.AWARD_TIE: ProblemText(
        "Offres à égalité",
        "Plusieurs offres partagent la première place ({responses}) : choisissez et motivez votre choix.",
        409,
    ),
    Code.AWARD_REASON: ProblemText(
        "Motif manquant", "Ce choix (rang {rank}) ne découle pas du seul classement : motivez-le.", 422
    ),
    Code.AWARD_EXISTS: ProblemText("Lot déjà attribué", "Le lot {lot} est déjà attribué.", 409),
    Code.AWARD_UNKNOWN: ProblemText("Attribution inconnue", "Cette consultation n'a pas d'attribution {award}.", 422),
    Code.STANDSTILL_RUNNING: ProblemText(
        "Délai de suspension en cours",
        "Le délai de suspension court jusqu'au {ends_on} ; la signature est possible à partir du {signable_from} "
        "(aujourd'hui : {today}).",
        409,
    ),
    Code.CONTRACT_EXISTS: ProblemText("Marché déjà signé", "Le marché de cette attribution est déjà signé.", 409),
    Code.CONTRACT_REFERENCE: ProblemText(
        "Référence déjà utilisée", "Votre organisme a déjà un marché de référence « {reference} ».", 409
    ),
    Code.LEGALITY_MISSING: ProblemText(
        "Transmission au préfet manquante",
        "La valeur du marché ({amount}) atteint le seuil de transmission ({threshold}) : il se notifie après "
        "l'accusé de réception du contrôle de légalité.",
        409,
    ),
    Code.LEGALITY_DATE: ProblemText(
        "Date d'accusé de réception incorrecte",
        "L'accusé de réception ({received_on}) est daté entre la signature ({signed_on}) et aujourd'hui ({today}).",
        422,
    ),
    Code.LEGALITY_GATEWAY: ProblemText(
        "Aucun canal de transmission",
        "Cette plateforme ne transmet pas elle-même au contrôle de légalité : enregistrez l'accusé de réception.",
        409,
    ),
}

TEXTS: Final[Mapping[str, ProblemText]] = MappingProxyType({**_CONSULTATION, **_AWARD})
