"""The SIRET number of an establishment (établissement): its SIREN, then five digits, Luhn-checked.

La Poste (SIREN 356 000 000) has more establishments than Luhn allows: for it the sum of the fourteen digits is a
multiple of 5, its head office alone following Luhn.
Source: code de commerce R123-220, R123-221; INSEE, Sirene repertory, note on La Poste.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from shared.kernel.luhn import passes_luhn
from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren

_FOURTEEN_DIGITS: Final = re.compile(r"[0-9]{14}")  # ASCII only: str.isdigit would accept full-width digits
_LA_POSTE: Final = "356000000"


@dataclass(frozen=True, slots=True, order=True)
class Siret:
    """The number of an establishment."""

    value: str

    def __post_init__(self) -> None:
        if not _FOURTEEN_DIGITS.fullmatch(self.value):
            raise InvalidValue("siret", "Un SIRET comporte exactement 14 chiffres.")
        if self.value == "0" * 14 or not _is_assigned(self.value):
            raise InvalidValue("siret", "Ce SIRET n'existe pas : sa clé de contrôle est fausse.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a SIRET, with or without the spaces that people put between groups.

        Raises:
            InvalidValue: not fourteen ASCII digits, all zeros, or a wrong check digit.
        """
        return cls(re.sub(r"[ \u00a0\u202f]", "", text))

    @property
    def siren(self) -> Siren:
        """Give the number of the legal unit to which the establishment belongs."""
        return Siren(self.value[:9])

    def display(self) -> str:
        """Write the number in groups 3-3-3-5, with no-break spaces."""
        return f"{self.siren.display()}\u00a0{self.value[9:]}"

    def __str__(self) -> str:
        return self.value


def _is_assigned(digits: str) -> bool:
    if not passes_luhn(digits[:9]):
        return False  # every establishment belongs to a legal unit whose own number is valid
    if digits[:9] == _LA_POSTE:
        return passes_luhn(digits) or sum(map(int, digits)) % 5 == 0
    return passes_luhn(digits)
