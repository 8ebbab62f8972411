"""Codes of the common procurement vocabulary (CPV), règlement (CE) 213/2008: eight digits, often with a check digit.

The eight digits identify; the ninth is for control and its rule is not published (a weighted sum fits all but a few
dozen codes of the official list), so it is read and left aside. Whether a code exists is asked of the official list.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from shared.kernel.refusal import InvalidValue

_FORM: Final = re.compile(r"([0-9]{8})(-[0-9])?")
_FIRST_DIVISION: Final = 3


@dataclass(frozen=True, slots=True, order=True)
class CpvCode:
    """The eight digits of a CPV code."""

    value: str

    def __post_init__(self) -> None:
        match = _FORM.fullmatch(self.value)
        if match is None or match[2] or int(self.value[:2]) < _FIRST_DIVISION:
            raise InvalidValue("cpv_code", "Un code CPV comporte 8 chiffres, parfois suivis d'un tiret et d'une clé.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code, with or without its check digit (`45000000-7` or `45000000`).

        Raises:
            InvalidValue: not eight ASCII digits, or no such division.
        """
        match = _FORM.fullmatch(text)
        return cls(match[1] if match else "")

    @property
    def division(self) -> str:
        """Give the two digits of the division: 45 is works (travaux)."""
        return self.value[:2]

    def is_within(self, other: "CpvCode") -> bool:
        """Say whether the code is another one or one of its subdivisions."""
        stem = other.value[:2] + other.value[2:].rstrip("0")
        return self.value.startswith(stem)

    def __str__(self) -> str:
        return self.value
