"""The French words of the refusals of the simplified application."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "MPS-NOT-FOUND": ProblemText("Candidature inconnue", "Aucune candidature {candidacy_id}.", 404),
        "MPS-NOT-READY": ProblemText(
            "Candidature en préparation",
            "Des administrations n'ont pas encore répondu ; le document sera disponible dans quelques instants.",
            409,
        ),
        "MPS-OTHER-COMPANY": ProblemText(
            "SIRET d'une autre entreprise",
            "Le SIRET {siret} n'est pas celui d'un établissement de votre entreprise : une candidature se présente "
            "avec ses propres numéros.",
            403,
        ),
        "MPS-TENDER-UNKNOWN": ProblemText(
            "Consultation inconnue",
            "La consultation {tender_id} n'est pas publiée, ou sa publication n'est pas encore parvenue à ce service.",
            404,
        ),
        "MPS-RECIPIENT-MISSING": ProblemText(
            "Acheteur destinataire manquant",
            "Indiquez la consultation (paramètre tender_id) : une administration n'est interrogée que pour un "
            "acheteur public identifié.",
            422,
        ),
    }
)
