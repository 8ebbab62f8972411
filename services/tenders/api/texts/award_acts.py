"""Refusals about the order of the acts of an award, its letters, its committee and its signature."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

_ORDER: Final[Mapping[str, ProblemText]] = {
    Code.AWARD_ORDER: ProblemText(
        "Ordre des actes",
        "L'attribution est à l'état « {status} » : l'acte « {action} » ne vient pas ensuite. L'ordre est : décision, "
        "envoi des rejets, délai de suspension, signature, transmission au préfet, notification.",
        409,
    ),
    Code.LOT_ENDED: ProblemText(
        "Lot terminé sans attribution", "Le lot {lot} a été déclaré « {outcome} » : il ne s'attribue plus.", 409
    ),
    Code.AWARD_ELIMINATED: ProblemText(
        "Candidat éliminé", "Le pli {response} ne peut plus être retenu : son candidat a été éliminé ou a renoncé.", 409
    ),
    Code.AWARD_HOLDERS: ProblemText(
        "Trop d'attributaires", "La consultation annonce {limit} titulaire(s) par lot ; il y en aurait {count}.", 409
    ),
    Code.AWARD_DATE: ProblemText(
        "Date de décision incorrecte",
        "La décision ({decided_on}) ne peut pas être postérieure à aujourd'hui ({today}).",
        422,
    ),
    Code.WITHDRAWAL_SIGNED: ProblemText(
        "Marché signé",
        "Le marché est signé : seule l'impossibilité pour l'attributaire de l'exécuter, avant notification, permet de "
        "passer au suivant (motif reçu : {ground}).",
        409,
    ),
    Code.ADJUSTMENT_AMOUNT: ProblemText(
        "Montant incorrect", "Un montant est positif et en euros hors taxes (reçu : {amount}).", 422
    ),
    Code.SIGNATURE_DATE: ProblemText(
        "Date de signature incorrecte",
        "La signature ({signed_on}) ne peut pas être postérieure à aujourd'hui ({today}).",
        422,
    ),
    Code.NOTIFICATION_DATE: ProblemText(
        "Date de notification incorrecte",
        "La notification ({notified_on}) est datée entre la signature ({signed_on}) et aujourd'hui ({today}).",
        422,
    ),
    Code.SIGNED_DOCUMENT_EXISTS: ProblemText(
        "Marché signé déjà versé", "Le marché signé est déjà au dossier ; il ne se remplace pas.", 409
    ),
    Code.RECORDED_DATES: ProblemText(
        "Dates incohérentes",
        "Un marché est lancé ({launched_on}), signé ({signed_on}), puis notifié ({notified_on}), au plus tard "
        "aujourd'hui ({today}).",
        422,
    ),
}
_LETTERS: Final[Mapping[str, ProblemText]] = {
    Code.REJECTION_SENT: ProblemText("Courrier déjà envoyé", "Le courrier du pli {response} est déjà parti.", 409),
    Code.REJECTION_DATE: ProblemText(
        "Date d'envoi incorrecte",
        "L'envoi ({sent_on}) est daté entre la décision ({awarded_on}) et aujourd'hui ({today}).",
        422,
    ),
    Code.REJECTION_UNKNOWN: ProblemText(
        "Courrier inconnu", "Cette attribution n'a pas de courrier de rejet pour le pli {response}.", 422
    ),
    Code.WINNER_CHECK_SETTLED: ProblemText(
        "Demande déjà close", "Le résultat de cette demande est déjà enregistré ({outcome}).", 409
    ),
    Code.WINNER_CHECK_EARLY: ProblemText(
        "Délai en cours", "L'entreprise a jusqu'au {deadline} pour fournir ses justificatifs.", 409
    ),
    Code.WINNER_CHECK_REASON: ProblemText("Motif manquant", "L'élimination d'un candidat est motivée.", 422),
    Code.WINNER_CHECK_DEADLINE: ProblemText(
        "Délai incorrect", "Le délai accordé ({deadline}) est déjà passé (il est {now}).", 422
    ),
    Code.REASONS_ANSWERED: ProblemText("Motifs déjà communiqués", "Cette demande a déjà sa réponse.", 409),
    Code.REASONS_DATE: ProblemText(
        "Date de réception incorrecte",
        "La demande ({received_on}) est reçue entre l'envoi du rejet et aujourd'hui ({today}).",
        422,
    ),
}
_COMMITTEES: Final[Mapping[str, ProblemText]] = {
    Code.COMMITTEE_INVALID: ProblemText(
        "Composition incorrecte",
        "Une commission a un président et un seul (ici {presidents}), au moins un membre titulaire, et chaque siège a "
        "son code.",
        422,
    ),
    Code.COMMITTEE_MEMBER: ProblemText("Siège inconnu", "La commission n'a pas de siège {members}.", 422),
    Code.COMMITTEE_AGENDA: ProblemText("Hors de l'ordre du jour", "Le lot {lot} n'est pas à l'ordre du jour.", 422),
    Code.COMMITTEE_VOTES: ProblemText(
        "Votes incohérents", "{cast} votes pour {voters} membres à voix délibérative présents.", 422
    ),
    Code.COMMITTEE_SECOND: ProblemText(
        "Pas de seconde convocation",
        "La première séance est à l'état « {status} » : on ne convoque de nouveau que faute de quorum.",
        409,
    ),
    Code.COMMITTEE_DATE: ProblemText(
        "Dates incohérentes",
        "La convocation ({convened_on}) précède la séance ({meets_at}) ; elle n'est pas postérieure au {now}.",
        422,
    ),
}
AWARD_ACTS: Final[Mapping[str, ProblemText]] = {**_ORDER, **_LETTERS, **_COMMITTEES}
