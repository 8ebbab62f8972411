"""``plis invoice check``: the measured verdicts, the same keys for every file, and no file that stops the others."""

import csv
import gzip
import io
import os
import re
import tarfile
from base64 import encodebytes
from pathlib import Path
from typing import Any

import pytest

from services.commands.invoice_check import check_documents, lines_of
from services.invoicing.standards import cii, factur_x, ubl
from shared.settings import Settings
from tests.unit.invoicing.builders import an_invoice

Entry = dict[str, Any]
KEYS = {"file", "syntax", "profile", "xsd", "en16931", "fr_ctc", "facturx", "artefacts", "valid"}


def check(*documents: tuple[str, bytes], rules: str = "all") -> list[Entry]:
    return check_documents(Settings.from_environment(os.environ), documents, rules=rules)


def test_every_sample_has_every_measured_verdict(samples_dir: Path) -> None:
    folder = samples_dir / "invoices"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest))
    entries = check(*((row["file"], (folder / row["file"]).read_bytes()) for row in rows))
    assert len(entries) == len(rows) == 51
    for row, entry in zip(rows, entries, strict=True):
        name = row["file"]
        assert entry["xsd"] == row["xsd_result"], name
        assert set(entry["en16931"]["failed"]) == told(row["en16931_errors_1_3_16"]), name
        if row["facturx_level"]:
            assert entry["profile"] == row["facturx_level"], name
            assert set(entry["facturx"]["failed"]) == told(row["facturx_1_09_errors"]), name
        if row["fr_ctc_1_4_errors_count"]:
            assert len(entry["fr_ctc"]["failed"]) == int(row["fr_ctc_1_4_errors_count"]), name


def told(rules: str) -> set[str]:
    return set(filter(None, rules.split(";")))


def test_each_unit_case_of_the_official_suite_fails_the_rule_that_it_claims(samples_dir: Path) -> None:
    folder = samples_dir / "invoices"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["kind"] == "unit-fragment"]
    entries = check(*((row["file"], (folder / row["file"]).read_bytes()) for row in rows), rules="en16931")
    for row, entry in zip(rows, entries, strict=True):
        assert (row["expected_rule"] in entry["en16931"]["failed"]) == (row["expected"] == "invalid"), row["file"]
        assert not entry["valid"]


def xml(text: str, encoding: str, *, declared: str | None = None) -> bytes:
    body = text.split("?>", 1)[1].replace("Entreprise", "Société")
    return f'<?xml version="1.0" encoding="{declared or encoding}"?>{body}'.encode(encoding)


INVOICE = cii.to_xml(an_invoice()).decode("utf-8")
READABLE = {
    "utf-16": xml(INVOICE, "utf-16"),
    "utf-8 with a mark": b"\xef\xbb\xbf" + INVOICE.encode(),
    "latin": xml(INVOICE, "iso-8859-1"),
    "latin declared, utf-8 written": xml(INVOICE, "utf-8", declared="ISO-8859-1"),
    "unknown profile": INVOICE.replace("urn:cen.eu:en16931:2017", "urn:example:mine").encode(),
    "credit note": ubl.to_xml(an_invoice(type_code="381")),
    "pdf": factur_x.build(an_invoice()),
}
HOSTILE = {
    "XML-EMPTY": b" \n",
    "XML-ENCODING": xml(INVOICE, "iso-8859-1", declared="UTF-8"),
    "XML-DOCTYPE": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + INVOICE.split("?>", 1)[1].encode(),
    "XML-NOT-WELL-FORMED": INVOICE.encode()[:2000],
    "XML-TOO-DEEP": b"<a>" * 3000 + b"</a>" * 3000,
    "INV-UNKNOWN-FORMAT": b"<html><body/></html>",
    "INV-ZUGFERD-1": b'<r:CrossIndustryDocument xmlns:r="urn:ferd:CrossIndustryDocument:invoice:1p0"/>',
    "INV-PDF-UNREADABLE": factur_x.build(an_invoice())[:5000],
    "INV-ARCHIVE-UNREADABLE": gzip.compress(b"\0" * 100_000),
}


def test_whatever_the_encoding_an_invoice_is_judged() -> None:
    entries = check(*READABLE.items(), rules="en16931")
    assert [(entry["file"], entry["xsd"], entry["valid"]) for entry in entries] == [
        (name, "valid", True) for name in READABLE
    ]
    by_name = {entry["file"]: entry for entry in entries}
    assert [f["code"] for f in by_name["latin declared, utf-8 written"]["findings"]] == ["INV-ENCODING-DOUBTFUL"]
    assert by_name["unknown profile"]["profile"] == "unknown"
    assert by_name["pdf"]["syntax"] == "factur-x"


def test_what_cannot_be_read_has_its_code_and_the_same_keys() -> None:
    entries = check(*HOSTILE.items())
    assert [entry["error"]["code"] for entry in entries] == list(HOSTILE)
    for entry in entries:
        assert set(entry) >= KEYS
        assert (entry["xsd"], entry["valid"], entry["en16931"]) == ("invalid", False, {"valid": False, "failed": []})
        assert "passwd" not in "".join(lines_of(entry))


def test_an_archive_gives_one_entry_for_each_file_in_it() -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in (("a.xml", INVOICE.encode()), ("b.xml", b"<a"), ("../c.xml", INVOICE.encode())):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    entries = check(("flux.tar.gz", target.getvalue()), ("alone.xml", INVOICE.encode()))
    assert [(e["file"], e["valid"], e.get("error", {}).get("code")) for e in entries] == [
        ("flux.tar.gz/a.xml", True, None),
        ("flux.tar.gz/b.xml", False, "XML-NOT-WELL-FORMED"),
        ("flux.tar.gz/../c.xml", False, "INV-ARCHIVE-MEMBER"),
        ("alone.xml", True, None),
    ]


@pytest.mark.parametrize("megabytes", [12])
def test_a_large_attachment_passes(megabytes: int) -> None:
    bytes_in_base64 = encodebytes(os.urandom(megabytes * 1024 * 1024))
    attached = (
        b"<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        b'mimeCode="application/pdf" filename="a.pdf">' + bytes_in_base64 + b"</cbc:EmbeddedDocumentBinaryObject>"
        b"</cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>"
    )
    document = ubl.to_xml(an_invoice()).replace(b"<cac:AccountingSupplierParty>", attached, 1)
    (entry,) = check(("large.xml", document))
    assert entry["valid"], entry


def test_the_french_extension_is_judged_by_its_own_rules(samples_dir: Path) -> None:
    """EXTENDED-CTC-FR relaxes the core: BR-CO-10 is told, and BR-FREXT-CO-10 decides."""
    document = (samples_dir / "invoices" / "akretion_ubl-21-extended-ctc-fr.xml").read_bytes()
    broken = re.sub(rb"(<cbc:LineExtensionAmount[^>]*>)[^<]*", rb"\g<1>1.00", document, count=1)
    good, bad = check(("good", document), ("bad", broken))
    assert good["valid"]
    assert {"name": "EXTENDED-CTC-FR UBL", "version": "1.4"} in good["artefacts"]
    assert not bad["valid"]
    assert "BR-CO-10" in bad["en16931"]["failed"]
    assert "BR-FREXT-CO-10" in bad["fr_ctc"]["failed"]
