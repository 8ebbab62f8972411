"""The files named to ``plis invoice check``: each has its entry, whatever it is, and the exit code says the worst."""

import gzip
import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from services.commands import invoice_files
from services.commands.invoice import invoice
from services.commands.invoice_check import check_documents, exit_code, lines_of
from services.commands.invoice_files import documents_in
from services.invoicing.standards import ubl
from shared.kernel.refusal import Refusal
from shared.settings import Settings
from tests.unit.invoicing.builders import an_invoice


def read(*paths: Path) -> list[tuple[str, bytes | str]]:
    return [
        (name, found.facts["fault"] if isinstance(found, Refusal) else found) for name, found in documents_in(paths)
    ]


def test_what_cannot_be_read_is_told_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, missing = tmp_path / "a.xml", tmp_path / "b.xml"
    file.write_bytes(b"<a/>")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"<b/>")))
    assert read(file, tmp_path, missing, Path("-"), file) == [
        (str(file), b"<a/>"),
        (str(tmp_path), "c'est un dossier"),
        (str(missing), "il n'existe pas"),
        ("-", b"<b/>"),
        (str(file), b"<a/>"),
    ]


def test_a_file_beyond_all_measure_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invoice_files, "LARGEST", 3)
    (tmp_path / "a").write_bytes(b"1234")
    assert "dépasse" in str(read(tmp_path / "a")[0][1])


def test_a_file_that_nobody_may_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path, _mode: str) -> None:
        raise PermissionError

    (tmp_path / "a").write_bytes(b"1")
    monkeypatch.setattr(Path, "open", refused)
    assert read(tmp_path / "a")[0][1] == "vous n'avez pas le droit de le lire"


def test_a_name_of_any_bytes_is_said_in_words(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.xml"))
    odd.write_bytes(b"<a/>")
    assert read(odd)[0] == (f"{tmp_path}/caf�.xml", b"<a/>")


def test_one_file_compressed_alone_is_not_only_said_to_be_damaged() -> None:
    (entry,) = check_documents(
        Settings.from_environment(os.environ), [("f.xml.gz", gzip.compress(ubl.to_xml(an_invoice())))], rules="all"
    )
    assert "une facture seule s'envoie sans la compresser" in entry["error"]["text"]


def test_a_name_that_would_command_a_terminal_is_told_without_it(tmp_path: Path) -> None:
    odd = tmp_path / "a\x1b[2J\nb\u202f.xml"
    odd.write_bytes(b"<a/>")
    told = CliRunner().invoke(invoice, ["check", str(odd)]).output
    assert (told.startswith(f"✗ {tmp_path}/a [2J b\u202f.xml : "), told.count("\n")) == (True, 1)


def test_a_name_of_any_bytes_is_told_to_programs(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.xml"))
    odd.write_bytes(ubl.to_xml(an_invoice()))
    result = CliRunner().invoke(invoice, ["read", str(odd), "--json"])
    assert (result.exit_code, json.loads(result.output)["file"]) == (0, f"{tmp_path}/caf�.xml")


def test_entries_of_what_was_not_read_have_every_key_that_was_asked_for() -> None:
    unread = Refusal("INV-FILE-UNREADABLE", facts={"fault": "c'est un dossier"})
    documents: list[tuple[str, bytes | Refusal]] = [("d", unread), ("e", b""), ("z", b"PK\x03\x04")]
    entries = check_documents(Settings.from_environment(os.environ), documents, rules="all")
    assert [entry["error"]["code"] for entry in entries] == ["INV-FILE-UNREADABLE", "XML-EMPTY", "INV-FILE-KIND"]
    for entry in entries:
        assert entry["en16931"] == entry["fr_ctc"] == entry["facturx"] == {"valid": False, "failed": []}
        assert len(lines_of(entry)) == 1
    assert exit_code(entries) == 2
    assert exit_code(entries[1:]) == 1
    assert exit_code([{"valid": True}]) == 0
