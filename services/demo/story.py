"""The facts of the demonstration: who plays, what is bought, at which prices, and on which legal dates.

Buyer and people are invented. The legal dates lie in the first half of 2025, where every value of the law is loaded;
the ECB rate of that semester has confidence C, and the demonstration says so.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from services.demo.identities import Actor
from shared.kernel.principal import PrincipalKind, Right

LEGAL_START: Final = datetime(2025, 1, 13, 8, 0, tzinfo=UTC)  # Monday 13 January 2025, 9:00 in Paris
DEADLINE: Final = datetime(2025, 2, 17, 11, 0, tzinfo=UTC)  # Monday 17 February 2025, 12:00 in Paris
DEFAULT_FACTOR: Final = 86_400  # one legal day a second
DAYS_LATE: Final = 2
LATE_BY: Final = timedelta(seconds=1)

BUYER_SIRET: Final = "98765432400019"
BUYER_NAME: Final = "Commune de Valfleury-sur-Loire (fictive)"
TITLE: Final = "Entretien des espaces verts communaux"
OBJECT: Final = "Tonte, taille, désherbage sans produit de synthèse et compostage sur place, en deux secteurs."
CPV: Final = "77310000-6"
# The mayor decides, by delegation of the council (CGCT L2122-22 4°).
ORGAN: Final = {"kind": "person", "function": "maire", "reference": "Délibération 2020-07"}

AGENT: Final = Actor(
    "acheteur",
    "Camille Acheteur",
    PrincipalKind.AGENT,
    BUYER_SIRET,
    (
        Right.DRAFT,
        Right.PUBLISH,
        Right.ANSWER,
        Right.CUSTODIAN,
        Right.EVALUATE,
        Right.AWARD,
        Right.SIGN,
        Right.AUTHORISE,
    ),
)
CUSTODIANS: Final = tuple(
    Actor(f"detenteur-{number}", name, PrincipalKind.AGENT, BUYER_SIRET, (Right.CUSTODIAN,))
    for number, name in enumerate(("Sacha Premier", "Alix Deuxième", "Charlie Troisième"), start=1)
)
ACCOUNTANT: Final = Actor("comptable", "Dominique Comptable", PrincipalKind.AGENT, BUYER_SIRET, (Right.ACCOUNT,))
FINANCE: Final = Actor(
    "systeme-financier", "Système financier", PrincipalKind.FINANCE_SYSTEM, BUYER_SIRET, (Right.FINANCE_FEED,)
)
OPERATOR: Final = Actor("operateur", "Morgan Opérateur", PrincipalKind.AGENT, None, (Right.OPERATE,))


@dataclass(frozen=True, slots=True)
class LotStory:
    """One lot: its title and estimated value excluding VAT."""

    number: int
    title: str
    estimated: Decimal


LOTS: Final = (
    LotStory(1, "Secteur nord", Decimal("150000.00")),
    LotStory(2, "Secteur sud", Decimal("100000.00")),
)

# Prices excluding VAT by company letter, then by lot; B's first deposit is replaced by its second.
PRICES: Final = {
    "A": {1: Decimal("139800.00"), 2: Decimal("104000.00")},
    "B-1": {1: Decimal("155000.00"), 2: Decimal("99000.00")},
    "B": {1: Decimal("146500.00"), 2: Decimal("91200.00")},
    "C": {1: Decimal("120000.00"), 2: Decimal("80000.00")},
}
SCORES: Final = {"A": {"technique": "8", "environnement": "9"}, "B": {"technique": "7", "environnement": "8"}}
WINNERS: Final = {1: "A", 2: "B"}


@dataclass(frozen=True, slots=True)
class LineStory:
    """One ordered line: price excluding VAT, VAT rate in percent."""

    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    vat_rate: Decimal


ORDER_LINES: Final = (
    LineStory("Passages d'entretien, secteur nord", Decimal(2), "C62", Decimal("6500.00"), Decimal("20.00")),
)
ORDER_EXCL_VAT: Final = Decimal("13000.00")
ORDER_INCL_VAT: Final = Decimal("15600.00")
