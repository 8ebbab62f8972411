"""Reading a price schedule from a CSV file, as spreadsheets of French offices write it.

The first row names the columns, in any order, with or without accents. Semicolon, comma or tab; UTF-8 with or without
its mark, else Windows-1252; numbers with a comma or a point, spaces between thousands, a euro sign. What cannot be
read is refused with its line: nothing is guessed.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.price_schedules import MOST_LINES, PriceLine
from services.tenders.domain.priced_offers import FilledLine
from shared.kernel.refusal import refuse

COLUMNS: Final = ("Section", "Code", "Désignation", "Unité", "Quantité", "Prix unitaire HT", "Total HT")
_NAMES: Final[Mapping[str, str]] = {
    "section": "section",
    "rubrique": "section",
    "chapitre": "section",
    "code": "code",
    "numero": "code",
    "reference": "code",
    "designation": "label",
    "libelle": "label",
    "unite": "unit",
    "quantite": "quantity",
    "qte": "quantity",
    "prix unitaire": "unit_price",
    "prix unitaire ht": "unit_price",
    "pu ht": "unit_price",
    "total": "total",
    "total ht": "total",
    "montant": "total",
    "montant ht": "total",
}
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?", re.ASCII)
_BLANKS: Final = re.compile("[\\s\u00a0\u202f€]+")
_LONGEST_CELL: Final = 2_000  # a longer one is not a line of a schedule


def schedule_lines(content: bytes) -> tuple[PriceLine, ...]:
    """Read the buyer's lines.

    Raises:
        Refused: ``TND-SCHEDULE-FILE``, ``TND-SCHEDULE-LINE``, ``TND-SCHEDULE-LONG``.
    """
    return tuple(
        PriceLine(
            code=row.get("code", ""),
            label=row.get("label", ""),
            unit=row.get("unit", ""),
            quantity=_number(row, "quantity", line=number),
            section=row.get("section", ""),
        )
        for number, row in _rows(content)
    )


def filled_lines(content: bytes) -> tuple[FilledLine, ...]:
    """Read what a company filled in.

    Raises:
        Refused: as ``schedule_lines``.
    """
    return tuple(
        FilledLine(
            code=row.get("code", ""),
            label=row.get("label", ""),
            unit=row.get("unit", ""),
            quantity=_number(row, "quantity", line=number),
            unit_price=_number(row, "unit_price", line=number),
            total=_number(row, "total", line=number),
        )
        for number, row in _rows(content)
    )


def _rows(content: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give the rows that hold something, with their line in the file."""
    reader = csv.reader(_text_lines(content), delimiter=_delimiter(content), strict=True)
    try:
        names = _columns(next(reader, []))
        count = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > 2 * MOST_LINES:
                refuse(Code.SCHEDULE_LONG, limit=MOST_LINES)
            yield reader.line_num, _row(names, cells, line=reader.line_num)
    except csv.Error:
        refuse(Code.SCHEDULE_LINE, line=reader.line_num, why="des guillemets ne sont pas refermés")


def _row(names: Sequence[str], cells: Sequence[str], *, line: int) -> Mapping[str, str]:
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        refuse(Code.SCHEDULE_LINE, line=line, why="un texte est trop long")
    if any(cell.strip() for cell in islice(cells, len(names), None)):
        refuse(Code.SCHEDULE_LINE, line=line, why="elle a plus de cellules que d'intitulés")
    return {name: _clean(cell) for name, cell in zip(names, cells, strict=False) if name}


def _columns(header: Sequence[str]) -> list[str]:
    names = [_NAMES.get(_plain(title), "") for title in header]
    known = [name for name in names if name]
    if "code" not in known or len(set(known)) != len(known):
        refuse(Code.SCHEDULE_FILE, columns=" ; ".join(COLUMNS))
    return names


def _number(row: Mapping[str, str], name: str, *, line: int) -> Decimal | None:
    text = _BLANKS.sub("", row.get(name, ""))
    if not text:
        return None
    plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    if not _NUMBER.fullmatch(plain):
        refuse(Code.SCHEDULE_LINE, line=line, why=f"« {text[:40]} » n'est pas un nombre")
    return Decimal(plain)


def _text_lines(content: bytes) -> Iterator[str]:
    return io.StringIO(_decoded(content), newline="")


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        refuse(Code.SCHEDULE_FILE, columns=" ; ".join(COLUMNS))  # a spreadsheet or UTF-16, not a CSV
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(content: bytes) -> str:
    head = _decoded(content[:_LONGEST_CELL].split(b"\n", 1)[0])
    return max(";\t,", key=head.count) if any(mark in head for mark in ";\t,") else ";"


def _clean(cell: str) -> str:
    """Take out control characters; an apostrophe that protects a formula in a spreadsheet is not part of the text."""
    text = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in cell).strip()
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def _plain(title: str) -> str:
    letters = unicodedata.normalize("NFKD", title.replace("\ufeff", ""))
    words = "".join(letter for letter in letters if letter.isascii() and (letter.isalnum() or letter.isspace()))
    return " ".join(words.casefold().split())
