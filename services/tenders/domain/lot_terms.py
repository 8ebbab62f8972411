"""What a lot may have besides its title: tranches, variants, options, renewals, reservation.

Sources: CCP R2113-4 to -6 (tranches), R2151-8 to -11 (variantes), R2112-4 (reconduction), L2113-12 to -16 and R2113-7
(marchés réservés). Read on 2026-11-23.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.variants import VariantPolicy


class TrancheKind(StrEnum):
    """Whether a tranche binds from the start or only once it is confirmed (affermissement), R2113-4."""

    FIRM = "firm"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Tranche:
    """One tranche of a lot, by number."""

    number: int
    title: str
    kind: TrancheKind


@dataclass(frozen=True, slots=True)
class Variants:
    """The policy on variants, the minimum that they keep (exigences minimales), how many at most, R2151-8, R2151-10."""

    policy: VariantPolicy = VariantPolicy.FORBIDDEN
    requirements: str | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Renewals:
    """How many times a contract may be renewed and for how many months each time (reconduction), R2112-4."""

    count: int
    months: int


class Reservation(StrEnum):
    """To whom a lot is reserved (marché réservé)."""

    DISABILITY = "disability"  # entreprises adaptées, ESAT, L2113-12
    INTEGRATION = "integration"  # structures d'insertion par l'activité économique, L2113-13
    DISABILITY_AND_INTEGRATION = "disability_and_integration"  # L2113-14
    PRISON = "prison"  # L2113-13-1
    SOCIAL_ECONOMY = "social_economy"  # économie sociale et solidaire, L2113-15

    @property
    def article(self) -> str:
        """Give the article that allows the reservation."""
        return _ARTICLES[self]


_ARTICLES = {
    Reservation.DISABILITY: "L2113-12",
    Reservation.INTEGRATION: "L2113-13",
    Reservation.DISABILITY_AND_INTEGRATION: "L2113-14",
    Reservation.PRISON: "L2113-13-1",
    Reservation.SOCIAL_ECONOMY: "L2113-15",
}


@dataclass(frozen=True, slots=True)
class LotTerms:
    """The terms of the lot of that number; a lot without any has none of them."""

    number: int
    tranches: tuple[Tranche, ...] = ()
    variants: Variants = Variants()
    options: tuple[str, ...] = ()
    renewals: Renewals | None = None
    reserved: Reservation | None = None
