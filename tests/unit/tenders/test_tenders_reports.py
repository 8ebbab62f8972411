"""Reports as files: opened again with the tools of their formats, whatever people typed."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from odfdo import Document
from pypdf import PdfReader

from shared.kernel.report import Report, ReportMeta, ReportTable, Section, printable, table
from shared.reports import OfficeReports

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WRITER = OfficeReports()
HOSTILE = "a\x00\x0b\ud800\u202eb <b>&\"' ]]> {x} %s\ttab\nligne"


def a_report(*sections: Section, title: str = "Rapport d'analyse des offres") -> Report:
    return Report(title, ReportMeta("Commune de Rennes", "Entretien des écoles", AT), sections)


def a_section(*, rows: int = 2, cell: str = "1 234,50 €") -> Section:
    shown = table(("Rang", "Candidat", "Note"), ((str(number), cell, "8,5") for number in range(rows)), caption="Lot 1")
    return Section("Classement", ("Une phrase, œuvre et cœur.",), (shown,))


def pdf(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(WRITER.pdf(report)))


def odt(report: Report) -> Document:
    return Document(io.BytesIO(WRITER.odt(report)))


def pdf_text(report: Report) -> str:
    return "\n".join(page.extract_text() for page in pdf(report).pages)


def test_a_text_document_has_headings_header_rows_language_and_date() -> None:
    document = odt(a_report(Section("Méthode"), a_section()))
    assert [(header.text, int(header.level)) for header in document.body.headers] == [
        ("Rapport d'analyse des offres", 1),
        ("Méthode", 2),
        ("Classement", 2),
    ]
    assert (document.meta.title, document.meta.language) == ("Rapport d'analyse des offres", "fr-FR")
    assert document.meta.creation_date == AT
    shown = document.body.tables[0]
    assert [cell.value for cell in shown.get_row(1).cells] == ["0", "1 234,50 €", "8,5"]
    assert len(document.body.get_elements("//table:table-header-rows")) == 1
    assert "page-count" in document.styles.serialize().decode()


def test_the_type_of_a_text_document_comes_first_and_stored() -> None:
    first = zipfile.ZipFile(io.BytesIO(WRITER.odt(a_report()))).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_a_pdf_has_bookmarks_page_numbers_language_and_real_text() -> None:
    report = a_report(Section("Méthode"), Section("Détail", level=2), a_section())
    document = pdf(report)
    assert document.root_object["/Lang"] == "fr-FR"
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.creation_date) == ("Rapport d'analyse des offres", AT)
    box = document.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)  # A4
    title, below = document.outline
    assert title["/Title"] == "Rapport d'analyse des offres"
    assert [each["/Title"] for each in below if isinstance(each, dict)] == ["Méthode", "Classement"]
    text = pdf_text(report)
    assert "Une phrase, œuvre et cœur." in text
    assert "Page 1" in text
    assert "/ 1" in text


def test_the_same_report_gives_the_same_bytes() -> None:
    first, second = a_report(a_section()), a_report(a_section())
    assert WRITER.pdf(first) == WRITER.pdf(second)
    assert WRITER.odt(first) == WRITER.odt(second)


def test_hostile_text_stays_text() -> None:
    report = a_report(Section(HOSTILE, (HOSTILE,), (table((HOSTILE,), ((HOSTILE,),)),)), title=HOSTILE)
    assert "<b>&" in pdf_text(report)
    assert "<b>&" in odt(report).body.headers[0].text
    assert not set(printable(HOSTILE)) & set("\x00\x0b\ud800\u202e")


def test_long_words_many_columns_and_long_cells_fit() -> None:
    wide = ReportTable(tuple(f"C{number}" for number in range(20)), (("x" * 6_000, *["1"] * 19),))
    report = a_report(Section("Mot", ("y" * 20_000,), (wide,)))
    assert len(pdf(report).pages) > 2
    assert "C19" in pdf_text(report)
    assert len(odt(report).body.tables) == 1


def test_two_thousand_rows_repeat_their_header_on_every_page() -> None:
    report = a_report(a_section(rows=2000))
    pages = [page.extract_text() for page in pdf(report).pages]
    assert len(pages) > 20
    assert all("Candidat" in page for page in pages)
    assert f"/ {len(pages)}" in pages[0]
    assert len(odt(report).body.tables[0].rows) == 2001


def test_letters_that_the_fonts_lack_are_written_as_near_as_possible() -> None:
    text = pdf_text(a_report(Section("Nom", ("Gdańsk 12\u202f000 Ж",))))
    assert "Gdansk" in text
    assert "12\u00a0000 ?" in text or "12 000 ?" in text


def test_a_table_whose_rows_lack_cells_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="one cell for each heading"):
        table(("a", "b"), (("1",),))
    with pytest.raises(ValueError, match="level"):
        Section("x", level=4)
    with pytest.raises(ValueError, match="aware"):
        ReportMeta("a", "b", datetime(2026, 1, 1))  # noqa: DTZ001 - the very mistake
