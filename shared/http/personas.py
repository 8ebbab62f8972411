"""The people of a development platform: one per role, so that every separation of duties can be tried.

Numbers are well formed and fictional; names are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.siret import Siret

BUYER_SIRET = Siret("98765432400019")
# The companies that the simulator of API Entreprise knows: their SIREN begin with 00, which Insee gives to nobody.
OPERATOR_A_SIRET = Siret("00123456600014")
OPERATOR_B_SIRET = Siret("00234567600015")
OPERATOR_C_SIRET = Siret("00345678700013")

_BUYER_RIGHTS = frozenset(
    {
        Right.DRAFT,
        Right.PUBLISH,
        Right.ANSWER,
        Right.CUSTODIAN,
        Right.EVALUATE,
        Right.AWARD,
        Right.SIGN,
        Right.AUTHORISE,
    }
)


@dataclass(frozen=True, slots=True)
class Persona:
    """A development identity.

    Attributes:
        label: Role shown to people, in French.
        name: Invented name of the person or system.
    """

    label: str
    name: str
    kind: PrincipalKind
    organisation: Siret | None
    rights: frozenset[Right]


def _agent(label: str, name: str, *rights: Right) -> Persona:
    return Persona(label, name, PrincipalKind.AGENT, BUYER_SIRET, frozenset(rights))


def _company(letter: str, siret: Siret) -> Persona:
    rights = frozenset({Right.SUBMIT})
    return Persona(f"Entreprise {letter}", f"Entreprise {letter}", PrincipalKind.ECONOMIC_OPERATOR, siret, rights)


PERSONAS: Mapping[str, Persona] = MappingProxyType(
    {
        "acheteur": _agent("Acheteur (tous les droits sauf le paiement)", "Camille Acheteur", *_BUYER_RIGHTS),
        "comptable": _agent("Comptable public", "Dominique Comptable", Right.ACCOUNT),
        "detenteur-1": _agent("Détenteur de clé n° 1", "Sacha Premier", Right.CUSTODIAN),
        "detenteur-2": _agent("Détenteur de clé n° 2", "Alix Deuxième", Right.CUSTODIAN),
        "detenteur-3": _agent("Détenteur de clé n° 3", "Charlie Troisième", Right.CUSTODIAN),
        "entreprise-a": _company("A", OPERATOR_A_SIRET),
        "entreprise-b": _company("B", OPERATOR_B_SIRET),
        "entreprise-c": _company("C", OPERATOR_C_SIRET),
        "systeme-financier": Persona(
            "Système financier de l'acheteur",
            "Système financier",
            PrincipalKind.FINANCE_SYSTEM,
            BUYER_SIRET,
            frozenset({Right.FINANCE_FEED}),
        ),
        "operateur": Persona(
            "Opérateur de la plateforme", "Morgan Opérateur", PrincipalKind.AGENT, None, frozenset({Right.OPERATE})
        ),
    }
)
