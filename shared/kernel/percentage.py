"""Percentages (taux, pourcentages): 20 means 20 %, as EN 16931 (BT-152) and the law write them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Self

from shared.kernel.refusal import InvalidValue

_RATE: Final = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,10})?")


@dataclass(frozen=True, slots=True, order=True)
class Percentage:
    """A finite rate in percent."""

    value: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal):
            raise TypeError("a percentage is a Decimal")
        if not self.value.is_finite():
            raise InvalidValue("percentage", "Un pourcentage est un nombre fini.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a decimal text such as `5.5`.

        Raises:
            InvalidValue: not a plain decimal.
        """
        if not _RATE.fullmatch(text):
            raise InvalidValue("percentage", "Un pourcentage s'écrit en chiffres, avec un point décimal : 5.5.")
        return cls(Decimal(text))

    @classmethod
    def of_ratio(cls, ratio: Decimal) -> Self:
        """Give the percentage of a ratio: 0.05 is 5 %."""
        return cls(ratio.scaleb(2))

    @property
    def ratio(self) -> Decimal:
        """Give the ratio: 5 % is 0.05."""
        return self.value.scaleb(-2)

    def display(self) -> str:
        """Write the rate in French: `5,5 %`, with a no-break space."""
        return f"{self.value:f}".replace(".", ",") + "\u00a0%"

    def __str__(self) -> str:
        return f"{self.value:f}"
