"""What a schema or a rule set that gave up says of a document, in French, with the element to look at.

The validators speak English and name elements with their namespaces; their own sentence is kept where it is of a form
that is not known here. The places in a document are told by line.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.verdict import BrokenRule

_MOST_SHOWN: Final = 8
_NAMESPACE: Final = re.compile(r"\{[^{}]*\}")
_ELEMENT: Final = r"Element '(?P<name>[^']*)'(?:, attribute '(?P<attribute>[^']*)')?: "
_EXPECTED: Final = r"Expected is(?: one of)? \( (?P<expected>.*?) \)\."
_FAULTS: Final[Mapping[re.Pattern[str], str]] = MappingProxyType(
    {
        re.compile(_ELEMENT + r"This element is not expected\. " + _EXPECTED): "{name} n'est pas attendu ici "
        "(mal placé, en double, ou précédé d'un manque) ; attendu : {expected}",
        re.compile(_ELEMENT + r"This element is not expected\."): "{name} n'est pas attendu ici (en trop ou en double)",
        re.compile(_ELEMENT + r"Missing child element\(s\)\. " + _EXPECTED): "dans {name}, il manque {expected}",
        re.compile(_ELEMENT + r".*?'(?P<value>[^']*)' is not a valid value of the"): "{name} : la valeur "
        "« {value} » n'a pas la forme demandée (montant, date, code)",
        re.compile(_ELEMENT + r"The attribute '(?P<value>[^']*)' is required but missing"): "{name} : il manque "
        "l'attribut {value}",
        re.compile(_ELEMENT + r"The attribute '(?P<value>[^']*)' is not allowed"): "{name} : l'attribut {value} "
        "n'est pas permis",
        re.compile(_ELEMENT + r"(?:\[facet '\w+'\] )?The value '(?P<value>[^']*)'"): "{name} : la valeur « {value} » "
        "n'est pas permise",
        re.compile(_ELEMENT + r"Character content"): "{name} : du texte se trouve là où seuls des éléments sont permis",
    }
)
_GIVEN_UP: Final[Mapping[re.Pattern[str], str]] = MappingProxyType(
    {
        re.compile(r'\((?:Cannot convert string|The string|Invalid \w+) "(?P<value>[^"]*)"'): "la valeur « {value} » "
        "n'a pas la forme demandée (montant, date, code)",
        re.compile(r"\(A sequence of more than one item|\(Effective boolean value"): "un élément qui doit être seul "
        "est présent plusieurs fois",
    }
)


def schema_fault(broken: BrokenRule) -> str:
    """Say one thing that a schema refuses, with its line."""
    return f"{broken.location} : {_said(broken.text)}" if broken.location else _said(broken.text)


def reason_text(reason: str) -> str:
    """Say why the official rules were not applied: a value that they cannot bear is told in French."""
    for form, words in _GIVEN_UP.items():
        if found := form.search(reason):
            head = reason.partition(" (")[0]
            return f"{head} : {words.format(**found.groupdict(default=''))}"
    return reason


def _said(text: str) -> str:
    for form, words in _FAULTS.items():
        if found := form.match(text):
            parts = {key: _NAMESPACE.sub("", value) for key, value in found.groupdict(default="").items()}
            if (attribute := parts.pop("attribute", "")) and "attribut" not in words:
                parts["name"] = f"{parts['name']}, attribut {attribute}"
            if "expected" in parts:
                parts["expected"] = _few(parts["expected"].split(", "))
            return words.format(**parts)
    return _NAMESPACE.sub("", text)


def _few(names: list[str]) -> str:
    return ", ".join(names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")
