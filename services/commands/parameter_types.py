"""What people type on the command line, read with French messages: days, amounts, rates."""

from datetime import date
from decimal import Decimal
from typing import Final

import click

from shared.kernel.french_amount import read_amount, read_amounts
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import InvalidValue

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199


class Day(click.ParamType[date]):
    """A calendar day, AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day."""
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            read = date.fromisoformat(text)
        except ValueError:
            self.fail(f"« {text} » n'est pas une date AAAA-MM-JJ.", param, ctx)
        if read.isoformat() != text:  # Python also reads 20260101 and 2026-W01-1
            self.fail(f"« {text} » n'est pas une date AAAA-MM-JJ.", param, ctx)
        if not FIRST_YEAR <= read.year <= LAST_YEAR:  # a period counted from further would leave the calendar
            self.fail(f"Une date est comprise entre {FIRST_YEAR} et {LAST_YEAR}.", param, ctx)
        return read


class Amount(click.ParamType[Money]):
    """A positive amount in euros, with a decimal point or comma."""

    name = "MONTANT"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Money:
        """Read an amount."""
        if isinstance(value, Money):
            return value
        try:
            money = Money.parse(str(value).replace(",", "."), "EUR")
        except InvalidValue as error:
            self.fail(str(error), param, ctx)
        if money.amount < 0:
            self.fail("Un montant est positif.", param, ctx)
        return money


class Need(click.ParamType[Money]):
    """A positive amount in euros as people write it: 59999.99 or 59 999,99."""

    name = "MONTANT"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Money:
        """Read an amount."""
        if isinstance(value, Money):
            return value
        try:
            return read_amount(str(value))
        except InvalidValue as error:
            self.fail(str(error), param, ctx)


class Needs(click.ParamType[tuple[Money, ...]]):
    """Several amounts: 30000,50000 or 30 000,50 ; 50 000."""

    name = "MONTANTS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Money, ...]:
        """Read the amounts."""
        if isinstance(value, tuple):
            return value
        try:
            return read_amounts(str(value))
        except InvalidValue as error:
            self.fail(str(error), param, ctx)


class Rate(click.ParamType[Decimal]):
    """A rate in percent, with a decimal point or comma."""

    name = "TAUX"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read a rate."""
        if isinstance(value, Decimal):
            return value
        try:
            return Percentage.parse(str(value).replace(",", ".")).value
        except InvalidValue as error:
            self.fail(str(error), param, ctx)


DAY: Final = Day()
AMOUNT: Final = Amount()
RATE: Final = Rate()
NEED: Final = Need()
NEEDS: Final = Needs()
