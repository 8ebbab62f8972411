"""Amounts as people write them in French (59 999,99) and as programs do (59999.99): the same exact sum.

What could be read in two ways is refused rather than guessed: three decimals, two different separators, a comma that
could separate lots.
"""

import re
from typing import Final

from shared.kernel.money import Money
from shared.kernel.refusal import InvalidValue

_SPACE: Final = "[ \u00a0\u202f]"
_AMOUNT: Final = re.compile(rf"(?:[0-9]{{1,15}}|[0-9]{{1,3}}(?:{_SPACE}[0-9]{{3}}){{1,4}})(?:[.,][0-9]{{1,2}})?")
_CENTS: Final = re.compile(r"[0-9]{1,2}")
_HELP: Final = "Un montant s'écrit 59999.99 ou 59 999,99 : des chiffres, et deux décimales au plus."
_LIST_HELP: Final = "Séparez les montants par un point-virgule : 30 000,50 ; 50 000."


def read_amount(text: str) -> Money:
    """Read a positive amount in euros.

    Raises:
        InvalidValue: not an amount of at most fifteen digits and two decimals.
    """
    if not _AMOUNT.fullmatch(text):
        raise InvalidValue("money", _HELP)
    return Money.parse(re.sub(_SPACE, "", text).replace(",", "."), "EUR")


def read_amounts(text: str) -> tuple[Money, ...]:
    """Read several amounts: separated by semicolons, or by commas where no comma can be a decimal one.

    Raises:
        InvalidValue: one of them is not an amount, or a comma could be read in two ways.
    """
    if ";" in text:
        return tuple(read_amount(part.strip()) for part in text.split(";"))
    parts = [part.strip() for part in text.split(",")]
    if any(_CENTS.fullmatch(part) for part in parts[1:]):
        raise InvalidValue("money", _LIST_HELP)
    return tuple(read_amount(part) for part in parts)
