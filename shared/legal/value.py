"""One value of the law at a date (valeur en vigueur), and its absence.

A value always travels with the article that sets it, the text where it was read, and how sure the reading is.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refusal, Refused


class Confidence(StrEnum):
    """How a value was established."""

    OFFICIAL = "A"  # read in the official text
    SECONDARY = "B"  # read in a secondary source
    UNVERIFIED = "C"  # recalled or inferred: to be verified before anybody relies on it


class Unit(StrEnum):
    """What a number of the law counts."""

    EUR_EXCL_VAT = "EUR_HT"
    EUR_INCL_VAT = "EUR_TTC"
    EUR = "EUR"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    RATIO = "ratio"
    PERCENT = "percent"
    PERCENT_POINTS = "percent_points"
    COUNT = "count"
    BOOLEAN = "bool"


class Event(StrEnum):
    """The act whose date selects the row of a parameter."""

    LAUNCH = "launch"  # consultation engagée, avis envoyé à la publication
    AWARD = "award"  # attribution
    NOTIFICATION = "notification"  # notification du marché
    INVOICE = "invoice"  # réception de la demande de paiement
    DUE = "due"  # lendemain de l'échéance du paiement
    DAY = "day"  # jour de l'acte


_EURO_UNITS = frozenset({Unit.EUR_EXCL_VAT, Unit.EUR_INCL_VAT, Unit.EUR})


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalValue:
    """A value in force from `valid_from` to `valid_to`, both included; `None` in `value` says that no limit holds."""

    parameter: str
    label: str
    value: Decimal | bool | None
    unit: Unit
    op: str | None
    article: str
    source: str
    confidence: Confidence
    valid_from: date
    valid_to: date | None
    note: str | None = None

    @property
    def is_verified(self) -> bool:
        """Say whether the value was read somewhere, officially or not (confidence A or B)."""
        return self.confidence is not Confidence.UNVERIFIED

    @property
    def number(self) -> Decimal:
        """Give the number; asking it of a switch or of an absent limit is a fault of the program."""
        if self.value is None or isinstance(self.value, bool):
            raise TypeError(f"{self.parameter} is not a number")
        return self.value

    @property
    def whole(self) -> int:
        """Give the number as a whole: days, months, counts."""
        number = self.number
        if number != number.to_integral_value():
            raise TypeError(f"{self.parameter} is not a whole number")
        return int(number)

    @property
    def money(self) -> Money:
        """Give the amount in euros."""
        if self.unit not in _EURO_UNITS:
            raise TypeError(f"{self.parameter} is not an amount")
        return Money(self.number, "EUR")

    @property
    def percentage(self) -> Percentage:
        """Give the rate, whether the law writes it as a percentage or the table as a ratio."""
        if self.unit is Unit.RATIO:
            return Percentage.of_ratio(self.number)
        if self.unit not in {Unit.PERCENT, Unit.PERCENT_POINTS}:
            raise TypeError(f"{self.parameter} is not a rate")
        return Percentage(self.number)

    @property
    def flag(self) -> bool:
        """Give the switch."""
        if not isinstance(self.value, bool):
            raise TypeError(f"{self.parameter} is not a switch")
        return self.value


class NoLegalValue(Refused):
    """The law is not known at that date: the act is refused rather than decided on a guess."""

    def __init__(self, *, parameter: str, label: str, on: date, known_from: date, known_to: date | None) -> None:
        facts = {
            "parameter": parameter,
            "label": label,
            "on": display_day(on),
            "known_from": display_day(known_from),
            "known_to": display_day(known_to) if known_to else "",
        }
        super().__init__(Refusal(code="HTTP-LAW-UNKNOWN", facts=facts))
        self.parameter = parameter
        self.on = on

    @property
    def message(self) -> str:
        """Say it in French."""
        facts = self.refusal.facts
        until = f"au {facts['known_to']}" if facts["known_to"] else "à aujourd'hui"
        return (
            f"« {facts['label']} » : aucune valeur connue au {facts['on']} "
            f"(valeurs connues du {facts['known_from']} {until})."
        )
