"""A report as data (rapport d'analyse des offres, procès-verbal, rapport de présentation): what it says, not its form.

A report is built by the domain and written by an adapter as an editable file (ODT) or a file to print (PDF); the
same report gives the same bytes. Every text is plain: what cannot be printed (control characters, lone surrogates)
is taken out here, once, so that no adapter can be broken by what people typed.

Sources: CCP R2184-1 to R2184-6 (rapport de présentation), R2181-1 to R2181-4 (motifs). Read on 2026-11-23.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

LANGUAGE: Final = "fr-FR"
_KEPT_CONTROLS: Final = frozenset("\n\t")
_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Cn", "Co"})  # controls, surrogates, unassigned, private use
_BIDIRECTIONAL: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they reorder what is read


@dataclass(frozen=True, slots=True)
class ReportMeta:
    """Who makes the report, about what, and its date (an aware instant: the adapters have no clock)."""

    author: str
    subject: str
    dated_at: datetime

    def __post_init__(self) -> None:
        if self.dated_at.tzinfo is None:
            raise ValueError("the date of a report is an aware instant")
        object.__setattr__(self, "author", printable(self.author))
        object.__setattr__(self, "subject", printable(self.subject))


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table: one row of headings, then rows of as many cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.header or any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("every row of a table has one cell for each heading")
        object.__setattr__(self, "header", _printable(self.header))
        object.__setattr__(self, "rows", tuple(_printable(row) for row in self.rows))
        object.__setattr__(self, "caption", printable(self.caption))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report; ``level`` 1 is a chapter, 2 and 3 stand below it."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[ReportTable, ...] = ()
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError("a section is of level 1, 2 or 3")
        object.__setattr__(self, "heading", printable(self.heading))
        object.__setattr__(self, "paragraphs", _printable(self.paragraphs))


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, in French."""

    title: str
    meta: ReportMeta
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", printable(self.title))

    @property
    def line_count(self) -> int:
        """Count headings and rows of tables: what the making of a file costs."""
        return sum(1 + sum(len(shown.rows) for shown in section.tables) for section in self.sections)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "") -> ReportTable:
    """Build a table from any sequences of texts."""
    return ReportTable(tuple(header), tuple(tuple(row) for row in rows), caption)


def printable(text: str) -> str:
    """Give a text that any document can hold: composed letters, no control character but line ends and tabs."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter if _is_printable(letter) else " " for letter in composed)


def _is_printable(letter: str) -> bool:
    if letter in _KEPT_CONTROLS:
        return True
    return letter not in _BIDIRECTIONAL and unicodedata.category(letter) not in _UNPRINTABLE


def _printable(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(printable(text) for text in texts)
