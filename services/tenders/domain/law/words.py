"""French words of the engine: amounts, numbers of days, comparisons. Each sentence says the fact and the limit."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from services.tenders.domain.law.question import NeedKind
from shared.kernel.french_number import french_number
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.legal import LegalValue

KIND_LABELS: Final[Mapping[NeedKind, str]] = MappingProxyType(
    {
        NeedKind.WORKS: "travaux",
        NeedKind.SUPPLIES: "fournitures",
        NeedKind.SERVICES: "services",
        NeedKind.SOCIAL_SERVICES: "services sociaux et autres services spécifiques",
        NeedKind.DESIGN: "maîtrise d'œuvre",
        NeedKind.TECHNICAL_CONTROL: "contrôle technique",
    }
)
_SPACE: Final = "\u00a0"


def euros(amount: Money) -> str:
    """Write an amount excluding VAT, without cents when there are none: `60 000 € HT`."""
    text = amount.display()
    if amount.round_half_up(2).amount == amount.amount.to_integral_value():
        text = text.replace(",00", "")
    return f"{text} HT"


def days(count: int) -> str:
    """Write a number of days."""
    return f"{count}{_SPACE}jour{'s' if count > 1 else ''}"


def number(value: Decimal) -> str:
    """Write a number in French, without useless zeros."""
    return french_number(value.normalize())


def compared(value: Money, rule: LegalValue) -> str:
    """Compare the need with a threshold: both amounts, and since when the threshold stands."""
    verb = "atteint le seuil" if value >= rule.money else "reste sous le seuil"
    return (
        f"Le besoin est estimé à {euros(value)} : il {verb} de {euros(rule.money)} "
        f"({lowered(rule.label)}), en vigueur depuis le {display_day(rule.valid_from)}."
    )


def lowered(text: str) -> str:
    """Write a label inside a sentence."""
    return text[:1].lower() + text[1:]
