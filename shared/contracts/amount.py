"""Amounts of money on the wire (montants): a decimal string and a currency, never a JSON number.

pydantic accepts JSON numbers for ``Decimal`` and loses digits on long ones, so the wire type is a string
that is checked and turned into ``Money`` by the reader.
"""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.kernel.money import Money

DecimalText = Annotated[str, StringConstraints(strict=True, pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$")]
CurrencyCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]


class Amount(BaseModel):
    """One sum of money as it travels: ``{"value": "1234.50", "currency": "EUR"}``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: DecimalText
    currency: CurrencyCode = "EUR"

    def to_money(self) -> Money:
        """Give the amount as the kernel's exact ``Money``."""
        return Money.parse(self.value, self.currency)

    @classmethod
    def of(cls, money: Money) -> Self:
        """Write a ``Money`` for the wire, with the digits that it has."""
        return cls(value=format(money.amount, "f"), currency=money.currency)
