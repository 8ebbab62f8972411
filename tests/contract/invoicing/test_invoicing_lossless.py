"""No term of a real invoice is lost from one syntax to another, and another reader finds the terms that we find."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from facturx import parse_ubl_cii_xml

from services.invoicing.domain.semantic import Group, SemanticInvoice, differences, flat
from services.invoicing.domain.terms import TERMS
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.detection import Detected, detect

# What the schema of one syntax asks for where the other may leave it out; each is the only value that says nothing new.
FILLED = {"BT-81", "BT-110", "BT-147"}


@pytest.fixture(scope="module")
def documents(samples_dir: Path) -> dict[str, Detected]:
    """Every sample that its schema accepts."""
    folder = samples_dir / "invoices"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        valid = [row["file"] for row in csv.DictReader(manifest) if row["xsd_result"] == "valid"]
    return {name: detect((folder / name).read_bytes()) for name in valid}


def lost(before: Group, after: Group) -> list[str]:
    return [
        place for place, old, _ in differences(before, after) if old is not None or place.split("/")[-1] not in FILLED
    ]


@pytest.mark.parametrize("chain", [(cii,), (ubl,), (cii, ubl), (ubl, cii), (ubl, cii, ubl)], ids=len)
def test_every_term_of_every_valid_sample_survives(documents: dict[str, Detected], chain: tuple[Any, ...]) -> None:
    assert len(documents) == 35
    for name, document in documents.items():
        read = SemanticInvoice(document.terms().terms)
        for syntax in chain:
            written = syntax.terms_to_xml(read)
            assert written.left_out == (), name
            again = syntax.terms_from_xml(written.document)
            assert again.extensions == (), name
            assert lost(read.terms, again.terms) == [], name
            read = again


def test_ubl_to_cii_to_ubl_gives_the_same_document(documents: dict[str, Detected]) -> None:
    for name, document in documents.items():
        first = ubl.terms_to_xml(SemanticInvoice(document.terms().terms)).document
        through = cii.terms_to_xml(ubl.terms_from_xml(first)).document
        assert ubl.terms_to_xml(cii.terms_from_xml(through)).document == first, name


def test_nothing_that_a_sample_says_is_dropped(documents: dict[str, Detected]) -> None:
    """Every text of the document is a term, an extension, or one of the fixed words of its syntax."""
    fixed = {"VAT", "TAX", "916", "130", "50", "false", "true", "2.1", "Project reference", "NA", "0", "1", "FC", "VA"}
    for name, document in documents.items():
        read = document.terms()
        said = {re.sub(r"\W", "", text) for _, _, text in flat(read.terms)}
        said |= {re.sub(r"\W", "", extension.text) for extension in read.extensions}
        for element in document.root.iter():
            text = (element.text or "").strip()
            if text and not len(element) and text not in fixed:
                plain = re.sub(r"\W", "", text)
                assert plain in said or plain[3:] in said or text in {"5", "29", "72"}, (name, element.tag, text)


def test_an_independent_reader_finds_the_same_terms(documents: dict[str, Detected]) -> None:
    """The factur-x library is an oracle: every value that it reads, we read under the same term."""
    compared, missing = 0, []
    for name, document in documents.items():
        ours = Counter((term, _plain(text)) for _, term, text in flat(document.terms().terms))
        theirs = Counter(_values(parse_ubl_cii_xml(document.xml, check_xsd=False)))
        compared += theirs.total()
        missing += [(name, *found) for found in theirs - ours if found[0] not in OTHER_WORDS]
    assert missing == []
    assert compared > 1000


# The library says BT-8 in words, and decodes the bytes of BT-125.
OTHER_WORDS = {"BT-8", "BT-125"}


def _values(found: Any) -> Iterator[tuple[str, str]]:
    for key, value in found.items() if isinstance(found, dict) else ():
        if isinstance(value, dict):
            yield from _values(value)
        elif isinstance(value, list):
            for one in value:
                yield from _values(one)
        elif key in TERMS and value is not None:
            yield key, _plain(str(value))


def _plain(text: str) -> str:
    number = re.fullmatch(r"-?\d+(\.\d+)?", text)
    return f"{Decimal(text).normalize():f}" if number else re.sub(r"\s+", " ", text).strip()


def test_the_official_rules_name_no_term_that_the_table_lacks(standards_dir: Path) -> None:
    for path in standards_dir.glob("en16931/*/*.xslt"):
        named = set(re.findall(r"\bB[TG]-\d+\b", path.read_text(encoding="utf-8")))
        assert named <= set(TERMS)
        assert len(named) > 90
