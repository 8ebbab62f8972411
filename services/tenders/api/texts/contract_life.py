"""Refusals about a contract in force and its duties."""

from collections.abc import Mapping
from typing import Final

from services.tenders.domain.errors import Code
from shared.http.problems import ProblemText

CONTRACT_LIFE: Final[Mapping[str, ProblemText]] = {
    Code.MODIFICATION_NEW_HOLDER: ProblemText(
        "Nouveau titulaire", "Le motif « nouveau titulaire » s'accompagne du nouveau titulaire, et lui seul.", 422
    ),
    Code.MODIFICATION_DATE: ProblemText(
        "Date de signature incorrecte",
        "La modification ({signed_on}) se signe entre la notification du marché ({notified_on}) et aujourd'hui "
        "({today}).",
        422,
    ),
    Code.MODIFICATION_LEGALITY: ProblemText(
        "Transmission au préfet manquante",
        "Le marché a été transmis au contrôle de légalité : la modification {number} s'y transmet aussi avant sa "
        "notification.",
        409,
    ),
    Code.MODIFICATION_AMOUNT: ProblemText(
        "Montant impossible", "La modification ({amount}) ramènerait le marché ({current}) au-dessous de zéro.", 422
    ),
    Code.SUBCONTRACT_AMOUNT: ProblemText(
        "Montant sous-traité incorrect", "Le montant maximum est positif, en euros toutes taxes (reçu : {amount}).", 422
    ),
    Code.SUBCONTRACT_SELF: ProblemText(
        "Sous-traitant incorrect", "Le titulaire ne peut pas être son propre sous-traitant.", 422
    ),
    Code.SUBCONTRACT_DATE: ProblemText(
        "Date de réception incorrecte",
        "La déclaration ({received_on}) est reçue entre la signature du marché et aujourd'hui ({today}).",
        422,
    ),
    Code.SUBCONTRACT_REASON: ProblemText("Motif manquant", "Un sous-traitant se refuse avec un motif.", 422),
    Code.CONTRACT_END_DATE: ProblemText(
        "Date de fin incorrecte",
        "L'exécution finit ({ended_on}) après la notification ({notified_on}) et, si elle est achevée, au plus tard "
        "aujourd'hui ({today}).",
        422,
    ),
    Code.CONTRACT_END_REASON: ProblemText("Motif manquant", "Une résiliation se motive.", 422),
    Code.DUTY_UNKNOWN: ProblemText(
        "Échéance inconnue",
        "L'échéance « {duty} » de {object} n'existe pas ici, ou la plateforme la suit elle-même.",
        422,
    ),
    Code.DUTY_DATE: ProblemText(
        "Date incorrecte", "Une échéance est tenue au plus tard aujourd'hui ({today}), non le {done_on}.", 422
    ),
}
