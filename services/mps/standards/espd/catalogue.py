"""The criteria of ESPD-EDM v4.1.0 as data: codes, identifiers, structure, French words, articles, administrations.

The table is `criteria_4_1.yaml`; a test compares it line by line with the official reference file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import yaml

from services.mps.domain.espd import ResponseType

_FILE: Final = "criteria_4_1.yaml"
_PROPERTY: Final = re.compile(r"(\S+) ([QRC]):(\S+) (.+)")
ALWAYS: Final = "ON*"
ON_TRUE: Final = "ONTRUE"
ON_FALSE: Final = "ONFALSE"


class CriterionPart(StrEnum):
    """Which part of the document a criterion belongs to."""

    EXCLUSION = "exclusion"
    SELECTION = "selection"
    OTHER = "other"


class PropertyRole(StrEnum):
    """What a property is: asked of the operator, stated by the buyer, or a mere caption."""

    QUESTION = "QUESTION"
    REQUIREMENT = "REQUIREMENT"
    CAPTION = "CAPTION"


@dataclass(frozen=True, slots=True)
class CriterionProperty:
    """One caption, requirement or question of a criterion."""

    property_id: str
    role: PropertyRole
    kind: ResponseType
    label: str


@dataclass(frozen=True, slots=True)
class PropertyGroup:
    """Properties and subgroups, with the condition under which they are answered."""

    group_id: str
    condition: str
    properties: tuple[CriterionProperty, ...]
    groups: tuple["PropertyGroup", ...]

    def walk(self) -> Iterator["PropertyGroup"]:
        """Give this group and all those below it, in the order of the document."""
        yield self
        for group in self.groups:
            yield from group.walk()

    @property
    def is_about_evidence(self) -> bool:
        """Tell whether the group only asks if a proof is on line."""
        below = [item.kind for group in self.groups for item in group.properties]
        return below == [ResponseType.EVIDENCE_IDENTIFIER]


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion: its identity in e-Certis, what it is in French law, and which administrations know about it."""

    code: str
    criterion_id: str
    prefix: str
    part: CriterionPart
    title: str
    articles: tuple[str, ...]
    sources: tuple[str, ...]
    groups: tuple[PropertyGroup, ...]
    shape: str  # the name of its structure in the table: criteria of one shape are answered in the same way

    def walk(self) -> Iterator[PropertyGroup]:
        """Give every group, in the order of the document."""
        for group in self.groups:
            yield from group.walk()

    @property
    def main_answer(self) -> str | None:
        """Give the first question answered by yes or no (« concerné ? », « remplit-il le critère ? »), if there is one.

        The question whether a proof is on line says nothing about the criterion itself.
        """
        for group in self.walk():
            if not group.is_about_evidence:
                for item in group.properties:
                    if item.kind is ResponseType.INDICATOR:
                        return item.property_id
        return None

    @property
    def evidence_questions(self) -> tuple[str, str] | None:
        """Give the question whether a proof is on line, and the one that names it: the last of the criterion."""
        groups = [group for group in self.walk() if group.is_about_evidence]
        if not groups:
            return None
        return groups[-1].properties[0].property_id, groups[-1].groups[0].properties[0].property_id

    def properties(self) -> Iterator[CriterionProperty]:
        """Give every property, in the order of the document."""
        for group in self.walk():
            yield from group.properties


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every criterion by code, and every property by identifier with its criterion."""

    by_code: Mapping[str, CriterionCard]
    by_id: Mapping[str, CriterionCard]
    properties: Mapping[str, tuple[CriterionCard, CriterionProperty]]

    @property
    def cards(self) -> tuple[CriterionCard, ...]:
        """Give the criteria in the official order."""
        return tuple(self.by_code.values())


@cache
def catalogue() -> Catalogue:
    """Read the packaged table once."""
    document: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(_FILE).read_text("utf-8"))
    cards = [_card(row, document["shapes"][row["shape"]]) for row in document["criteria"]]
    return Catalogue(
        by_code=MappingProxyType({card.code: card for card in cards}),
        by_id=MappingProxyType({card.criterion_id: card for card in cards}),
        properties=MappingProxyType({p.property_id: (card, p) for card in cards for p in card.properties()}),
    )


def _card(row: Mapping[str, Any], shape: str) -> CriterionCard:
    return CriterionCard(
        code=row["code"],
        criterion_id=row["id"],
        prefix=row["prefix"],
        part=CriterionPart(row["part"]),
        title=row["title"],
        articles=tuple(row["articles"]),
        sources=tuple(row["sources"]),
        groups=_groups(row["prefix"], shape.splitlines()),
        shape=row["shape"],
    )


def _groups(parent: str, lines: list[str]) -> tuple[PropertyGroup, ...]:
    """Read the groups written at the outer level of some lines; what is indented below each belongs to it."""
    starts = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    starts = [number for number in starts if not _PROPERTY.fullmatch(lines[number])]
    ends = [*starts[1:], len(lines)] if starts else []
    return tuple(_group(parent, lines[start:end]) for start, end in zip(starts, ends, strict=True))


def _group(parent: str, lines: list[str]) -> PropertyGroup:
    name, condition = lines[0].split(" ", 1)
    group_id = f"{parent}/{name}"
    inner = [line[2:] for line in lines[1:]]
    own = [match for line in inner if (match := _PROPERTY.fullmatch(line))]
    return PropertyGroup(group_id, condition, tuple(_property(group_id, m) for m in own), _groups(group_id, inner))


def _property(group_id: str, match: re.Match[str]) -> CriterionProperty:
    name, letter, kind, label = match.groups()
    role = next(role for role in PropertyRole if role.value.startswith(letter))
    return CriterionProperty(f"{group_id}/{name}", role, ResponseType(kind), label)
