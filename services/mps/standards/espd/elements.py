"""Writing elements in the order in which they are asked for; text is cleaned of what XML 1.0 forbids."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from services.mps.standards.espd.terms import CAC, CBC, Term

_PREFIXES: Final = {"cac": CAC, "cbc": CBC}
# XML 1.0 section 2.2: the characters that no document may hold, not even escaped.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    """Give a text as it comes back from a document: no forbidden character, one form of line end, trimmed."""
    return _FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Add a child element (`cbc:ID`), with its text and attributes."""
    prefix, local = name.split(":")
    child = etree.SubElement(parent, f"{{{_PREFIXES[prefix]}}}{local}", attrib=attributes)
    if text is not None:
        child.text = cleaned(text)
    return child


def add_terms(parent: etree._Element, terms: Iterable[Term], values: Mapping[str, str | None]) -> None:
    """Write the leaves that have a value; neighbours share the elements that hold them."""
    open_path: list[tuple[str, etree._Element]] = []
    for term in terms:
        value = values.get(term.name)
        if value is None or not cleaned(value):
            continue
        *above, leaf = term.path.split("/")
        shared = 0
        while shared < min(len(above), len(open_path)) and open_path[shared][0] == above[shared]:
            shared += 1
        del open_path[shared:]
        for name in above[shared:]:
            open_path.append((name, add(open_path[-1][1] if open_path else parent, name)))
        add(open_path[-1][1] if open_path else parent, leaf, value, **dict(term.attributes))
