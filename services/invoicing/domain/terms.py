"""The terms of EN 16931-1 as objects: number, group, occurrence, kind and French label of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, get_type_hints

from services.invoicing.domain.term_table import TERM_TABLE

ROOT: Final = ""


class Kind(StrEnum):
    """The kinds of values of EN 16931-1 (6.5), and groups."""

    GROUP = "group"
    TEXT = "text"
    CODE = "code"
    IDENTIFIER = "identifier"
    REFERENCE = "reference"
    DAY = "day"
    AMOUNT = "amount"
    PRICE = "price"
    QUANTITY = "quantity"
    PERCENTAGE = "percentage"
    BINARY = "binary"


NUMBERS: Final = frozenset({Kind.AMOUNT, Kind.PRICE, Kind.QUANTITY, Kind.PERCENTAGE})


@dataclass(frozen=True, slots=True)
class Term:
    """One term: ``group`` is the number of the group that holds it, empty at the top of the invoice."""

    number: str
    group: str
    occurs: str
    kind: Kind
    label: str

    @property
    def is_part(self) -> bool:
        """Whether it is a part of another term's value (``BT-29-1``: the scheme of BT-29)."""
        return self.number.count("-") > 1

    @property
    def whole(self) -> str:
        """The term whose value this one belongs to: itself, unless it is a part."""
        return self.number.rsplit("-", 1)[0] if self.is_part else self.number

    @property
    def repeats(self) -> bool:
        """Whether the standard lets it occur several times in its group."""
        return self.occurs.endswith("n")


def _parsed() -> Iterator[Term]:
    groups: list[str] = []
    for line in TERM_TABLE.strip("\n").splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        number, occurs, kind, label = line.split(maxsplit=3)
        del groups[depth:]
        yield Term(number, groups[-1] if groups else ROOT, occurs, Kind(kind), label)
        if number.startswith("BG-"):
            groups.append(number)


TERMS: Final[Mapping[str, Term]] = MappingProxyType({term.number: term for term in _parsed()})


@cache
def chain_of(number: str) -> tuple[str, ...]:
    """Give the groups that hold a term, from the top of the invoice to its own group."""
    chain: list[str] = []
    group = TERMS[TERMS[number].whole].group
    while group:
        chain.append(group)
        group = TERMS[group].group
    return tuple(reversed(chain))


@cache
def steps_between(group: str, number: str) -> tuple[str, ...] | None:
    """Give the groups to go down from a group to a term; None where it cannot hold it."""
    chain = chain_of(number)
    if group in chain:
        return chain[chain.index(group) + 1 :]
    return chain if group == ROOT else None


@cache
def numbers_below(group: str) -> frozenset[str]:
    """Give the numbers of every term and group that a group may hold, at any depth, and its own."""
    return frozenset({group, *(number for number in TERMS if group in chain_of(number))})


def terms_of(model: type[Any]) -> Iterator[tuple[str, str]]:
    """Give (field name, business term of EN 16931) for each annotated field of a class."""
    for name, hint in get_type_hints(model, include_extras=True).items():
        for mark in getattr(hint, "__metadata__", ()):
            yield name, mark
