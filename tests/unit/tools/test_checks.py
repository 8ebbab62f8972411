"""The checks of the repository catch planted faults and leave what is right alone."""

import ast
from enum import StrEnum

import pytest

from shared.legal import LegalTable
from tools import check_literals, check_repo_words, check_size
from tools.repository import ROOT, repository_files
from tools.state_docs import mermaid

PATH = ROOT / "services" / "tenders" / "domain" / "planted.py"
NUMBERS = check_literals.Numbers.of(LegalTable.load())


@pytest.mark.parametrize(
    "source",
    [
        "THRESHOLD = 221000",
        "THRESHOLD = 5_404_000",
        "if amount >= 40000: pass",
        "x = Decimal('60000')",
        "x = Money(Decimal('90000'), 'EUR')",
        "rate = Decimal('0.05')",
        "rate = 2.5",
        "lump = Decimal('40')",
        "end = day + timedelta(days=11)",
        "end = day + timedelta(days=30)",
    ],
)
def test_a_number_of_the_law_is_caught(source: str) -> None:
    assert len(list(check_literals.faults_of(PATH, source, NUMBERS))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "places = 2",
        "longest = 40",
        "day = date(2026, 1, 1)",
        "eve = day - timedelta(days=1)",
        "text = '40000'",
        "port = 40000  # not of the law: a port",
        "flag = True",
        "'''At or above 221000 EUR the formal procedure applies.'''",
    ],
)
def test_other_numbers_are_left_alone(source: str) -> None:
    assert list(check_literals.faults_of(PATH, source, NUMBERS)) == []


def test_domains_and_handlers_are_looked_at() -> None:
    assert check_literals.is_domain(ROOT / "services" / "invoicing" / "handlers" / "pay.py")
    assert check_literals.is_domain(ROOT / "services" / "invoicing" / "handlers.py")
    assert not check_literals.is_domain(ROOT / "shared" / "legal" / "interest.py")


def function_of(lines: int, docstring: int = 0) -> str:
    doc = ['    """Say.', *["    more"] * (docstring - 2), '    """'] if docstring else []
    return "\n".join(["def f() -> None:", *doc, *["    x = 1"] * (lines - 1), ""])


def test_sizes_are_measured() -> None:
    head = '"""A module."""\n\n'
    assert list(check_size.faults_of(PATH, head + function_of(40))) == []
    assert list(check_size.faults_of(PATH, head + function_of(40, docstring=20))) == []
    assert "41 lines" in next(check_size.faults_of(PATH, head + function_of(41)))
    assert "without a docstring" in next(check_size.faults_of(PATH, "x = 1\n"))
    assert list(check_size.faults_of(PATH, "")) == []
    assert "301 lines" in next(check_size.faults_of(PATH, head + "x = 1\n" * 299))
    migration = ROOT / "services" / "tenders" / "storage" / "migrations" / "versions" / "v.py"
    assert list(check_size.faults_of(migration, "x = 1\n" * 999)) == []


def test_a_function_without_a_docstring_is_counted_whole() -> None:
    function = ast.parse(function_of(12)).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert check_size.code_lines(function) == 12


# Put together here so that this file does not hold the words it plants.
REFUSED = [
    "see " + "/wor" + "k/main/README",
    "a parallel ses" + "sion wrote it",
    "asked a sub" + "agent",
    "sub-" + "agents",
    "https://py" + "pi.org/simple",
    "--index-" + "url https://x",
    "Cl" + "aude",
    "an AI as" + "sistant",
    "Co-Authored" + "-By: x",
    "coding ag" + "ent",
]


@pytest.mark.parametrize("line", REFUSED)
def test_words_of_the_workplace_are_caught(line: str) -> None:
    assert list(check_repo_words.faults_in([(1, line)]))


@pytest.mark.parametrize(
    "line",
    [
        "la session de la commission d'appel d'offres",
        "une session distante de la CAO",
        "session = Session(engine)",
        "set for this session by PostgreSQL",
        "l'agent public, agent habilité",
        "homework/exercises",
        "https://example.org/network/main",
        "uv pip compile --no-emit-index-url",
        "the working day",
    ],
)
def test_words_of_the_trade_are_left_alone(line: str) -> None:
    assert list(check_repo_words.faults_in([(1, line)])) == []


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


class Press(StrEnum):
    GO = "go"
    STAY = "stay"


def test_a_state_table_is_drawn() -> None:
    drawn = mermaid({(Light.RED, Press.GO): Light.GREEN, (Light.RED, Press.STAY): Light.RED})
    assert drawn.splitlines() == [
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> red",
        "    red --> green: go",
        "    red --> red: stay",
        "    green --> [*]",
        "```",
    ]


def test_the_repository_lists_its_own_files() -> None:
    assert ROOT / "pyproject.toml" in repository_files()
    assert all(path.suffix == ".py" for path in repository_files(".py"))
