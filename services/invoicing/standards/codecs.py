"""What a syntax writes in another form than the model: days of CII, codes of VAT liability, notes of UBL."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

_COMPACT_DAY = re.compile(r"\d{8}", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NOTE = re.compile(r"#([A-Z]{3})#(.*)", re.DOTALL)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Za-z0-9 ]{8,}", re.ASCII)
# EN 16931-1 BT-8 takes UNTDID 2005; CII writes the same events with UNTDID 2475 (CEN/TS 16931-3-3).
_CII_VAT_DUE: Final[Mapping[str, str]] = MappingProxyType({"3": "5", "35": "29", "432": "72"})
_VAT_DUE: Final[Mapping[str, str]] = MappingProxyType({cii: ours for ours, cii in _CII_VAT_DUE.items()})


def read_text(text: str, flags: frozenset[str]) -> str:
    """Turn what an element says into what the model keeps; a text of another form is kept as it is."""
    if "day102" in flags and _COMPACT_DAY.fullmatch(text) and _is_day(text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if "vat-due" in flags:
        return _VAT_DUE.get(text, text)
    return text


def written_text(text: str, flags: frozenset[str]) -> str:
    """Turn what the model keeps into what the element says."""
    if "day102" in flags and _ISO_DAY.fullmatch(text):
        return text.replace("-", "")
    if "vat-due" in flags:
        return _CII_VAT_DUE.get(text, text)
    return text


def read_note(text: str) -> tuple[str | None, str]:
    """Part ``#PMT#text``, the way in which EN 16931 writes a note's subject (BT-21) in UBL."""
    found = _NOTE.fullmatch(text)
    return (found[1], found[2].strip()) if found else (None, text)


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
