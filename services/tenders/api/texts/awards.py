"""Refusals about the evaluation, the award and the contract."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

AWARDS: Final[Mapping[str, ProblemText]] = {
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
