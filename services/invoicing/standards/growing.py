"""Groups of terms while a document is being read: they grow, agree, are merged, and are then frozen."""

from dataclasses import dataclass, field
from types import MappingProxyType

from services.invoicing.domain.semantic import Group, Value
from services.invoicing.domain.terms import ROOT, TERMS, chain_of

# CII says these once for the whole invoice where UBL says them with each means of payment.
_ONCE = ("BT-83", "BT-89", "BT-90")


@dataclass(slots=True)
class Growing:
    """A group of terms while it is being read."""

    number: str = ROOT
    values: dict[str, list[Value]] = field(default_factory=dict)
    groups: dict[str, list["Growing"]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.groups)

    def below(self, number: str) -> "Growing":
        """Give the first occurrence of a group, begun if need be."""
        found = self.groups.setdefault(number, [])
        if not found:
            found.append(Growing(number))
        return found[0]

    def frozen(self) -> Group:
        """Give the group as read; of several identifiers those without scheme come first, as CII writes them."""
        values = {number: _plain_first(found) for number, found in self.values.items()}
        groups = {number: tuple(g.frozen() for g in found if g) for number, found in self.groups.items()}
        return Group(self.number, MappingProxyType(values), MappingProxyType({n: g for n, g in groups.items() if g}))


def keep(group: Growing, holder: Growing, *, merges: bool) -> None:
    """Add an occurrence of a group; one means of payment said once for each account is one group (BG-16)."""
    if not group:
        return
    found = holder.groups.setdefault(group.number, [])
    if merges:
        for term in _ONCE:
            _forget_repeated(group, found[:1], term)
        for known in found:
            if _agree(known, group):
                _merge(known, group)
                return
    found.append(group)


def _forget_repeated(group: Growing, first: list[Growing], term: str) -> None:
    chain = chain_of(term)[1:]
    mine, theirs = _down(group, chain), _down(first[0], chain) if first else None
    if mine is not None and theirs is not None and mine.values.get(term) == theirs.values.get(term):
        mine.values.pop(term, None)


def _plain_first(found: list[Value]) -> tuple[Value, ...]:
    return tuple(found) if len(found) == 1 else tuple(sorted(found, key=_has_parts))


def _has_parts(value: Value) -> bool:
    return bool(value.parts)


def _down(group: Growing, chain: tuple[str, ...]) -> Growing | None:
    for step in chain:
        inner = group.groups.get(step)
        if not inner:
            return None
        group = inner[0]
    return group


def _agree(one: Growing, other: Growing) -> bool:
    """Whether two occurrences of a group contradict each other in no term that occurs once."""
    same = all(one.values.get(term, found) == found for term, found in other.values.items())
    shared = (g for g in other.groups if g in one.groups and not TERMS[g].repeats)
    return same and all(_agree(one.groups[g][0], other.groups[g][0]) for g in shared if one.groups[g])


def _merge(one: Growing, other: Growing) -> None:
    for term, values in other.values.items():
        one.values.setdefault(term, values)
    for number, groups in other.groups.items():
        known = one.groups.setdefault(number, [])
        if TERMS[number].repeats or not known:
            known.extend(groups)
        elif groups:
            _merge(known[0], groups[0])
