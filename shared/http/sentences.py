"""French sentences over the facts of a refusal or of a remark.

Facts travel as programs write them (`2026-11-23`, `1234.50 EUR`, `2.5`); a sentence names how people read them:
`{day:day}`, `{deadline:instant}`, `{amount:amount}`, `{quantity:number}`, `{right:right}`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from types import MappingProxyType
from typing import Final

from shared.kernel.french_number import french_number
from shared.kernel.money import Money
from shared.kernel.paris import display_day, display_instant
from shared.kernel.principal import Right

_MOST_DECIMALS: Final = 10  # an ordered price has six: one that software wrote with 28 is seen to differ from it
_NUMBER: Final = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,30})?")
_AMOUNT: Final = re.compile(rf"(?P<number>{_NUMBER.pattern}) (?P<currency>[A-Z]{{3}})")
_RIGHTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Right.DRAFT.value: "rédiger",
        Right.PUBLISH.value: "publier",
        Right.ANSWER.value: "répondre aux entreprises",
        Right.CUSTODIAN.value: "détenir une clé d'ouverture",
        Right.EVALUATE.value: "analyser les offres",
        Right.AWARD.value: "attribuer",
        Right.SIGN.value: "signer",
        Right.ACCOUNT.value: "comptable",
        Right.AUTHORISE.value: "ordonnateur",
        Right.SUBMIT.value: "agir pour une entreprise",
        Right.FINANCE_FEED.value: "lire le fil financier",
        Right.OPERATE.value: "exploiter la plateforme",
    }
)


def sentence(text: str, facts: Mapping[str, str]) -> str:
    """Fill a sentence with facts; an absent one shows as its name, for no text may hide a refusal behind a fault."""
    return _Sentence().vformat(text, (), _Facts(facts))


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"« {key} »"


class _Sentence(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        words = _WORDS.get(format_spec)
        return str(super().format_field(value, format_spec)) if words is None else words(str(value))


def _day(text: str) -> str:
    try:
        return display_day(date.fromisoformat(text))
    except ValueError:
        return text


def _instant(text: str) -> str:
    try:
        return display_instant(datetime.fromisoformat(text))
    except (ValueError, TypeError):  # no instant, or one without zone
        return text


def _amount(text: str) -> str:
    """Write an amount to the cent, or finer where it is: two prices that differ must not look alike."""
    written = _AMOUNT.fullmatch(text)
    if written is None:
        return text
    return Money(Decimal(written["number"]), written["currency"]).display(most=_MOST_DECIMALS)


def _number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return text
    return french_number(Decimal(text))


_WORDS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "day": _day,
        "instant": _instant,
        "amount": _amount,
        "number": _number,
        "right": lambda text: _RIGHTS.get(text, text),
    }
)
