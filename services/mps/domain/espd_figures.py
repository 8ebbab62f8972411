"""Figures in what people type: amounts by year, counts, yes and no; what is not understood is left as a text.

The form takes free words for each thing asked (R2142-6, R2142-13); a structured document needs their figures.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from shared.kernel.percentage import Percentage

_SPACES: Final = " \u00a0\u202f"
_AMOUNT: Final = re.compile(
    rf"(?<![\d.,])(\d[\d{_SPACES}.]*(?:,\d{{1,2}})?)[{_SPACES}]*(k€|m€|millions?|milliers?|€|euros?|eur\b)?",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PIECES: Final = re.compile(r"[\n\r;]+")
_COUNT: Final = re.compile(rf"(?<![\d.,])(\d[\d{_SPACES}]{{0,12}})(?![.,]\d)")
_POINT_DECIMALS: Final = re.compile(r"\d+\.\d{1,2}")
_THOUSAND, _MILLION = Decimal(10) ** 3, Decimal(10) ** 6
_UNITS: Final = {"k€": _THOUSAND, "millier": _THOUSAND, "milliers": _THOUSAND} | dict.fromkeys(
    ("m€", "million", "millions"), _MILLION
)
_CENT: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)
_MOST_DIGITS: Final = 18
_YES: Final = frozenset({"oui", "true", "vrai", "accepté", "accepte", "conforme"})
_NO: Final = frozenset({"non", "false", "faux", "aucun", "aucune", "néant", "neant", "rien", "sans objet"})
_DENIALS: Final = _NO - {"faux", "false"} | {"pas", "ni", "jamais", "no"}
_PROCEEDINGS: Final = frozenset(
    {"redressement", "sauvegarde", "liquidation", "jugement", "plan", "procédure", "procedure", "faillite"}
)


@dataclass(frozen=True, slots=True)
class YearlyAmount:
    """An amount in euros for one year."""

    year: int
    amount: Decimal

    def part(self, share: Percentage) -> "YearlyAmount":
        """Give a share of it, to the cent (half up)."""
        return YearlyAmount(self.year, (self.amount * share.value / _HUNDRED).quantize(_CENT, ROUND_HALF_UP))


def yearly_amounts(text: str) -> tuple[YearlyAmount, ...]:
    """Read lines such as « 2025 : 1 200 000 € » ; a piece without a year says nothing sure and is left alone."""
    found: dict[int, Decimal] = {}
    for piece in _PIECES.split(text):
        year = _YEAR.search(piece)
        if year is None:
            continue
        amount = first_amount(f"{piece[: year.start()]}|{piece[year.end() :]}")
        if amount is not None:
            found.setdefault(int(year[1]), amount)
    return tuple(YearlyAmount(year, found[year]) for year in sorted(found))


def first_amount(text: str) -> Decimal | None:
    """Read the first amount of a text, in euros: « 1,5 M€ », « 1 200 000,50 », « 12.500 € »."""
    match = _AMOUNT.search(text)
    if match is None:
        return None
    written = re.sub(rf"[{_SPACES}]", "", match[1]).rstrip(".")
    if "," in written:
        written = written.replace(".", "").replace(",", ".")
    elif not _POINT_DECIMALS.fullmatch(written):
        written = written.replace(".", "")
    if len(written) > _MOST_DIGITS:
        return None
    return Decimal(written) * _UNITS.get((match[2] or "").lower(), Decimal(1))


def first_count(text: str) -> int | None:
    """Read the first whole number of a text that is not a year followed by its figure (« 2025 : 12 »)."""
    year = _YEAR.match(text.strip())
    rest = text.strip()[year.end() :] if year else text
    match = _COUNT.search(rest) or _COUNT.search(text)
    if match is None:
        return None
    return int(re.sub(rf"[{_SPACES}]", "", match[1]))


def first_year(text: str) -> int | None:
    """Read the year at the beginning of a text."""
    year = _YEAR.match(text.strip())
    return None if year is None else int(year[1])


def yes_or_no(text: str) -> bool | None:
    """Read the first word as a yes or a no; None when it is neither."""
    words = text.strip().casefold()
    first = re.split(r"[\s,.;:!]", words, maxsplit=1)[0]
    if words in _NO or first in _NO:
        return False
    return True if first in _YES else None


def tells_of_receivership(text: str) -> bool:
    """Tell whether somebody says that its company is in a collective proceeding; words that deny it do not."""
    words = set(re.findall(r"\w+", text.casefold()))
    return bool(words & _PROCEEDINGS) and not words & _DENIALS


def lines_of(text: str) -> tuple[str, ...]:
    """Give the lines of a text that hold something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
