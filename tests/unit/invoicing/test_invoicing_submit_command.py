"""What ``plis invoice submit`` says to a supplier: what to change, in French, and nothing that commands a terminal."""

import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from services.commands import invoice_submit
from services.commands.invoice_submit import submit

BROKEN = {"rule": "BR-CO-15", "text": "Invoice total…", "in_french": "à regarder : Total TTC (BT-112)", "location": ""}
FORM = {
    "rule": "SCHEMAV_X",
    "text": "Element…",
    "in_french": "ligne 3 : Id n'est pas attendu ici",
    "location": "ligne 3",
}
CHECKS: list[dict[str, Any]] = [
    {"family": "xsd", "broken": [FORM], "reason": ""},
    {"family": "en16931", "broken": [BROKEN, BROKEN], "reason": ""},
]
TOLD = ["    schéma : ligne 3 : Id n'est pas attendu ici", "    BR-CO-15 : à regarder : Total TTC (BT-112)"]


def judged(*, is_valid: bool, checks: list[dict[str, Any]], number: str = "F-1") -> dict[str, Any]:
    return {
        "status": "validated", "invoice_id": "i-1", "number": number, "received_on": "2026-11-23",
        "verdict": {"valid": is_valid, "checks": checks}, "differences": [{"text": "Total TTC : commandé 1,00 €."}],
    }  # fmt: skip


def submitted(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], file: Path, *options: str) -> Result:
    def platform(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201 if request.method == "POST" else 200, json=answer)

    client = httpx.Client(transport=httpx.MockTransport(platform), base_url="http://plis.test")
    monkeypatch.setattr(invoice_submit, "http_client", lambda *_args, **_options: client)
    return CliRunner().invoke(submit, [str(file), "--token", "t", *options])


@pytest.mark.parametrize(
    ("is_valid", "checks", "said"),
    [
        (True, [], ["  Règles officielles : conforme"]),
        (False, CHECKS, ["  Règles officielles : non conforme", *TOLD]),
        (False, [{"broken": [], "reason": "Absent."}], ["  Règles officielles : non contrôlée", "    Absent."]),
    ],
)
def test_a_supplier_reads_what_to_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_valid: bool, checks: list[dict[str, Any]], said: list[str]
) -> None:
    (tmp_path / "a.xml").write_bytes(b"<a/>")
    result = submitted(monkeypatch, judged(is_valid=is_valid, checks=checks), tmp_path / "a.xml")
    assert result.output.splitlines() == [
        "Facture F-1 reçue le 23/11/2026 : i-1",
        *said,
        "  Écart : Total TTC : commandé 1,00 €.",
    ]
    assert result.exit_code == 0


def test_nothing_that_is_told_commands_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(b"<a/>")
    result = submitted(monkeypatch, judged(is_valid=True, checks=[], number="\x1b[2JF\nX"), tmp_path / "a.xml")
    assert result.output.splitlines()[0] == "Facture  [2JF X reçue le 23/11/2026 : i-1"


def test_a_refused_file_is_named_whatever_bytes_its_name_has(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.xml"))
    odd.write_bytes(b"<a/>")
    problem = {"title": "Facture illisible", "detail": "Rien.", "code": "INV-UNREADABLE"}

    def refused(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(422, json=problem)

    client = httpx.Client(transport=httpx.MockTransport(refused), base_url="http://plis.test")
    monkeypatch.setattr(invoice_submit, "http_client", lambda *_args, **_options: client)
    result = CliRunner().invoke(submit, [str(odd), "--token", "t", "--json"])
    assert json.loads(result.output) == [{"name": "caf�.xml", "problem": problem}]
    assert result.exit_code == 1
