"""The command line: check, read, standards status and install, interest."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli import main
from services.invoicing.standards import cii, factur_x, ubl
from shared.xml.artefacts import load_lock
from tests.unit.invoicing.builders import an_invoice


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    empty = tmp_path / "no-standards"
    empty.mkdir()
    return {
        "PLIS_DATA_DIR": str(tmp_path / "data"),
        "PLIS_SECRETS_DIR": str(tmp_path / "secrets"),
        "PLIS_STANDARDS": str(empty),
    }


def run(environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env=environment, catch_exceptions=False)


def test_check_says_each_file_with_its_artefacts(environment: dict[str, str], tmp_path: Path) -> None:
    good, bad, alien = tmp_path / "f.pdf", tmp_path / "f.xml", tmp_path / "a.xml"
    good.write_bytes(factur_x.build(an_invoice()))
    bad.write_bytes(cii.to_xml(an_invoice(framework=None)))
    alien.write_bytes(b"<a/>")
    result = run(environment, "invoice", "check", "--json", str(good), str(bad), str(alien))
    assert result.exit_code == 1
    first, second, third = json.loads(result.stdout)
    assert (first["syntax"], first["profile"], first["xsd"], first["valid"]) == ("factur-x", "en16931", "valid", True)
    assert first["en16931"] == first["fr_ctc"] == first["facturx"] == {"valid": True, "failed": []}
    assert {"name": "BR-FR CTC CII", "version": "1.4"} in first["artefacts"]
    assert (second["fr_ctc"]["failed"], second["valid"]) == (["BR-FR-08_BT-23"], False)
    assert (third["valid"], third["error"]["code"]) == (False, "INV-UNKNOWN-FORMAT")
    only_european = run(environment, "invoice", "check", "--json", "--rules", "en16931", str(bad))
    assert only_european.exit_code == 0
    assert "fr_ctc" not in json.loads(only_european.stdout)[0]


def test_read_gives_the_model_or_the_refusal(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "f.xml"
    file.write_bytes(cii.to_xml(an_invoice()))
    assert "BC-2026-001" in run(environment, "invoice", "read", str(file)).stdout
    content = json.loads(run(environment, "invoice", "read", "--json", str(file)).stdout)
    assert content["terms"]["BG-22"]["BT-115"] == "2191.27"
    assert content["terms"]["BG-4"]["BT-30"] == {"value": "001234566", "BT-30-1": "0002"}
    assert [line["BT-126"] for line in content["terms"]["BG-25"]] == ["1", "2"]
    assert content["extensions"] == []
    file.write_bytes(b"<!DOCTYPE a><a/>")
    for command in ("read", "show"):
        refused = run(environment, "invoice", command, str(file))
        assert (refused.exit_code, "XML-DOCTYPE" in refused.stderr) == (1, True)


def test_convert_writes_the_other_syntax_and_tells_what_it_leaves_out(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "f.xml"
    file.write_bytes(
        ubl.to_xml(an_invoice()).replace(b"<cbc:IssueDate>", b"<cbc:UUID>u-1</cbc:UUID><cbc:IssueDate>", 1)
    )
    told = run(environment, "invoice", "convert", str(file), "--to", "cii")
    assert (told.exit_code, "CrossIndustryInvoice" in told.stdout) == (0, True)
    assert "INV-EXTENSION-NOT-WRITTEN" in told.stderr
    assert "u-1" in told.stderr
    assert run(environment, "invoice", "convert", str(file)).exit_code == 2


def test_show_writes_the_page_of_an_invoice(environment: dict[str, str], tmp_path: Path) -> None:
    file, page = tmp_path / "f.xml", tmp_path / "f.pdf"
    file.write_bytes(cii.to_xml(an_invoice()))
    assert '<html lang="fr">' in run(environment, "invoice", "show", str(file), "--html").stdout
    assert run(environment, "invoice", "show", str(file), "--pdf", "-o", str(page)).exit_code == 0
    assert page.read_bytes().startswith(b"%PDF-")
    assert run(environment, "invoice", "show", str(tmp_path / "absent")).exit_code == 2


def test_status_lists_the_whole_lock(environment: dict[str, str]) -> None:
    result = run(environment, "standards", "status", "--json")
    assert result.exit_code == 0
    found = {row["id"]: row["status"] for row in json.loads(result.stdout)}
    assert set(found) == {artefact.name.artefact_id for artefact in load_lock()}
    assert (found["en16931-cii"], found["en16931-ubl"]) == ("absent", "present")


def test_install_takes_only_what_has_the_locked_hash(environment: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "source" / "en16931" / "cii"
    source.mkdir(parents=True)
    (source / "EN16931-CII-validation.xslt").write_bytes(b"<altered/>")
    address = (tmp_path / "source").as_uri()
    refused = run(environment, "standards", "install", "--from", address)
    assert refused.exit_code == 1
    assert "empreinte" in refused.stderr
    assert not (tmp_path / "data" / "standards").exists()
    assert run(environment, "standards", "install", "inconnu").exit_code == 2


def test_install_brings_the_official_rules(environment: dict[str, str], tmp_path: Path, standards_dir: Path) -> None:
    result = run(environment, "standards", "install", "--from", standards_dir.as_uri())
    assert result.exit_code == 0, result.output
    installed = tmp_path / "data" / "standards" / "en16931" / "cii" / "EN16931-CII-validation.xslt"
    locked = {artefact.name.artefact_id: artefact.sha256 for artefact in load_lock()}
    assert hashlib.sha256(installed.read_bytes()).hexdigest() == locked["en16931-cii"]
    assert run(environment, "standards", "install").exit_code == 0
    rows = json.loads(run(environment, "standards", "status", "--json").stdout)
    assert {row["status"] for row in rows} == {"present"}


def test_interest_of_a_late_payment(environment: dict[str, str]) -> None:
    options = ("--amount", "2191.27", "--due", "2025-04-02", "--paid", "2025-04-04", "--json")
    shown = json.loads(run(environment, "payment", "interest", *options).stdout)
    assert (shown["days"], shown["interest"], shown["recovery_lump_sum"]) == (2, "1.34", "40.00")
