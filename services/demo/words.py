"""The days and amounts of the API in the words of the story."""

from datetime import date
from decimal import Decimal

from shared.kernel.money import Money
from shared.kernel.paris import display_day


def day(text: str) -> str:
    """Tell a day that the API gives."""
    return display_day(date.fromisoformat(text))


def euros(amount: Decimal | str) -> str:
    """Tell an amount in euros."""
    return Money(Decimal(amount)).display()
