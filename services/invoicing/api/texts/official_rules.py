"""What an official rule that an invoice breaks means for whoever reads French.

The French rules speak French. Those of EN 16931 and of Factur-X speak English: what the core asks to change is said
rule by rule (``core_rules``); where others name the terms that they hold together, these are given in French; where
they speak of one element, in one of a few sentences, that is said in French; else the place is named. A schema names
elements too: what it refuses is said by ``schema_faults``.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.api.texts.core_rules import what_to_change
from services.invoicing.api.texts.schema_faults import schema_fault
from services.invoicing.domain.terms import TERMS
from services.invoicing.domain.verdict import BrokenRule, RuleFamily

_ELEMENT: Final = r"Element(?: variant)? '(?P<name>[^']+)' "
_FORMS: Final[Mapping[re.Pattern[str], str]] = MappingProxyType(
    {
        re.compile(_ELEMENT + r"must occur exactly (?P<times>\d+) times"): "{name} doit être présent {times} fois, "
        "exactement",
        re.compile(_ELEMENT + r"must occur at least (?P<times>\d+) times"): "{name} doit être présent au moins {times} "
        "fois",
        re.compile(
            _ELEMENT + r"may occur at maximum (?P<times>\d+) times"
        ): "{name} peut être présent {times} fois au plus",
        re.compile(_ELEMENT + r"is marked as not used"): "{name} ne doit pas être présent ici",
        re.compile(r"\[CII-SR-\d+\] - (?P<name>\w+) should not be present"): "{name} ne doit pas être présent",
        re.compile(r"Value of '(?P<name>[^']+)' is not allowed"): "la valeur de {name} n'est pas permise",
        re.compile(r"Attribute '(?P<name>[^']+)' is required"): "il manque l'attribut {name}",
    }
)
_NOT_OF_A_NAME: Final = re.compile(r"\[.*|^\w+:|^@", re.DOTALL)
_STEP: Final = re.compile(r"(?:\w+:)?(\w+)(?:\[[^\]]*\])?$")
_TERM: Final = re.compile(r"\bB[TG]-\d+(?:-\d)?\b")


def in_french(family: RuleFamily, broken: BrokenRule) -> str:
    """Say a broken rule in French: its own words, what it wants of an element, or what to look at."""
    match family:
        case RuleFamily.FRENCH:
            return broken.text
        case RuleFamily.XSD:
            return schema_fault(broken)
        case RuleFamily.EN16931 | RuleFamily.FACTUR_X:
            place = _STEP.search(broken.location)
            return to_change(broken.rule, broken.text) or (f"à regarder : {place[1]}" if place else "")


def to_change(rule: str, text: str) -> str:
    """Say in French what a rule asks to change, or to look at; empty where neither the rule nor its text tells."""
    return what_to_change(rule, text) or _to_look_at(text)


def _to_look_at(text: str) -> str:
    """Say in French what a rule wants of one element, or which terms it names; empty where its text does neither."""
    for form, words in _FORMS.items():
        if found := form.search(text):
            return words.format(**{**found.groupdict(), "name": _NOT_OF_A_NAME.sub("", found["name"])})
    names = dict.fromkeys(term_words(number) for number in _TERM.findall(text) if number in TERMS)
    return f"à regarder : {' ; '.join(names)}" if names else ""


def term_words(number: str) -> str:
    """Name a term in French, with its number; one that is not known is given as it is."""
    term = TERMS.get(number.removeprefix("en16931:"))
    return number if term is None else f"{term.label} ({term.number})"
