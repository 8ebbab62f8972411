"""The numbers by which an economic operator may be known, when it is not only a SIRET (opérateur économique, L1220-1).

Schemes: the identifier types of the essential data of public contracts (données essentielles, format 2.0.3,
`typeIdentifiant`: SIRET, TVA, TAHITI, RIDET, FRWF, IREP, HORS-UE), the SIREN that people often type, and the number
of the national register of associations (RNA: W and nine digits). None of them stops anybody: each says what follows.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret
from shared.kernel.vat_number import VatNumber

_SPACES: Final = re.compile(r"[ .\u00a0\u202f]")
_RNA: Final = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")
_RIDET: Final = re.compile(r"[0-9]{7}(-?[0-9]{3})?")
_TAHITI: Final = re.compile(r"[0-9A-Z][0-9]{5}(-?[0-9]{3})?")
_WALLIS: Final = re.compile(r"FRWF[0-9A-Z-]{1,20}")
_ABROAD: Final = re.compile(r"[A-Z]{2} ?\w[\w .,&'/+-]{0,60}")
_DIGITS: Final = re.compile(r"(?:[0-9][A-Z]?){6}")  # « SE LOGER » is a name, not a Swedish number
_LONGEST: Final = 80


class NumberScheme(StrEnum):
    """Who gave the number."""

    SIRET = "SIRET"
    SIREN = "SIREN"
    VAT = "TVA"  # intra-European VAT number
    RNA = "RNA"  # association without SIREN
    RIDET = "RIDET"  # New Caledonia
    TAHITI = "TAHITI"  # French Polynesia
    FRWF = "FRWF"  # Wallis and Futuna
    ABROAD = "HORS-UE"  # country code, then the number or the name used there


@dataclass(frozen=True, slots=True)
class OperatorNumber:
    """One number with its scheme; ``value`` is in its canonical form."""

    scheme: NumberScheme
    value: str

    @classmethod
    def of(cls, scheme: NumberScheme, text: str) -> Self:
        """Read a number whose scheme is known.

        Raises:
            InvalidValue: the text is not a number of the scheme.
        """
        value = _canonical(scheme, text.strip()[:_LONGEST])
        if value is None:
            raise InvalidValue("operator_number", f"Ce texte n'est pas un numéro de type {scheme.value}.")
        return cls(scheme, value)

    @classmethod
    def guess(cls, text: str) -> Self | None:
        """Recognise a number by its form, None when the text is rather a name; a country prefix alone is no number."""
        for scheme in (NumberScheme.SIRET, NumberScheme.SIREN, NumberScheme.RNA, NumberScheme.FRWF, NumberScheme.VAT):
            value = _canonical(scheme, text.strip()[:_LONGEST])
            if value is not None and (scheme is not NumberScheme.VAT or _DIGITS.search(value)):
                return cls(scheme, value)
        return None

    @property
    def siren(self) -> Siren | None:
        """Give the SIREN that the number holds, None when it holds none."""
        match self.scheme:
            case NumberScheme.SIRET | NumberScheme.SIREN:
                return Siren(self.value[:9])
            case NumberScheme.VAT if self.value.startswith("FR"):
                return _siren_or_none(self.value[-9:])
            case _:
                return None


def _canonical(scheme: NumberScheme, text: str) -> str | None:
    if scheme is NumberScheme.ABROAD:  # spaces belong to names
        name = " ".join(text.upper().split())
        return name if _ABROAD.fullmatch(name) else None
    packed = _SPACES.sub("", text).upper()
    try:
        match scheme:
            case NumberScheme.SIRET:
                return str(Siret.parse(packed))
            case NumberScheme.SIREN:
                return str(Siren.parse(packed))
            case NumberScheme.VAT:
                return str(VatNumber.parse(packed).value)
            case _:
                form = {NumberScheme.RNA: _RNA, NumberScheme.RIDET: _RIDET, NumberScheme.TAHITI: _TAHITI}.get(scheme)
                return packed if (form or _WALLIS).fullmatch(packed) else None
    except InvalidValue:
        return None


def _siren_or_none(text: str) -> Siren | None:
    try:
        return Siren(text)
    except InvalidValue:
        return None
