"""Who acts, for which organisation, with which rights.

Ordonnateur and accountant stay apart always: their functions are incompatible (décret 2012-1246 article 9), so no
principal can be built with both.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self

from shared.kernel.refusal import InvalidValue, refuse
from shared.kernel.siret import Siret

CERTIFIED_LEADER: Final = "https://proconnect.gouv.fr/assurance/certification-dirigeant"  # an `acr` of ProConnect


class Right(StrEnum):
    """What a principal may do within its organisation."""

    DRAFT = "draft"
    PUBLISH = "publish"
    ANSWER = "answer"
    CUSTODIAN = "custodian"
    EVALUATE = "evaluate"
    AWARD = "award"
    SIGN = "sign"
    ACCOUNT = "account"  # comptable public: pays
    AUTHORISE = "authorise"  # ordonnateur: orders the payment
    SUBMIT = "submit"  # economic operator: deposits, candidacies, invoices
    FINANCE_FEED = "finance_feed"  # finance system: reads the feed of its buyer
    OPERATE = "operate"  # operator of the platform


class PrincipalKind(StrEnum):
    """The nature of a principal."""

    AGENT = "agent"
    ECONOMIC_OPERATOR = "economic_operator"
    FINANCE_SYSTEM = "finance_system"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Principal:
    """The author of an act; `organisation` is the SIRET whose objects it may see.

    ``assurance`` is how the identity provider vouches for the person (OpenID Connect `acr`), None when it does not say.
    """

    subject: str
    kind: PrincipalKind
    organisation: Siret | None
    name: str
    rights: frozenset[Right] = field(default_factory=frozenset)
    assurance: str | None = None

    def __post_init__(self) -> None:
        if {Right.ACCOUNT, Right.AUTHORISE} <= self.rights:  # décret 2012-1246 article 9
            raise InvalidValue("principal", "Les fonctions d'ordonnateur et de comptable public sont incompatibles.")

    @classmethod
    def system(cls, service: str) -> Self:
        """Give the principal under which a service applies facts and keeps its own deadlines."""
        return cls(f"system:{service}", PrincipalKind.SYSTEM, None, service)

    @classmethod
    def anonymous(cls) -> Self:
        """Give the principal of somebody who has not said who they are."""
        return cls("anonymous", PrincipalKind.ANONYMOUS, None, "anonyme")

    def has(self, right: Right) -> bool:
        """Say whether the principal has a right."""
        return right in self.rights

    def require(self, right: Right) -> None:
        """Check that the principal has a right.

        Raises:
            Refused: `HTTP-RIGHT-MISSING`, with the right.
        """
        if not self.has(right):
            refuse("HTTP-RIGHT-MISSING", right=right.value)
