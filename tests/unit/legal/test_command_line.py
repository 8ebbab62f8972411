"""``plis law`` and ``plis siret``: answers, exit codes, French messages."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli import main


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLIS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("PLIS_SECRETS_DIR", raising=False)
    return tmp_path / "data"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


pytestmark = pytest.mark.usefixtures("data_dir")


def test_a_siret_is_checked_offline() -> None:
    good = run("siret", "check", "213 105 554 00017", "--json")
    assert good.exit_code == 0
    assert json.loads(good.output)[0]["vat_number"] == "FR53213105554"
    bad = run("siret", "check", "21310555400017", "21310555400018")
    assert bad.exit_code == 1
    assert "clé de contrôle" in bad.output
    assert run("siret", "check").exit_code == 2


def test_a_threshold_is_asked_with_its_date() -> None:
    asked = run("law", "threshold", "eu.fs.subcentral", "--on", "2025-12-31", "--json")
    assert json.loads(asked.output) | {"note": None} == {
        "on": "2025-12-31",
        "parameter": "eu.fs.subcentral",
        "label": "Seuil européen, fournitures et services, autres pouvoirs adjudicateurs",
        "value": "221000",
        "unit": "EUR_HT",
        "op": ">=",
        "article": "Annexe 2 CCP",
        "source": "Règlements délégués (UE), seuils européens 2024-2025",
        "confidence": "B",
        "valid_from": "2024-01-01",
        "valid_to": "2025-12-31",
        "note": None,
    }
    assert "216\u202f000,00 € HT" in run("law", "threshold", "eu.fs.subcentral", "--on", "2026-01-01").output
    assert run("law", "threshold", "eu.fs.subcentral").exit_code == 2


def test_everything_in_force_is_listed() -> None:
    listed = json.loads(run("law", "threshold", "--on", "2026-11-22", "--json").output)["values"]
    assert len(listed) > 80
    assert run("law", "threshold", "--on", "2026-11-22").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["law", "threshold", "eu.fs.subcentral", "--on", "2030-01-01"], 1),
        (["law", "threshold", "inconnu", "--on", "2026-01-01"], 2),
        (["law", "threshold", "decp.seuil", "--on", "20260101"], 2),
        (["law", "deadline", "minimum", "decp.seuil", "--sent", "2026-01-01"], 2),
        (["law", "deadline", "payment", "--received", "2019-01-01"], 1),
        (["law", "interest", "--amount", "-5", "--due", "2025-01-01", "--paid", "2025-02-01"], 2),
        (["law", "interest", "--amount", "1e3", "--due", "2025-01-01", "--paid", "2025-02-01"], 2),
        (["law", "rate", "add", "--semester", "2026-07-02", "--value", "2", "--source", "x"], 1),
        (["law", "rate", "add", "--semester", "2026-07-01", "--value", "deux", "--source", "x"], 2),
    ],
)
def test_refusals_and_misuse_have_their_exit_codes(words: list[str], code: int) -> None:
    assert run(*words).exit_code == code


def test_deadlines_are_counted() -> None:
    standstill = run("law", "deadline", "standstill", "--sent", "2026-12-28", "--transmission", "other", "--json")
    assert json.loads(standstill.output)["signature_from"] == "2027-01-13"
    payment = run("law", "deadline", "payment", "--received", "2026-11-01", "--payer", "health", "--json")
    assert json.loads(payment.output)["due_on"] == "2026-12-21"
    minimum = run("law", "deadline", "minimum", "delai.ao_ouvert.electronique", "--sent", "2026-11-22", "--json")
    assert json.loads(minimum.output)["last_day"] == "2026-12-22"
    for words in (["standstill", "--sent", "2026-12-28"], ["payment", "--received", "2026-11-01"]):
        assert run("law", "deadline", *words).output.endswith(".\n")


def test_interest_waits_for_its_rate_then_uses_it(data_dir: Path) -> None:
    words = ("law", "interest", "--amount", "1200,50", "--due", "2026-08-31", "--paid", "2026-10-15")
    refused = run(*words)
    assert refused.exit_code == 1
    assert "aucune valeur connue au 01/09/2026" in refused.output
    add = (
        "law",
        "rate",
        "add",
        "--semester",
        "2026-07-01",
        "--value",
        "2.00",
        "--source",
        "https://www.ecb.europa.eu/",
    )
    assert run(*add).exit_code == 0
    assert run(*add).exit_code == 1
    assert len(list((data_dir / "law").iterdir())) == 1
    answer = json.loads(run(*words, "--json").output)
    assert (answer["rate"], answer["days"], answer["interest"], answer["total"]) == ("10.00", 45, "14.80", "54.80")
    assert answer["unverified"] == ["interets.base_annuelle_jours"]
    assert "10,00\u00a0%" in run(*words).output
    assert "2026-07-01" in run("law", "rate", "list", "--json").output
    assert run("law", "rate", "list").exit_code == 0


def test_nothing_is_owed_in_time() -> None:
    assert (
        "aucun intérêt"
        in run("law", "interest", "--amount", "10", "--due", "2025-01-01", "--paid", "2025-01-01").output
    )
