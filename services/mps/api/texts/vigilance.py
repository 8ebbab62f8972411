"""The words of refusals about contracts in force."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "MPS-CONTRACT-UNKNOWN": ProblemText(
            "Marché sans suivi de vigilance",
            "Aucun marché {contract_id} de votre collectivité n'est suivi ici : il n'est pas notifié, ou son montant "
            "est inférieur au seuil de l'obligation de vigilance (code du travail, article R8222-1).",
            404,
        ),
    }
)
