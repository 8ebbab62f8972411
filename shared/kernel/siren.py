"""The SIREN number of a legal unit (unité légale): nine digits, the last a Luhn check digit.

Source: code de commerce R123-220, R123-221; INSEE, Sirene repertory.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from shared.kernel.luhn import passes_luhn
from shared.kernel.refusal import InvalidValue

_NINE_DIGITS: Final = re.compile(r"[0-9]{9}")  # ASCII only: str.isdigit would accept full-width digits


@dataclass(frozen=True, slots=True, order=True)
class Siren:
    """The number of a company or a public body."""

    value: str

    def __post_init__(self) -> None:
        if not _NINE_DIGITS.fullmatch(self.value):
            raise InvalidValue("siren", "Un SIREN comporte exactement 9 chiffres.")
        if self.value == "0" * 9 or not passes_luhn(self.value):
            raise InvalidValue("siren", "Ce SIREN n'existe pas : sa clé de contrôle est fausse.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a SIREN, with or without the spaces that people put between groups.

        Raises:
            InvalidValue: not nine ASCII digits, all zeros, or a wrong check digit.
        """
        return cls(re.sub(r"[ \u00a0\u202f]", "", text))

    def display(self) -> str:
        """Write the number in groups of three, with no-break spaces."""
        return "\u00a0".join((self.value[:3], self.value[3:6], self.value[6:]))

    def __str__(self) -> str:
        return self.value
