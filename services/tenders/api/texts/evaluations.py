"""Refusals about the evaluation of candidacies and bids, and about price schedules."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

_METHOD: Final[Mapping[str, ProblemText]] = {
    Code.METHOD_FIXED: ProblemText(
        "Méthode d'analyse fixée",
        "Les offres sont ouvertes : la méthode de notation et les poids choisis ne changent plus.",
        409,
    ),
    Code.METHOD_STEP: ProblemText(
        "Palier incorrect",
        "La formule par paliers, et elle seule, demande un palier supérieur à 0 et d'au plus 100 %.",
        422,
    ),
    Code.METHOD_WEIGHTS: ProblemText(
        "Pondération non conforme à l'annonce", "Les poids choisis ne conviennent pas : {why}.", 422
    ),
    Code.AMOUNT_PARTS: ProblemText(
        "Détail du montant incorrect",
        "Le détail (tranches, options) fait {total}, et non le montant de l'offre ({amount}).",
        422,
    ),
}

_INQUIRIES: Final[Mapping[str, ProblemText]] = {
    Code.INQUIRY_NOBODY: ProblemText(
        "Personne à interroger", "Aucune réponse n'est concernée par cette demande : indiquez lesquelles.", 422
    ),
    Code.INQUIRY_PARTIAL: ProblemText(
        "Demande non adressée à tous",
        "La demande s'adresse à toutes les entreprises concernées, avec le même délai. Il manque : {responses}. "
        "Ajoutez-les ou motivez votre choix.",
        422,
    ),
    Code.INQUIRY_DUE: ProblemText(
        "Date de réponse passée", "La réponse est attendue le {due_at}, alors qu'il est {now}.", 422
    ),
    Code.INQUIRY_STRANGER: ProblemText(
        "Entreprise non interrogée", "Le pli {response} n'est pas parmi ceux qui ont reçu cette demande.", 422
    ),
    Code.INQUIRY_ANSWERED: ProblemText(
        "Réponse déjà enregistrée", "La réponse du pli {response} à cette demande est déjà enregistrée.", 409
    ),
    Code.INQUIRY_DATE: ProblemText(
        "Date de réception incorrecte",
        "La réponse est reçue après l'envoi de la demande ({sent_at:instant}) et au plus tard maintenant (reçu : "
        "{received_at:instant}).",
        422,
    ),
    Code.INQUIRY_CONCLUSION: ProblemText(
        "Conclusion impossible",
        "Une modification substantielle ne se constate qu'à la suite d'une demande de régularisation.",
        422,
    ),
    Code.LOW_NOT_ASKED: ProblemText(
        "Justification du prix non demandée",
        "L'offre du pli {response} ne peut pas être rejetée comme anormalement basse sans que son auteur ait été "
        "invité à justifier son prix.",
        409,
    ),
    Code.LOW_RUNNING: ProblemText(
        "Délai de justification en cours",
        "L'auteur de l'offre du pli {response} peut justifier son prix jusqu'au {due_at}.",
        409,
    ),
    Code.REGULARISATION_LOW: ProblemText(
        "Offre anormalement basse",
        "Une offre rejetée comme anormalement basse ne peut pas être régularisée : {responses}.",
        409,
    ),
    Code.REGULARISATION_SUBSTANTIAL: ProblemText(
        "Offre modifiée substantiellement",
        "La régularisation a modifié des caractéristiques substantielles de l'offre du pli {response} : elle ne "
        "revient pas dans le classement.",
        409,
    ),
}

_CANDIDACIES: Final[Mapping[str, ProblemText]] = {
    Code.CANDIDACY_CHECK: ProblemText("Vérification inconnue", "La consultation ne demande pas « {check} ».", 422),
    Code.CANDIDACY_REASON: ProblemText(
        "Motif manquant", "Une candidature est rejetée avec son fondement et ses raisons ; admise, sans fondement.", 422
    ),
    Code.SELECTION_UNKNOWN: ProblemText(
        "Candidat non admis", "Seuls des candidats admis sont invités ; ne le sont pas : {responses}.", 422
    ),
    Code.SELECTION_NOBODY: ProblemText("Aucun candidat à inviter", "Aucune candidature n'est admise.", 409),
    Code.SELECTION_REASON: ProblemText(
        "Motif manquant", "Ce choix ne découle pas du seul classement des candidatures : motivez-le.", 422
    ),
}

_SCHEDULES: Final[Mapping[str, ProblemText]] = {
    Code.SCHEDULE_EMPTY: ProblemText("Bordereau vide", "Le bordereau de prix ne comporte aucune ligne.", 422),
    Code.SCHEDULE_LONG: ProblemText("Bordereau trop long", "Un bordereau de prix compte au plus {limit} lignes.", 422),
    Code.SCHEDULE_LINE: ProblemText("Ligne incorrecte", "La ligne {line} ne convient pas : {why}.", 422),
    Code.SCHEDULE_FILE: ProblemText(
        "Fichier illisible",
        "Le fichier est un CSV dont la première ligne nomme les colonnes, par exemple : {columns}.",
        422,
    ),
}

_REPORTS: Final[Mapping[str, ProblemText]] = {
    Code.REPORT_LARGE: ProblemText(
        "Rapport trop long pour un fichier",
        "Le rapport compte {lines} lignes (au plus {limit} en ODT ou en PDF) : demandez un lot à la fois, ou "
        "les données.",
        422,
    ),
}

EVALUATIONS: Final[Mapping[str, ProblemText]] = {**_METHOD, **_INQUIRIES, **_CANDIDACIES, **_SCHEDULES, **_REPORTS}
