"""Refusals about the consultation and its documents."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

CONSULTATIONS: Final[Mapping[str, ProblemText]] = {
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
