"""An invoice for people: each term present stands on the page, in French, and what a stranger wrote cannot act."""

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import html as lxml_html
from pypdf import PdfReader

from services.invoicing.domain.frame_words import FRAME_WORDS
from services.invoicing.domain.frames import DEPOSITOR_OF
from services.invoicing.domain.invoice import Note
from services.invoicing.domain.portal_frames import NAMES
from services.invoicing.domain.semantic import Extension, Group, SemanticInvoice, flat
from services.invoicing.domain.terms import TERMS
from services.invoicing.ports import PageForm
from services.invoicing.standards import cii
from services.invoicing.standards.rendering.html_page import html_page
from services.invoicing.standards.rendering.pages import RenderedPages
from services.invoicing.standards.rendering.pdf_page import readable_pdf
from services.invoicing.standards.rendering.words import displayed
from services.invoicing.standards.terms_of_invoice import terms_of_invoice
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import an_invoice
from tests.unit.invoicing.test_invoicing_standards import full_invoice
from tests.unit.invoicing.test_invoicing_terms import groups

HOSTILE = "<script>alert(1)</script>\" onload='x' &amp; \x07 \u202e 日本 <!-- -->"


def shown_terms(page: bytes) -> Counter[str]:
    return Counter(re.findall(r'data-term="([^"]+)"', page.decode()))


@settings(max_examples=8, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
@given(groups())
def test_every_term_of_any_invoice_is_shown_once(whole: Group) -> None:
    page = html_page(SemanticInvoice(whole, (Extension("/Invoice/cbc:UUID", "u"),)))
    assert shown_terms(page) == Counter(number for _, number, _ in flat(whole))
    assert page.count(b"data-extension") == 1


def test_labels_are_french_and_values_are_in_the_words_of_people() -> None:
    page = lxml_html.fromstring(html_page(terms_of_invoice(full_invoice())))
    labels = {element.text for element in page.iter("dt", "th") if element.text}
    assert {TERMS[number].label for number in ("BT-13", "BT-27", "BT-115", "BT-153")} <= labels
    words = page.text_content()
    assert "01/10/2026" in words
    assert "2\u00a0191,27\u00a0€" in words
    assert "SIREN (0002)" in words
    assert not re.search(r"\bB[TG]-\d", words)


def test_the_page_can_be_read_by_everybody() -> None:
    page = lxml_html.fromstring(html_page(terms_of_invoice(full_invoice())))
    assert page.get("lang") == "fr"
    assert page.findtext(".//title") == page.findtext(".//h1") == "Facture F2026-0001"
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for table in page.iter("table"):
        assert table.findtext("caption")
        assert {heading.get("scope") for heading in table.iter("th")} == {"col", "row"}
    assert page.find(".//main") is not None


class Tags(HTMLParser):
    """What a browser would see: elements, and attributes that act."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.acting += [name for name, _ in attrs if name.startswith("on") or name in {"src", "href", "style"}]


def test_what_a_stranger_wrote_stays_a_text() -> None:
    invoice = terms_of_invoice(
        an_invoice(number=HOSTILE, notes=(Note(text=HOSTILE),), seller=replace(an_invoice().seller, name=HOSTILE))
    )
    document = html_page(SemanticInvoice(invoice.terms, (Extension("/" + HOSTILE, HOSTILE),)))
    tags = Tags()
    tags.feed(document.decode())
    assert "script" not in tags.seen
    assert tags.acting == []
    assert b"\x07" not in document
    assert "\u202e" not in document.decode()
    assert readable_pdf(invoice).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("number", "text", "words"),
    [
        ("BT-115", "1234567.8", "1\u00a0234\u00a0567,8\u00a0€"),
        ("BT-146", "-0.123456", "-0,123456\u00a0€"),
        ("BT-115", "1E+2", "1E+2"),
        ("BT-152", "5.5", "5,5\u00a0%"),
        ("BT-2", "2026-02-30", "2026-02-30"),
        ("BT-2", "2026-10-01", "01/10/2026"),
        ("BT-3", "381", "avoir (381)"),
        ("BT-3", "999", "999"),
        ("BT-21", "PMD", "pénalités de retard (PMD)"),
        ("BT-23", "A9", "facture d'un sous-traitant (A9)"),
        ("BT-23", "M1", "facture : biens et services (M1)"),
        ("BT-23", "B7", "B7"),
        ("BT-121", "VATEX-FR-FRANCHISE", "Franchise en base (CGI, article 293 B) (VATEX-FR-FRANCHISE)"),
        ("BT-125", "A" * 4000, "fichier de 3\u00a0000 octets environ"),
    ],
)
def test_a_value_keeps_every_digit_that_was_given(number: str, text: str, words: str) -> None:
    assert displayed(number, text, "EUR") == words


def test_every_frame_of_the_portal_has_its_words() -> None:
    assert NAMES.keys() <= FRAME_WORDS.keys() <= DEPOSITOR_OF.keys()


def test_a_pdf_shows_what_the_page_shows() -> None:
    terms = terms_of_invoice(full_invoice())
    reader = PdfReader(BytesIO(readable_pdf(terms)))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    for shown in lxml_html.fromstring(html_page(terms)).iterfind(".//*[@data-term]"):
        assert re.sub(r"\s", "", shown.text_content()) in text, shown.text_content()
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    assert reader.metadata is not None
    assert reader.metadata.title == "Facture F2026-0001"


def test_a_very_long_text_makes_pages_not_a_fault() -> None:
    line = replace(an_invoice().lines[0], name="x" * 30_000, description="mot " * 5000, note="\n" * 2000)
    reader = PdfReader(BytesIO(readable_pdf(terms_of_invoice(an_invoice(lines=(line,))))))
    assert len(reader.pages) > 3


def test_a_page_is_made_of_any_official_form_and_refuses_the_rest() -> None:
    document = cii.to_xml(an_invoice())
    assert RenderedPages().page(document, PageForm.HTML).startswith(b"<!DOCTYPE html>")
    assert RenderedPages().page(document, PageForm.PDF).startswith(b"%PDF-")
    with pytest.raises(Refused):
        RenderedPages().page(b"<a/>", PageForm.HTML)
