"""The French words of what the State's portal answers, and of invoices that came through another door."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.errors import Code
from shared.http.problems import ProblemText

STATE_PORTAL: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        Code.STATE_PORTAL_SILENT.value: ProblemText(
            "Portail de l'État injoignable",
            "Le portail ne répond pas ({detail}). Rien n'est perdu : un nouvel essai suit.",
            409,
        ),
        Code.STATE_PORTAL_BUSY.value: ProblemText(
            "Portail de l'État occupé", "Le portail demande d'attendre {seconds} secondes ; un nouvel essai suit.", 409
        ),
        Code.STATE_PORTAL_DENIED.value: ProblemText(
            "Accès refusé par le portail de l'État",
            "Le portail refuse l'accès (réponse {status}) : vérifiez l'application et le compte technique.",
            409,
        ),
        Code.STATE_PORTAL_REFUSED.value: ProblemText(
            "Refus du portail de l'État", "Le portail a refusé (code {error}) : {message}.", 409
        ),
        Code.STATE_PORTAL_UNREADABLE.value: ProblemText(
            "Réponse illisible du portail de l'État",
            "Le portail a répondu autre chose que ce qui est attendu ({detail}) ; un nouvel essai suit.",
            409,
        ),
        Code.STATE_PORTAL_TOO_LARGE.value: ProblemText(
            "Facture trop grande",
            "La facture dépasse la taille admise ici : consultez-la sur le portail de l'État.",
            413,
        ),
        Code.STATE_PORTAL_LINES.value: ProblemText(
            "Lignes illisibles sur le portail de l'État",
            "Des lignes de la liste ne peuvent pas être lues ; les autres sont reçues, un nouvel essai suit.",
            409,
        ),
        Code.STATE_PORTAL_UNSTABLE.value: ProblemText(
            "Liste du portail en mouvement",
            "La liste des factures change pendant sa lecture ; elle est relue sans rien oublier.",
            409,
        ),
        Code.STATE_PORTAL_STRUCTURE_UNKNOWN.value: ProblemText(
            "Structure inconnue du portail", "Le portail de l'État ne connaît pas la structure {siret}.", 409
        ),
        Code.STATE_PORTAL_ACCOUNT_MISSING.value: ProblemText(
            "Compte technique absent",
            "Le secret {secret} n'est pas dans le dossier des secrets de la plateforme, ou n'est pas lisible.",
            409,
        ),
        Code.STATE_PORTAL_NOT_CONFIGURED.value: ProblemText(
            "Portail de l'État non configuré",
            "L'exploitant n'a pas donné l'adresse du portail (PLIS_CHORUS_PRO_URL).",
            409,
        ),
        Code.STATE_PORTAL_OTHER_DOCUMENT.value: ProblemText(
            "Autre facture que celle attendue",
            "Le document donné par le portail porte le numéro {number} : vérifiez-le sur le portail.",
            409,
        ),
        Code.STATE_PORTAL_NOT_CONNECTED.value: ProblemText(
            "Organisme non raccordé", "{siret} n'est pas raccordé ici au portail de l'État.", 404
        ),
        Code.STATE_PORTAL_OTHER_DOOR.value: ProblemText(
            "Autre porte d'entrée",
            "Cet organisme a déclaré recevoir ses factures sur la plateforme : déclarez d'abord le portail de l'État.",
            409,
        ),
        Code.FORWARDING_WITHOUT_MANDATE.value: ProblemText(
            "Mandat absent",
            "Le fournisseur n'a pas donné mandat de transmettre ses factures au portail de l'État.",
            409,
        ),
        Code.FORWARDING_IMPOSSIBLE.value: ProblemText(
            "Transmission impossible", "Cette facture ne peut pas être transmise : {state}.", 409
        ),
        Code.MANDATE_ABSENT.value: ProblemText(
            "Mandat absent", "Cette entreprise n'a pas donné de mandat, ou l'a retiré.", 404
        ),
    }
)
