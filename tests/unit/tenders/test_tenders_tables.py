"""Les listes en fichiers : CSV que les tableurs français lisent et qui n'exécute rien, ODS typé."""

import csv
import io
import time
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from odfdo import Document

from services.tenders.ports.exports import Cell
from services.tenders.standards.tables import SpreadsheetWriter

WRITER = SpreadsheetWriter()
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def as_csv(*rows: list[Cell], bom: bool = False) -> str:
    return b"".join(WRITER.csv(["Titre", "Montant"], rows, bom=bom)).decode()


def test_a_csv_is_what_a_french_spreadsheet_reads() -> None:
    text = as_csv(["Écoles ; « nord »", Decimal("-1234.50")], [date(2026, 11, 9), None], [True, 3], bom=True)
    assert text == '\ufeffTitre;Montant\r\n"Écoles ; « nord »";-1234,50\r\n2026-11-09;\r\noui;3\r\n'


def test_instants_are_shown_in_paris() -> None:
    assert "2026-07-01 14:00:00;" in as_csv([datetime(2026, 7, 1, 12, tzinfo=UTC), None])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "＝", "＋"])
def test_no_text_becomes_a_formula(start: str) -> None:
    shown = as_csv([f"{start}cmd|' /C calc'!A0", None])
    assert next(iter(list(csv.reader(io.StringIO(shown, newline=""), delimiter=";"))[1:]))[0].startswith("'")


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_whatever_people_wrote_comes_back(rows: list[list[str]]) -> None:
    shown = b"".join(WRITER.csv(["a", "b"], rows, bom=False)).decode("utf-8", "replace")
    read = list(csv.reader(io.StringIO(shown, newline=""), delimiter=";"))[1:]
    expected = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in expected
    ]
    assert etree.fromstring(_content(WRITER.ods(["a", "b"], rows))) is not None


def test_an_ods_keeps_types_and_is_read_by_another_library() -> None:
    rows: list[list[Cell]] = [["=1+1", Decimal("12.30")], ["a\nb\x00\ud800", date(2026, 1, 2)], [None, True]]
    made = WRITER.ods(["Titre", "Valeur"], rows, title="Consultations : [2026]")
    package = zipfile.ZipFile(io.BytesIO(made))
    assert package.infolist()[0].filename == "mimetype"
    assert package.infolist()[0].compress_type == zipfile.ZIP_STORED
    sheet = Document(io.BytesIO(made)).body.get_table(0)
    assert sheet.name == "Consultations 2026"
    assert sheet.get_values()[1:] == [
        ["=1+1", Decimal("12.30")],
        ["a\nb\ufffd\ufffd", date(2026, 1, 2)],
        [None, True],
    ]
    assert b"table:formula" not in _content(made)


def test_ten_thousand_rows_are_written_in_seconds() -> None:
    rows: list[list[Cell]] = [
        [f"Consultation {number}", Decimal(number), date(2026, 1, 2)] * 4 for number in range(10_000)
    ]
    began = time.process_time()
    made = WRITER.ods(["x"] * 12, rows)
    assert time.process_time() - began < 10
    assert _content(made).count(b"<table:table-row") == 10_001


def _content(made: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(made)).read("content.xml")
