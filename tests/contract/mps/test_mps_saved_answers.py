"""The reader of saved answers against every real answer of the administrations' sandbox and its reading by hand."""

import json
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from services.cli import main as plis
from services.mps.gateways.saved_answers import parse_saved, read_saved


def test_every_saved_answer_is_read_as_people_read_it(samples_dir: Path) -> None:
    files = sorted((samples_dir / "api-entreprise").glob("*.json"))
    assert len(files) >= 145
    for file in files:
        saved = json.loads(file.read_text("utf-8"))
        expected, answer = saved["expected"], parse_saved(file.read_bytes())
        assert answer is not None, file.name
        reading = read_saved(answer, as_of=date.fromisoformat(saved["as_of"]))
        assert reading.outcome.value == expected["outcome"], file.name
        assert json.loads(json.dumps(dict(reading.facts))) == expected["facts"], file.name


def test_the_command_reads_them_all_at_once(samples_dir: Path) -> None:
    files = sorted(map(str, (samples_dir / "api-entreprise").glob("*.json")))
    result = CliRunner().invoke(plis, ["mps", "read", *files, "--as-of", "2026-04-30", "--json"])
    assert result.exit_code == 0, result.output
    entries = json.loads(result.output)
    assert [entry["file"] for entry in entries] == files
    assert all({"file", "outcome", "why", "valid_until", "facts"} <= set(entry) for entry in entries)
