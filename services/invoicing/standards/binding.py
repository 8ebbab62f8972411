"""How a syntax carries the terms of EN 16931: one tree of elements, from ``bindings/*.txt``, to read and to write.

A line of a table is an element, indented under its parent, in the order of the schema, followed by:

- ``BT-27`` the term that its text carries; ``=VAT`` a fixed text (``=false|0``: the first is written, all are read);
- ``@schemeID>BT-29-1`` an attribute that carries a term; ``@format=102`` a fixed attribute; ``$BT-5`` a term's value;
- ``*BG-25`` or ``*BT-29``: one element for each occurrence; ``*BG-16/BG-17``: one for each of the second in the first;
- ``if:path=a|b`` or ``unless:…``: which of several elements of that name this line is; the path may end with
  ``@attribute``; ``$other`` is the currency of the VAT (BT-6) where it is not that of the invoice;
- ``with:BT-29-1``, ``without:…``, ``written:iban``: which values are written here; ``needs:BT-6``: only beside that
  term; ``once``: only in the first of several groups; ``read-only``: read, never written, and only where nothing better
  gave the term; ``always``: written even when empty, since the schema asks for it; ``no-NA``, ``no-filled``: what
  ``else:`` wrote says nothing;
- ``else:NA``: what to write where the schema asks for a term that is absent; ``day102``, ``note``, ``vat-due``: codecs.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.terms import TERMS

_UNECE = "urn:un:unece:uncefact:data:standard"
_OASIS = "urn:oasis:names:specification:ubl:schema:xsd"
CII_ROOT: Final = f"{_UNECE}:CrossIndustryInvoice:100"
CII_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rsm": CII_ROOT,
        "ram": f"{_UNECE}:ReusableAggregateBusinessInformationEntity:100",
        "udt": f"{_UNECE}:UnqualifiedDataType:100",
        "qdt": f"{_UNECE}:QualifiedDataType:100",
    }
)
UBL_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {"cac": f"{_OASIS}:CommonAggregateComponents-2", "cbc": f"{_OASIS}:CommonBasicComponents-2"}
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a bound element: it carries a term, or a fixed text (which may be a term's value: ``$BT-5``)."""

    name: str
    term: str | None
    fixed: str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """What tells apart elements of the same name: the text at a path, or an attribute there, is one of these."""

    path: str
    attribute: str | None
    values: tuple[str, ...]
    wanted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One element of a syntax and what it carries, in it and below; ``is_fixed``: nothing but words of the syntax."""

    tag: str
    term: str | None
    fixed: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    by_name: Mapping[str, Attribute]
    each: tuple[str, ...]
    condition: Condition | None
    flags: frozenset[str]
    options: Mapping[str, str]
    children: tuple["Binding", ...]
    by_tag: Mapping[str, tuple["Binding", ...]]
    is_fixed: bool
    carries: frozenset[str]

    def walk(self, path: tuple["Binding", ...] = ()) -> Iterator[tuple["Binding", ...]]:
        """Give the path of every element of the tree, the root first."""
        here = (*path, self)
        yield here
        for child in self.children:
            yield from child.walk(here)


@cache
def cii_binding() -> Binding:
    """Give the binding of CII."""
    return _tree(_table("cii.txt"), dict(CII_PREFIXES))


@cache
def ubl_binding(document: str) -> Binding:
    """Give the binding of UBL for ``Invoice`` or ``CreditNote``."""
    other = " CreditNote" if document == "Invoice" else " Invoice"
    lines = [line.removesuffix(f" {document}") for line in _without(_table("ubl.txt"), other)]
    namespaces = {**UBL_PREFIXES, "": f"{_OASIS}:{document}-2"}
    return _tree([line.replace("$root", document) for line in lines], namespaces)


def paths_of(binding: Binding) -> Mapping[str, tuple[str, ...]]:
    """Give the places where a syntax carries each term, as readable paths."""
    found: dict[str, list[str]] = {}
    for path in binding.walk():
        place = "/".join(step.tag.rpartition("}")[2] for step in path)
        carried = [(path[-1].term, place)] + [(a.term, f"{place}/@{a.name}") for a in path[-1].attributes]
        carried += [(each, place) for each in path[-1].each]
        carried += [("BT-21", place), ("BT-22", place)] if "note" in path[-1].flags else []
        for term, where in carried:
            if term is not None and where not in found.setdefault(term, []):
                found[term].append(where)
    return MappingProxyType({term: tuple(places) for term, places in found.items()})


def _table(name: str) -> list[str]:
    text = files("services.invoicing.standards.bindings").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _without(lines: Sequence[str], mark: str) -> Iterator[str]:
    """Leave out the elements, with all below them, that only the other document has."""
    skipped: int | None = None
    for line in lines:
        depth = _depth(line)
        if skipped is not None and depth > skipped:
            continue
        skipped = depth if line.endswith(mark) else None
        if skipped is None:
            yield line


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip())) // 2


def _tree(lines: Sequence[str], namespaces: Mapping[str, str]) -> Binding:
    below: list[list[Binding]] = [[]]
    # From the last line to the first: when an element is met, all its children have been.
    for line in reversed(lines):
        depth = _depth(line)
        below += [[] for _ in range(depth + 2 - len(below))]
        children = tuple(reversed(below[depth + 1]))
        below[depth + 1] = []
        below[depth].append(_element(shlex.split(line), namespaces, children))
    return below[0][0]


def _element(words: Sequence[str], namespaces: Mapping[str, str], children: tuple[Binding, ...]) -> Binding:
    name, *marks = words
    by_tag: dict[str, tuple[Binding, ...]] = {}
    for child in children:
        by_tag[child.tag] = (*by_tag.get(child.tag, ()), child)
    each = next((tuple(mark[1:].split("/")) for mark in marks if mark.startswith("*")), ())
    fixed = next((tuple(mark[1:].split("|")) for mark in marks if mark.startswith("=")), ())
    term = next((mark for mark in marks if mark in TERMS), None)
    if term is None and each and each[0].startswith("BT-") and not children:
        term = each[0]
    attributes = tuple(_attribute(mark[1:]) for mark in marks if mark.startswith("@"))
    options = {key: value for key, _, value in (m.partition(":") for m in marks if ":" in m) if key in _OPTIONS}
    return Binding(
        tag=_qualified(name, namespaces),
        term=term,
        fixed=fixed,
        attributes=attributes,
        by_name=MappingProxyType({attribute.name: attribute for attribute in attributes}),
        each=each,
        condition=next((_condition(m, namespaces) for m in marks if m.startswith(("if:", "unless:"))), None),
        flags=frozenset(mark for mark in marks if mark in _FLAGS),
        options=MappingProxyType(options),
        children=children,
        by_tag=MappingProxyType(by_tag),
        carries=frozenset(_carried(term, each, marks)).union(*(child.carries for child in children)),
        is_fixed=bool(fixed) or (bool(children) and all(child.is_fixed for child in children)),
    )


_FLAGS: Final = frozenset({"always", "read-only", "day102", "note", "vat-due", "no-NA", "no-filled", "once"})
_OPTIONS: Final = frozenset({"with", "without", "written", "needs", "else"})


def _carried(term: str | None, each: tuple[str, ...], marks: Sequence[str]) -> Iterator[str]:
    """Give the terms and groups whose presence makes an element written."""
    yield from (TERMS[found].whole for found in (*each, *([term] if term else [])))
    yield from (TERMS[mark.partition(">")[2]].whole for mark in marks if ">" in mark)
    yield from ("BT-21", "BT-22") if "note" in marks else ()


def _attribute(mark: str) -> Attribute:
    if ">" in mark:
        name, _, term = mark.partition(">")
        return Attribute(name, term, None)
    name, _, fixed = mark.partition("=")
    return Attribute(name, None, fixed)


def _condition(mark: str, namespaces: Mapping[str, str]) -> Condition:
    kind, _, rest = mark.partition(":")
    place, _, values = rest.partition("=")
    path, _, attribute = place.partition("@")
    qualified = "/".join(_qualified(step, namespaces) for step in path.split("/") if step)
    return Condition(qualified, attribute or None, tuple(values.split("|")), kind == "if")


def _qualified(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{namespaces[prefix]}}}{local}"
