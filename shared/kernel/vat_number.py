"""VAT identification numbers (numéros de TVA intracommunautaire), directive 2006/112/CE article 215, CGI 286 ter.

A French number is `FR`, a two-character key and a SIREN; a key of two digits is (12 + 3 × (SIREN mod 97)) mod 97.
Monaco's numbers are French ones whose nine digits begin with 000 and are not a SIREN. Keys with a letter belong to
a later series whose rule is not published: their form alone is checked.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren

# Member States' prefixes (Greece is EL); XI is Northern Ireland for goods.
_COUNTRIES: Final = re.compile(
    "AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI", re.ASCII
)
_FORM: Final = re.compile(r"([A-Z]{2})([0-9A-Z+*]{2,12})")
_FRENCH: Final = re.compile(r"([0-9A-HJ-NP-Z]{2})([0-9]{9})")


@dataclass(frozen=True, slots=True, order=True)
class VatNumber:
    """The number under which a business accounts for VAT in a Member State."""

    value: str

    def __post_init__(self) -> None:
        match = _FORM.fullmatch(self.value)
        if match is None or not _COUNTRIES.fullmatch(match[1]):
            raise InvalidValue("vat_number", "Un numéro de TVA commence par le code d'un État membre (FR, BE, …).")
        if match[1] == "FR":
            _check_french(match[2])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number, with or without spaces, dots or hyphens.

        Raises:
            InvalidValue: unknown country, wrong form, or a wrong key of a French number.
        """
        return cls(re.sub(r"[ .\-\u00a0\u202f]", "", text).upper())

    @classmethod
    def of_siren(cls, siren: Siren) -> Self:
        """Compute the French number (with a key of digits) of a legal unit."""
        return cls(f"FR{_french_key(siren.value)}{siren}")

    @property
    def country(self) -> str:
        """Give the prefix of the Member State."""
        return self.value[:2]

    @property
    def siren(self) -> Siren | None:
        """Give the SIREN inside a French number; none abroad or in Monaco."""
        if self.country != "FR" or self.value[4:7] == "000":
            return None
        return Siren(self.value[4:])

    def __str__(self) -> str:
        return self.value


def _check_french(rest: str) -> None:
    match = _FRENCH.fullmatch(rest)
    if match is None:
        raise InvalidValue("vat_number", "Un numéro de TVA français comporte FR, une clé de 2 caractères et un SIREN.")
    key, digits = match[1], match[2]
    if not digits.startswith("000"):
        Siren(digits)
    if key.isdecimal() and key != _french_key(digits):
        raise InvalidValue("vat_number", "La clé de ce numéro de TVA français est fausse.")


def _french_key(digits: str) -> str:
    return f"{(12 + 3 * (int(digits) % 97)) % 97:02d}"
