"""``plis law obligations`` and ``plis law deadline procedure``: answers, exit codes, French."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.cli import main

COMMUNE = ("--buyer", "commune", "--on", "2026-11-23")


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLIS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("PLIS_SECRETS_DIR", raising=False)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["law", *words])


def asked(*words: str) -> dict[str, Any]:
    result = run("obligations", *words, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.output)
    return document


def codes(*words: str) -> set[str]:
    return {each["code"] for each in asked(*words)["obligations"]}


def test_an_answer_has_obligations_and_assumptions() -> None:
    document = asked("--kind", "services", "--value", "59 999,99", *COMMUNE)
    assert set(document) == {"obligations", "assumptions"}
    first = document["obligations"][0]
    assert list(first) == [
        *("code", "phase", "level", "article", "what", "why", "confidence", "deadline", "limit", "consequence")
    ]
    assert any("supposée couvrir tout le besoin" in each for each in document["assumptions"])


def test_both_ways_of_writing_an_amount_give_one_answer() -> None:
    assert asked("--kind", "works", "--value", "99999.99", *COMMUNE) == asked(
        "--kind", "works", "--value", "99 999,99", *COMMUNE
    )


def test_the_short_name_of_a_commune_is_read() -> None:
    short = ("--buyer", "local_authority", "--on", "2026-11-23")
    assert codes("--kind", "works", "--value", "300000", *short) == codes(
        "--kind", "works", "--value", "300000", *COMMUNE
    )


def test_lots_give_the_total() -> None:
    assert "formal_procedure" in codes("--kind", "services", "--lots", "200000,16000", *COMMUNE)
    assert "formal_procedure" not in codes("--kind", "services", "--lots", "200000 ; 15 999,99", *COMMUNE)
    assert "small_lots" in codes("--kind", "services", "--lots", "200000,16000", *COMMUNE)


@pytest.mark.parametrize(
    ("kind", "article"),
    [
        ("concession", "L1121-1 ; troisième partie du code"),
        ("defence", "L1113-1 ; livre III de la deuxième partie"),
        ("in_house", "L2511-1"),
        ("excluded", "L2511-1 à L2515-1"),
    ],
)
def test_an_excluded_contract_typed_as_a_kind_is_not_covered(kind: str, article: str) -> None:
    document = asked("--kind", kind, "--value", "300000", *COMMUNE)
    assert [(each["code"], each["article"]) for each in document["obligations"]] == [("not_covered", article)]
    assert document["assumptions"] == []
    assert asked("--kind", kind, *COMMUNE) == document  # no amount changes it
    assert asked("--kind", kind, "--case", kind, *COMMUNE) == document
    page = run("obligations", "--kind", kind, *COMMUNE)
    assert article in page.output


def test_two_exclusions_contradict_each_other() -> None:
    wrong = run("obligations", "--kind", "concession", "--case", "loan", *COMMUNE)
    assert wrong.exit_code == 2
    assert "s'excluent" in wrong.output


def test_cases_are_repeated_options() -> None:
    words = ("--kind", "services", "--value", "300000", "--case", "urgent", "--case", "documents_elsewhere", *COMMUNE)
    assert "large_documents_extra_days" not in codes(*words)
    assert codes("--kind", "services", "--value", "1", "--case", "concession", *COMMUNE) == {"not_covered"}
    wrong = run("obligations", "--kind", "services", "--value", "1", "--case", "books", "--case", "exclusive", *COMMUNE)
    assert wrong.exit_code == 2
    assert "s'excluent" in wrong.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--kind", "services", "--value", "1"), 2, "--buyer"),
        (("--kind", "services", "--value", "1", "--buyer", "commune"), 2, "--on"),
        (("--kind", "services", *COMMUNE), 2, "Donnez --value"),
        (("--kind", "services", "--value", "0", *COMMUNE), 2, "supérieure à zéro"),
        (("--kind", "services", "--lots", "5,0", *COMMUNE), 2, "point-virgule"),
        (("--kind", "services", "--value", "abc", *COMMUNE), 2, "Un montant s'écrit"),
        (("--kind", "services", "--value", "1,234", *COMMUNE), 2, "Un montant s'écrit"),
        (("--kind", "autre", "--value", "1", *COMMUNE), 2, "autre"),
        (("--kind", "services", "--value", "1", "--buyer", "mairie", "--on", "2026-11-23"), 2, "mairie"),
        (("--kind", "services", "--value", "1", "--buyer", "commune", "--on", "23/11/2026"), 2, "AAAA-MM-JJ"),
        (("--kind", "services", "--value", "1", "--buyer", "commune", "--on", "2028-01-01"), 1, "aucune valeur connue"),
        (("--kind", "services", "--value", "1", "--buyer", "commune", "--on", "2019-03-31"), 1, "aucune valeur connue"),
        (("--kind", "services", "--value", "1", "--buyer", "commune", "--on", "9999-12-31"), 2, "entre 1900 et 2199"),
        (("--kind", "services", "--value", "1", "--invited", "9999-12-31", *COMMUNE), 2, "entre 1900 et 2199"),
        (("--kind", "services", "--value", "1", "--deadline", "0001-01-01", *COMMUNE), 2, "entre 1900 et 2199"),
        (("--kind", "services", "--lots", ";".join(["1"] * 1001), *COMMUNE), 2, "1000 lots"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], code: int, said: str) -> None:
    result = run("obligations", *words)
    assert result.exit_code == code, result.output
    assert said in result.output


def test_people_read_french_by_phase() -> None:
    page = run("obligations", "--kind", "services", "--value", "300000", "--deadline", "2026-12-01", *COMMUNE)
    assert page.exit_code == 0
    for title in ("Publicité", "Procédure", "Voie électronique", "Délais", "Attribution", "Hypothèses"):
        assert f"\n{title}\n" in page.output
    assert "! Attention :" in page.output
    stop = run(
        *("obligations", "--kind", "services", "--value", "300000", "--procedure", "open"),
        *("--deadline", "2026-12-01", *COMMUNE),
    )
    assert "!! Arrêt :" in stop.output


def test_a_thousand_lots_are_answered() -> None:
    lots = ",".join(["6000"] * 1000)
    document = asked("--kind", "services", "--lots", lots, *COMMUNE)
    small = next(each for each in document["obligations"] if each["code"] == "small_lots")
    assert "200 lots" in small["what"]
    assert len(small["what"]) < 300


def test_the_periods_of_a_procedure() -> None:
    result = run("deadline", "procedure", "restricted", "--sent", "2026-11-23", "--invited", "2026-12-28", "--json")
    assert result.exit_code == 0, result.output
    first, second = json.loads(result.output)["periods"]
    assert (first["days"], first["deadline_from"]) == (30, "2026-12-24")
    assert (second["days"], second["deadline_from"]) == (25, "2027-01-23")
    plain = run("deadline", "procedure", "open", "--sent", "2026-11-23", "--documents-elsewhere", "--paper")
    assert "40 jours" in plain.output
    assert "dont 5 jours" in plain.output
    assert run("deadline", "procedure", "adapted", "--sent", "2026-11-23").exit_code == 2
    assert run("deadline", "procedure", "open", "--sent", "2019-03-31").exit_code == 1
