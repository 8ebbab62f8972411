"""Where an element stands in its document, in words that people can follow, and all that stands below it."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from lxml import etree

from services.invoicing.domain.semantic import Extension
from services.invoicing.standards.binding import CII_PREFIXES, UBL_PREFIXES

_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {namespace: prefix for prefix, namespace in {**CII_PREFIXES, **UBL_PREFIXES}.items()}
)


class Place(NamedTuple):
    """The place of an element: its parent's place, its tag, and which one of that tag it is there (from 1)."""

    parent: "Place | None"
    tag: str
    rank: int = 1

    def __str__(self) -> str:
        steps = []
        here: Place | None = self
        while here is not None:
            steps.append(_named(here.tag) + (f"[{here.rank}]" if here.rank > 1 else ""))
            here = here.parent
        return "/" + "/".join(reversed(steps))


def children_of(element: etree._Element, place: Place) -> Iterator[tuple[etree._Element, Place]]:
    """Give each child with its place; counted on the way, so that a million children cost a million steps."""
    ranks: dict[str, int] = {}
    for child in element:
        tag = child.tag
        rank = ranks[tag] = ranks.get(tag, 0) + 1
        yield child, Place(place, tag, rank)


def attributes_of(element: etree._Element) -> Sequence[tuple[str, str]]:
    """Give the attributes of an element."""
    return [(str(name), str(text)) for name, text in element.items()]


def local(name: str) -> str:
    """Give a name without its namespace."""
    return name.rpartition("}")[2]


def extensions_below(element: etree._Element, place: Place) -> Iterator[Extension]:
    """Give every text and attribute of an element and of those in it, each with its place."""
    for name, text in attributes_of(element):
        yield Extension(f"{place}/@{local(name)}", text)
    words = " ".join(part.strip() for part in (element.text, *(c.tail for c in element)) if part and part.strip())
    if words:
        yield Extension(str(place), words)
    for child, below in children_of(element, place):
        yield from extensions_below(child, below)


def _named(tag: str) -> str:
    namespace, _, local = tag.removeprefix("{").rpartition("}")
    prefix = _PREFIXES.get(namespace)
    return f"{prefix}:{local}" if prefix else local
