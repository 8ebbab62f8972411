"""An invoice as a tree of the terms of EN 16931: what a document says, term by term, in no syntax.

Values keep the text that the document gave (days as ``2026-01-31``, codes as EN 16931 lists them): reading never
computes nor rounds. What a document says beyond the standard (profiles EXTENDED, EXTENDED-CTC-FR, free extensions) is
kept beside the tree as ``Extension`` with its place, so that nothing is lost in silence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from services.invoicing.domain.terms import ROOT, TERMS, steps_between

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a business term, with its parts (``{"BT-29-1": "0088"}``), if any."""

    text: str
    parts: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Group:
    """One occurrence of a group of terms (the whole invoice has no number): values and groups by number."""

    number: str = ROOT
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple["Group", ...]] = field(default_factory=dict)

    def numbers(self) -> frozenset[str]:
        """Give the numbers of every term and group that stand in it, at any depth."""
        below = (found.numbers() for groups in self.groups.values() for found in groups)
        return frozenset(self.values).union(self.groups, *below)

    def text(self, number: str) -> str | None:
        """Give the text of a term of this group or of the groups in it that occur once; None when absent."""
        found = self.first(number)
        return found.text if found is not None else None

    def first(self, number: str) -> Value | None:
        """Give the first value of a term below this group, through groups taken at their first occurrence."""
        holder = self._holder_of(number)
        found = () if holder is None else holder.values.get(number, ())
        return found[0] if found else None

    def all(self, number: str) -> tuple["Group", ...]:
        """Give every occurrence of a group, through the groups that hold it taken at their first occurrence."""
        holder = self._holder_of(number)
        return () if holder is None else holder.groups.get(number, ())

    def _holder_of(self, number: str) -> "Group | None":
        """Go down to the group that holds a term, each step at its first occurrence; None where there is none."""
        steps, holder = steps_between(self.number, number), self
        if steps is None:
            return None
        for step in steps:
            below = holder.groups.get(step)
            if not below:
                return None
            holder = below[0]
        return holder


@dataclass(frozen=True, slots=True)
class Extension:
    """Something that a document says and EN 16931 does not: where it stands, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class SemanticInvoice:
    """A whole invoice: its terms, and what its document says beyond them.

    ``implied_type``: what the document is by its root where it does not say its type (BT-3), which only UBL tells.
    """

    terms: Group
    extensions: tuple[Extension, ...] = ()
    implied_type: str | None = None

    @property
    def type_code(self) -> str | None:
        """Its type (BT-3), said or implied."""
        return self.terms.text("BT-3") or self.implied_type

    @property
    def is_credit_note(self) -> bool:
        """Whether its type (BT-3) is one of the credit notes of UNTDID 1001."""
        return self.type_code in CREDIT_NOTE_TYPES


# UNTDID 1001 codes that are credit notes (EN 16931-1 BT-3, XP Z12-012).
CREDIT_NOTE_TYPES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"})


def flat(group: Group, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Give every term present as (place, number, text), parts included, in the order of the standard.

    The place tells occurrences apart: ``BG-25[2]/BG-31/BT-158[1]``.
    """
    for number in TERMS:
        values = group.values.get(number, ())
        for rank, value in enumerate(values, start=1):
            place = f"{path}{number}" + (f"[{rank}]" if TERMS[number].repeats or len(values) > 1 else "")
            yield place, number, value.text
            for part, text in value.parts.items():
                yield f"{place}/{part}", part, text
        inner = group.groups.get(number, ())
        for rank, below in enumerate(inner, start=1):
            place = f"{path}{number}" + (f"[{rank}]" if TERMS[number].repeats or len(inner) > 1 else "")
            yield from flat(below, f"{place}/")


def differences(one: Group, other: Group) -> tuple[tuple[str, str | None, str | None], ...]:
    """Compare two invoices term by term: (place, text of the first, text of the second) where they differ."""
    left, right = ({place: text for place, _, text in flat(group)} for group in (one, other))
    places = dict.fromkeys([*left, *right])
    return tuple((p, left.get(p), right.get(p)) for p in places if left.get(p) != right.get(p))
