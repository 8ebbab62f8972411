"""What an official rule that an invoice breaks means for whoever reads French.

The French rules speak French. Those of EN 16931 and of Factur-X speak English and name the terms that they hold
together: these are given in French. A schema names elements: what it refuses is said by ``schema_faults``.
"""

import re
from typing import Final

from services.invoicing.api.texts.schema_faults import schema_fault
from services.invoicing.domain.terms import TERMS
from services.invoicing.domain.verdict import BrokenRule, RuleFamily

_TERM: Final = re.compile(r"\bB[TG]-\d+(?:-\d)?\b")


def in_french(family: RuleFamily, broken: BrokenRule) -> str:
    """Say a broken rule in French: its own words, or what to look at; empty where its text names no term."""
    match family:
        case RuleFamily.FRENCH:
            return broken.text
        case RuleFamily.XSD:
            return schema_fault(broken)
        case RuleFamily.EN16931 | RuleFamily.FACTUR_X:
            return to_look_at(broken.text)


def to_look_at(text: str) -> str:
    """Name in French the terms that the text of a rule names; empty where it names none."""
    names = dict.fromkeys(term_words(number) for number in _TERM.findall(text) if number in TERMS)
    return f"à regarder : {' ; '.join(names)}" if names else ""


def term_words(number: str) -> str:
    """Name a term in French, with its number; one that is not known is given as it is."""
    term = TERMS.get(number.removeprefix("en16931:"))
    return number if term is None else f"{term.label} ({term.number})"
