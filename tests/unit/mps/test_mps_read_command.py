"""The files that ``plis mps read`` is given: of any tool, of any shape, several at once."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli import main as plis
from services.mps.domain.readings import Outcome
from services.mps.gateways.saved_answers import parse_saved, read_saved

DAY = date(2026, 4, 30)
MSA = "/v3/msa/etablissements/{siret}/conformite_cotisations"
URSSAF = "/v4/urssaf/unites_legales/{siren}/attestation_vigilance"
QUALIFELEC = "/v3/qualifelec/etablissements/{siret}/certificats"
FAVOURABLE, UNFAVOURABLE = Outcome.FAVOURABLE, Outcome.UNFAVOURABLE
ASK, RETRY = Outcome.NOT_AVAILABLE_ASK_SUPPLIER, Outcome.PROVIDER_ERROR_RETRY

SAVED = json.dumps({"path": MSA, "status": 200, "payload": {"data": {"status": "up_to_date"}}})
TWICE = '{"path": "%s", "status": %s, "payload": {"data": {"status": "up_to_date", "status": "outdated"}}}'


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"\xef\xbb\xbf" + SAVED.encode(), FAVOURABLE),
        (SAVED.encode("utf-16"), FAVOURABLE),
        (SAVED.replace("200", '"200"').encode(), FAVOURABLE),
        (
            json.dumps({"path": MSA, "status": 200, "payload": '{"data": {"status": "outdated"}}'}).encode(),
            UNFAVOURABLE,
        ),
        ((TWICE % (MSA, 200)).encode(), RETRY),
        ((TWICE % (MSA, 404)).encode(), ASK),
        ((TWICE % (URSSAF, 200)).replace('"up_to_date"', "NaN").encode(), RETRY),
        (SAVED.replace('"path"', '"path": "/x", "path"').encode(), None),
        (SAVED.replace("200", "true").encode(), None),
        (SAVED.replace("200", "20000").encode(), None),
        (SAVED[:-3].encode(), None),
        (b"", None),
        (b"[]", None),
        (b"\xff\xfe\x00", None),
        (b'{"path": "/x", "status": 200}', None),
        (b"[" * 100_000, None),
    ],
)
def test_the_file_of_any_tool_is_read_or_refused(content: bytes, outcome: Outcome | None) -> None:
    answer = parse_saved(content)
    assert (None if answer is None else read_saved(answer, as_of=DAY).outcome) is outcome


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(plis, ["mps", "read", *arguments, "--as-of", "2026-04-30"], input=given)


def test_every_file_has_its_entry_whatever_the_others_are(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(SAVED)
    (tmp_path / "html.json").write_text("<html>")
    (tmp_path / "dossier").mkdir()
    named = [str(tmp_path / name) for name in ("absent.json", "dossier", "html.json", "a.json")]
    result = run(*named, "--json")
    entries = json.loads(result.output)
    assert result.exit_code == 1
    assert [(entry["file"], entry["outcome"]) for entry in entries] == list(
        zip(named, [None, None, None, "FAVOURABLE"], strict=True)
    )
    assert all({"file", "outcome", "why", "valid_until", "facts"} <= set(entry) for entry in entries)
    for entry, told in zip(entries, ("n'existe pas", "est un dossier", "ni une réponse", "À jour"), strict=True):
        assert told in entry["why"]


def test_the_standard_input_is_read() -> None:
    result = run("-", "--json", given=SAVED.encode())
    assert (result.exit_code, json.loads(result.output)[0]["outcome"]) == (0, "FAVOURABLE")


def test_strange_values_are_printed_and_command_no_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    odd = {"numero": 12.5, "rge": {"x": 1}, "date_fin": "2026-12-31"}
    file.write_text(json.dumps({"path": QUALIFELEC, "status": 200, "payload": {"data": [{"data": odd}]}}))
    assert json.loads(run(str(file), "--json").output)[0]["facts"] == {"certificates": [["12.5", "2026-12-31", None]]}
    shouted = {"entity_status": {"code": "refus_de_delivrance", "description": "\x1b[2JRefus \ud800"}}
    file.write_text(json.dumps({"path": URSSAF, "status": 200, "payload": {"data": shouted}}))
    result = run(str(file))
    assert (result.exit_code, "\x1b" in result.output) == (0, False)


def test_no_command_without_a_file_nor_with_a_wrong_day() -> None:
    assert CliRunner().invoke(plis, ["mps", "read"]).exit_code == 2
    assert CliRunner().invoke(plis, ["mps", "read", "x", "--as-of", "2026-13-01"]).exit_code == 2
