"""``plis mps espd``: read, build again, refuse, judge."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.commands.mps_espd import espd
from services.mps.standards.espd.writer import write_espd
from tests.unit.mps.espd_documents import a_response


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(espd, [str(each) for each in arguments])


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A written document."""
    path = tmp_path / "dume.xml"
    path.write_bytes(write_espd(a_response()).content)
    return path


def test_what_is_read_can_be_built_again(document: Path, tmp_path: Path) -> None:
    structured = tmp_path / "dume.json"
    structured.write_text(run("read", document, "--json").stdout, encoding="utf-8")
    again = tmp_path / "encore.xml"
    built = run("build", structured, "--out", again, "--json")
    assert built.exit_code == 0, built.output
    assert json.loads(built.stdout)["left_out"] == []
    first, second = (json.loads(run("read", each, "--json").stdout) for each in (document, again))
    assert first["criteria"] == second["criteria"]
    assert first["operator"] == second["operator"]


def test_people_are_told_who_answers(document: Path) -> None:
    assert "Ateliers Virelangue" in run("read", document).stdout


def test_the_official_validators_judge_a_file(
    document: Path, standards_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLIS_STANDARDS", str(standards_dir))
    judged = run("check", document, "--json")
    assert judged.exit_code == 0, judged.output
    assert json.loads(judged.stdout)["status"] == "valid"


def test_without_the_official_artefacts_nothing_is_called_valid(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLIS_STANDARDS", str(tmp_path))
    monkeypatch.setenv("PLIS_DATA_DIR", str(tmp_path / "data"))
    judged = run("check", document)
    assert judged.exit_code == 1
    assert "non contrôlé" in judged.stdout


@pytest.mark.parametrize("content", [b"", b"<a/>", b"{}", b"\xff\xfe\x00"])
def test_other_files_are_refused_in_french(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "autre"
    path.write_bytes(content)
    for arguments in (("read", path), ("check", path), ("build", path, "--out", tmp_path / "x")):
        refused = run(*arguments)
        assert refused.exit_code == 1, arguments
        assert refused.stderr.strip()
    assert not (tmp_path / "x").exists()
