"""Reading any syntax into the terms of EN 16931: one walk over the document, driven by the table of its syntax.

Every element, attribute and text of the document is either a term, a fixed word of the syntax, or kept as an extension
with its place: nothing is dropped. What the document says is never judged here: that is for the official rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from services.invoicing.domain.semantic import Extension, SemanticInvoice, Value
from services.invoicing.domain.terms import TERMS, steps_between
from services.invoicing.standards.binding import Binding, Condition
from services.invoicing.standards.codecs import read_note, read_text
from services.invoicing.standards.growing import Growing, keep
from services.invoicing.standards.places import Place, attributes_of, children_of, extensions_below, local
from services.invoicing.standards.schema_fillers import is_filler

_NO_PARTS: Mapping[str, str] = MappingProxyType({})
_OTHER_CURRENCY = "other"  # of the VAT, where it is not that of the invoice


@dataclass(slots=True)
class _Pending:
    """One value of a term that occurs several times, while its element is being read."""

    term: str
    text: str | None = None
    parts: dict[str, str] = field(default_factory=dict)


class _Context(NamedTuple):  # one for each element: a tuple is quicker to make than a frozen dataclass
    """Where the walk stands: the groups open around the element, the innermost last, and the value being read."""

    place: Place
    groups: tuple[Growing, ...]
    pending: _Pending | None = None

    def holder(self, number: str) -> Growing:
        """Give the group that holds a term: below the innermost open group that may hold it."""
        for group in reversed(self.groups):
            steps = steps_between(group.number, number)
            if steps is not None:
                for step in steps:
                    group = group.below(step)  # noqa: PLW2901 - one step down at a time
                return group
        raise AssertionError("the whole invoice is always open")


def read_terms(root: etree._Element, binding: Binding) -> SemanticInvoice:
    """Read a parsed document by the table of its syntax."""
    walk = _Walk(root, binding)
    whole = Growing()
    walk.element(binding, root, _Context(Place(None, root.tag), (whole,)))
    walk.second_choices()
    return SemanticInvoice(whole.frozen(), tuple(walk.extensions))


class _Walk:
    """One reading of one document."""

    def __init__(self, root: etree._Element, binding: Binding) -> None:
        self.extensions: list[Extension] = []
        self._currencies = _currencies(root, binding)
        self._later: list[tuple[Binding, etree._Element, _Context]] = []

    def element(self, binding: Binding, element: etree._Element, context: _Context) -> None:
        """Read one element: its attributes, its text, its children."""
        self._attributes(binding, element, context)
        if not binding.children:
            if binding.term is not None or binding.fixed or "note" in binding.flags:
                self._text(binding, element, context)
            return
        self._unbound(element.text, context)
        seen: set[int] = set()
        for child, place in children_of(element, context.place):
            if tail := child.tail:
                self._unbound(tail, context)
            chosen = self._chosen(binding, child, seen)
            if chosen is None:
                self.extensions += extensions_below(child, place)
                continue
            seen.add(id(chosen))
            below = _Context(place, context.groups, context.pending)
            if "read-only" in chosen.flags:
                self._later.append((chosen, child, below))
            else:
                self._occurrence(chosen, child, below)

    def second_choices(self) -> None:
        """Read at last what only serves where nothing better gave the term."""
        while self._later:
            binding, element, context = self._later.pop(0)
            self._occurrence(binding, element, context)

    def _occurrence(self, binding: Binding, element: etree._Element, context: _Context) -> None:
        if not binding.each:
            self.element(binding, element, context)
        elif binding.each[0].startswith("BG-"):
            number = binding.each[0]
            group = Growing(number)
            self.element(binding, element, _Context(context.place, (*context.groups, group), context.pending))
            keep(group, context.holder(number), merges=len(binding.each) > 1)
        else:
            pending = _Pending(binding.each[0])
            self.element(binding, element, _Context(context.place, context.groups, pending))
            if pending.text is not None or pending.parts:
                value = Value(pending.text or "", MappingProxyType(pending.parts))
                context.holder(pending.term).values.setdefault(pending.term, []).append(value)

    def _chosen(self, binding: Binding, child: etree._Element, seen: set[int]) -> Binding | None:
        """Give the line of the table that an element is; when that one was met, another that asks for just this."""
        was_met = False
        for candidate in binding.by_tag.get(child.tag, ()):
            if candidate.condition is None or self._fits(candidate.condition, child):
                if (candidate.each or id(candidate) not in seen) and not (was_met and candidate.condition is None):
                    return candidate
                was_met = True
        return None

    def _fits(self, condition: Condition, element: etree._Element) -> bool:
        found = element.find(condition.path) if condition.path else element
        said = "" if found is None else (found.get(condition.attribute) if condition.attribute else found.text) or ""
        wanted = [self._currencies.get(v[1:]) if v.startswith("$") else v for v in condition.values]
        return (said.strip() in wanted) is condition.wanted

    def _attributes(self, binding: Binding, element: etree._Element, context: _Context) -> None:
        attributes = attributes_of(element)
        if not attributes:
            return
        for name, text in attributes:
            bound = binding.by_name.get(name)
            expected = None if bound is None else self._expected(bound.fixed)
            if bound is not None and bound.term is not None and text.strip():
                self._keep_part(bound.term, text.strip(), element, context)
            elif (expected is None or text.strip() != expected) and not self._is_currency(name, text):
                self.extensions.append(Extension(f"{context.place}/@{local(name)}", text))

    def _is_currency(self, name: str, text: str) -> bool:
        """Tell whether an attribute only repeats the currency of the invoice."""
        return name == "currencyID" and text == self._currencies.get("BT-5")

    def _expected(self, fixed: str | None) -> str | None:
        return self._currencies.get(fixed[1:]) if fixed is not None and fixed.startswith("$") else fixed

    def _keep_part(self, term: str, text: str, element: etree._Element, context: _Context) -> None:
        """Keep what an attribute says: a part of the value being read, or a term of its own."""
        if context.pending is not None and TERMS[term].whole == context.pending.term and TERMS[term].is_part:
            context.pending.parts[term] = text
        elif not TERMS[term].is_part:
            self._value(term, Value(text), context)
        elif not (element.text or "").strip():  # else the text of the element takes its parts along
            self.extensions.append(Extension(f"{context.place}/@{term}", text))

    def _text(self, binding: Binding, element: etree._Element, context: _Context) -> None:
        self._below_a_leaf(element, context)
        text = (element.text or "").strip()
        if not text or is_filler(element, text, binding.flags):
            return
        if binding.fixed:
            if text not in binding.fixed:
                self.extensions.append(Extension(str(context.place), text))
        elif "note" in binding.flags:
            subject, words = read_note(text)
            if subject is not None:
                self._value("BT-21", Value(subject), context)
            if words:
                self._value("BT-22", Value(words), context)
        elif binding.term is not None:
            said, beyond = read_text(binding.term, text, binding.flags)
            self._unbound(beyond, context)
            self._term(binding, said, element, context)

    def _term(self, binding: Binding, text: str, element: etree._Element, context: _Context) -> None:
        term, pending = str(binding.term), context.pending
        if pending is not None and TERMS[term].whole == pending.term:
            if TERMS[term].is_part:
                pending.parts[term] = text
            else:
                pending.text = text
            return
        self._value(term, Value(text, _parts(binding, element)), context)

    def _value(self, term: str, value: Value, context: _Context) -> None:
        """Keep a value; a second and different one of a term that occurs once is an extension."""
        found = context.holder(term).values.setdefault(term, [])
        if not found:
            found.append(value)
        elif found[0] != value:
            self.extensions.append(Extension(str(context.place), value.text))

    def _below_a_leaf(self, element: etree._Element, context: _Context) -> None:
        if len(element) == 0:
            return
        for child, place in children_of(element, context.place):
            self.extensions += extensions_below(child, place)
            self._unbound(child.tail, context)

    def _unbound(self, text: str | None, context: _Context) -> None:
        """Keep a text that stands between elements, where the syntax has none."""
        if text is not None and text.strip():
            self.extensions.append(Extension(str(context.place), text.strip()))


def _parts(binding: Binding, element: etree._Element) -> Mapping[str, str]:
    """Give the parts of a value that its element's attributes carry."""
    if not binding.attributes:
        return _NO_PARTS
    carried = (a for a in binding.attributes if a.term is not None and TERMS[a.term].is_part)
    found = ((str(a.term), element.get(a.name, "").strip()) for a in carried)
    return MappingProxyType({term: text for term, text in found if text})


def _currencies(root: etree._Element, binding: Binding) -> dict[str, str]:
    """Give the currencies of the invoice (BT-5) and of its VAT (BT-6), which tell other elements apart."""
    found: dict[str, str] = {}
    for term, path in _currency_paths(binding):
        text = root.findtext(path)
        if text and text.strip():
            found[term] = text.strip()
    if found.get("BT-6", found.get("BT-5")) != found.get("BT-5"):
        found[_OTHER_CURRENCY] = found["BT-6"]  # many write the same currency twice: it tells nothing apart
    return found


@cache
def _currency_paths(binding: Binding) -> tuple[tuple[str, str], ...]:
    """Give the currency terms of a syntax, each with its place below the root."""
    said = (path for path in binding.walk() if path[-1].term in {"BT-5", "BT-6"})
    return tuple((str(path[-1].term), "/".join(step.tag for step in path[1:])) for path in said)
