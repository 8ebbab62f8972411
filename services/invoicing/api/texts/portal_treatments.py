"""Refusals about the states, the files and the invoices that the portal's interface names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

PORTAL_TREATMENTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "INV-PORTAL-STATUS-UNKNOWN": ProblemText("Statut inconnu", "« {asked} » n'est pas un statut de facture.", 422),
        "INV-PORTAL-STATUS-IMPOSSIBLE": ProblemText(
            "Changement de statut impossible",
            "Une facture au statut {current} ne peut pas passer au statut {asked}.",
            409,
        ),
        "INV-PORTAL-FILE-NAME": ProblemText(
            "Nom de fichier impossible", "Un fichier a un nom d'au plus {most} caractères, avec son extension.", 422
        ),
        "INV-PORTAL-FILE-SIZE": ProblemText("Taille de fichier impossible", "Un fichier a de 1 à {most} octets.", 422),
        "INV-PORTAL-FILE-UNKNOWN": ProblemText(
            "Fichier inconnu", "Ce fichier n'a pas été ajouté par votre entreprise, ou une autre facture le porte.", 404
        ),
        "INV-PORTAL-FILES-WAITING": ProblemText(
            "Trop de fichiers en attente", "{most} fichiers attendent déjà une facture : rattachez-les d'abord.", 409
        ),
        "INV-CONTRACTOR-ANSWERED": ProblemText(
            "Titulaire déjà prononcé", "Le titulaire a répondu autrement le {answered_on:day}.", 409
        ),
        "INV-CONTRACTOR-ANSWER-LATE": ProblemText(
            "Délai du titulaire passé",
            "Le titulaire pouvait répondre jusqu'au {last_day:day} ; il est réputé avoir accepté (R2193-13).",
            409,
        ),
        "INV-CONTRACTOR-NOT-AWAITED": ProblemText(
            "Réponse sans objet", "L'acheteur a déjà statué sur cette demande de paiement.", 409
        ),
        "INV-SUBMITTED-INVOICE": ProblemText("Facture saisie incomplète", "{field} : {reason}.", 422),
    }
)
