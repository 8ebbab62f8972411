"""What a syntax writes in another form than the model: days of CII, codes of VAT liability, notes of UBL."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.terms import TERMS, Kind

_COMPACT_DAY = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<beyond>(?:\d{4}|\d{6})?)", re.ASCII)
_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_HOUR = r"T\d\d:\d\d:\d\d(?:\.\d+)?"
_ISO_DAY = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?P<beyond>(?:{_HOUR})?{_ZONE})", re.ASCII)
_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NOTE = re.compile(r"#([A-Z]{3})#(.*)", re.DOTALL)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Za-z0-9 ]{8,}", re.ASCII)
# EN 16931-1 BT-8 takes UNTDID 2005; CII writes the same events with UNTDID 2475 (CEN/TS 16931-3-3).
_CII_VAT_DUE: Final[Mapping[str, str]] = MappingProxyType({"3": "5", "35": "29", "432": "72"})
_VAT_DUE: Final[Mapping[str, str]] = MappingProxyType({cii: ours for ours, cii in _CII_VAT_DUE.items()})


def read_text(term: str, text: str, flags: frozenset[str]) -> tuple[str, str]:
    """Turn what an element says into what the model keeps, and what it says beyond: the hour or the zone of a day.

    A text of another form is kept as it is.
    """
    if TERMS[term].kind is Kind.DAY:
        return _read_day(text, compact="day102" in flags)
    return (_VAT_DUE.get(text, text) if "vat-due" in flags else text), ""


def _read_day(text: str, *, compact: bool) -> tuple[str, str]:
    """Part a day from what follows it: a zone (xsd:date), an hour (xsd:dateTime; UNTDID 2379, 203 and 204)."""
    found = (_COMPACT_DAY if compact else _ISO_DAY).fullmatch(text) or _ISO_DAY.fullmatch(text)
    if found is None or not _is_day("".join(found.group("year", "month", "day"))):
        return text, ""
    return "-".join(found.group("year", "month", "day")), found["beyond"]


def written_text(text: str, flags: frozenset[str]) -> str:
    """Turn what the model keeps into what the element says."""
    if "day102" in flags and _WHOLE_DAY.fullmatch(text):
        return text.replace("-", "")
    if "vat-due" in flags:
        return _CII_VAT_DUE.get(text, text)
    return text


def read_note(text: str) -> tuple[str | None, str]:
    """Part ``#PMT#text``, the way in which EN 16931 writes a note's subject (BT-21) in UBL."""
    found = _NOTE.fullmatch(text)
    return (found[1], found[2].strip()) if found else (None, text)


def is_note_subject(subject: str | None) -> bool:
    """Say whether a subject will be read again in a note of UBL."""
    return subject is None or _NOTE.fullmatch(f"#{subject}#") is not None


def written_note(subject: str | None, text: str) -> str:
    """Join subject and text of a note."""
    return text if subject is None else f"#{subject}#{text}"


def is_iban(text: str) -> bool:
    """Say whether an account looks like an IBAN, which CII writes in an element of its own."""
    return _IBAN.fullmatch(text) is not None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
