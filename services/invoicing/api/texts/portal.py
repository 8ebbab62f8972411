"""The French words of the refusals of the portal's interface."""

from types import MappingProxyType
from typing import Final

from services.invoicing.domain.errors import Code
from shared.http.problems import ProblemText

PORTAL: Final = MappingProxyType(
    {
        Code.PORTAL_APPLICATION_UNKNOWN.value: ProblemText(
            "Application inconnue", "Aucune application n'a l'identifiant {application_id}.", 404
        ),
        Code.PORTAL_ACCOUNT_UNKNOWN.value: ProblemText(
            "Compte technique inconnu", "Aucun compte technique n'a l'identifiant {login}.", 404
        ),
        Code.PORTAL_ACCOUNT_TAKEN.value: ProblemText(
            "Compte technique existant", "Un compte technique a déjà l'identifiant {login}.", 409
        ),
        Code.PORTAL_ACCOUNT_WITHOUT_ROLE.value: ProblemText(
            "Rattachement sans espace",
            "Dites si le compte agit pour {siret} comme fournisseur ou comme destinataire.",
            422,
        ),
        Code.PORTAL_ACCOUNT_STRUCTURES.value: ProblemText(
            "Structures du compte technique",
            "Un compte technique agit pour une structure au moins, {most} au plus, chacune une seule fois.",
            422,
        ),
        Code.FLOW_SYNTAX.value: ProblemText(
            "Syntaxe non prise en charge",
            "La syntaxe {syntax} n'est pas lue ici ; déposez de l'UBL, du CII ou du Factur-X.",
            422,
        ),
    }
)
