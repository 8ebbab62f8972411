"""Refusals about advices, needs and requests for quotations."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

ADVICE: Final[Mapping[str, ProblemText]] = {
    Code.ADVICE_UNACKNOWLEDGED: ProblemText(
        "Points d'attention à confirmer",
        "Avant de continuer, lisez et confirmez ces points ({codes}) : {what}",
        409,
    ),
    Code.ADVICE_STOP: ProblemText(
        "Règle impérative non respectée",
        "Corrigez, ou écrivez le motif pour lequel vous passez outre ({codes}) : {what} "
        "Le motif est conservé au dossier.",
        409,
    ),
    Code.OVERRIDE_REASON: ProblemText(
        "Motif insuffisant",
        "Le motif donné pour « {advice} » doit compter au moins {shortest} lettres ou chiffres.",
        422,
    ),
    Code.OVERRIDE_UNKNOWN: ProblemText(
        "Motif sans objet", "Ces codes n'appellent pas de motif, ou y figurent deux fois : {codes}.", 422
    ),
}

NEEDS: Final[Mapping[str, ProblemText]] = {
    Code.NEED_ITEM: ProblemText(
        "Ligne du besoin incorrecte",
        "La ligne « {title} » compte un montant en euros, positif sauf pour une évolution, un nombre de fois admis.",
        422,
    ),
    Code.NEED_BASIS: ProblemText(
        "Périmètre du besoin incorrect",
        "Les travaux se comptent par opération ; les fournitures et services, par famille homogène ou unité "
        "fonctionnelle (reçu : {basis} pour {kind}).",
        422,
    ),
    Code.NEED_REGULAR: ProblemText(
        "Besoin régulier incorrect",
        "Le calcul sur douze mois vaut pour les fournitures et services, pas pour les travaux.",
        422,
    ),
    Code.NEED_PROVIDED: ProblemText(
        "Apports de l'acheteur incorrects",
        "Les fournitures et services mis à la disposition du titulaire ne se comptent que pour des travaux.",
        422,
    ),
    Code.NEED_PERIOD: ProblemText(
        "Période du besoin incorrecte", "La période finit ({ends_on:day}) avant de commencer ({starts_on:day}).", 422
    ),
}

QUOTATIONS: Final[Mapping[str, ProblemText]] = {
    Code.QUOTATION_STATE: ProblemText(
        "Action impossible à ce stade", "L'état de la demande de devis ne permet pas cette action.", 409
    ),
    Code.QUOTATION_NOBODY: ProblemText(
        "Personne à qui demander", "Invitez au moins une entreprise, ou choisissez la publication libre.", 422
    ),
    Code.QUOTATION_DEADLINE: ProblemText(
        "Date de réponse passée", "La date de réponse est le {reply_by} ; il est {now}.", 409
    ),
    Code.QUOTATION_REFERENCE: ProblemText(
        "Numéro de commande déjà pris", "Votre organisme a déjà une commande numérotée {reference}.", 409
    ),
    Code.QUOTATION_REASON: ProblemText(
        "Motif du choix incorrect",
        "Dites en quelques lignes pourquoi ce devis est choisi (reçu : {lines} lignes).",
        422,
    ),
    Code.QUOTE_UNKNOWN: ProblemText("Devis inconnu", "Cette demande n'a pas de devis {quote}.", 404),
    Code.QUOTE_SUPPLIER: ProblemText(
        "Entreprise manquante", "Indiquez le SIRET de l'entreprise dont vous enregistrez le devis.", 422
    ),
    Code.QUOTE_AMOUNT: ProblemText(
        "Montant du devis manquant",
        "Indiquez le montant hors taxes, en euros et supérieur à zéro, du devis choisi.",
        422,
    ),
    Code.QUOTE_RECEIVED: ProblemText(
        "Date de réception incorrecte", "Le devis aurait été reçu le {received_at}, or il est {now}.", 422
    ),
    Code.QUOTES_TOO_MANY: ProblemText("Trop de devis", "Une demande compte au plus {limit} devis et fichiers.", 409),
}
