"""The command line library speaks French, wherever it prints its own words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from services.cli import COMMANDS, main
from tools.word_catalogue import SOURCE, faults, messages

# What click says to programmers, never to users: faults of declarations, of editors and of terminals on Windows.
_FOR_PROGRAMMERS = (
    "Could not determine name for option",
    "No options defined but a name was passed",
    "Arguments take exactly one parameter declaration",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use",
    "Unknown color",
    "Unknown standard stream",
    "Windows error",
)

_ENGLISH = re.compile(
    r"\b(Usage|COMMAND|ARGS|Commands|Show this|default|required|TEXT|INTEGER|FLOAT|RANGE|PATH|FILES?|DIRECTORY)\b"
)


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(main, arguments, prog_name="plis")


def texts_of_click() -> Iterator[str]:
    """Every text that the installed click gives to gettext, as catalogues name it."""
    for file in sorted(Path(click.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                count = 1 if node.func.id == "_" else 2
                forms = [each.value for each in node.args[:count] if isinstance(each, ast.Constant)]
                if len(forms) == count:
                    yield "\0".join(str(form) for form in forms)


def test_each_text_of_the_installed_click_has_a_translation() -> None:
    known = messages(SOURCE)
    missing = [text for text in texts_of_click() if text not in known and not text.startswith(_FOR_PROGRAMMERS)]
    assert missing == []


def test_the_compiled_catalogue_is_the_one_of_the_present_words() -> None:
    assert faults() == []


def test_no_field_is_lost_or_invented_in_translation() -> None:
    for original, translated in messages(SOURCE).items():
        wanted = {field.split("!")[0] for field in _fields(original)}
        assert _fields(translated) <= wanted | {"number_type"}, original


def _fields(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:]}


@pytest.mark.parametrize("language", ["C", "en_GB.UTF-8", "fr_FR.UTF-8"])
def test_the_language_of_the_terminal_changes_nothing(language: str) -> None:
    said = run("--help", LANG=language, LC_ALL=language).output
    assert said.startswith("Utilisation\u00a0: plis [OPTIONS] COMMANDE [ARGUMENTS]...")
    assert "Options\u00a0:" in said
    assert "Commandes\u00a0:" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["inconnue"], "Erreur : Commande inconnue : « inconnue »."),
        (["serve", "--inconnue"], "Erreur : Option inconnue : « --inconnue »."),
        (["serve", "--port", "abc"], "Valeur incorrecte pour '--port' : « abc » n'est pas un nombre correct."),
        (["serve", "--port", "0"], "0 est hors de l'intervalle 1<=x<=65535."),
        (["serve", "en trop"], "Argument en trop : en trop"),
        (["law", "interest"], "Option manquante '--amount'."),
        (["siret", "check"], "Argument manquant 'SIRET…'."),
        (["worker", "xx"], "« xx » ne fait pas partie de 'tenders', 'responses', 'mps', 'invoicing'."),
        (["invoice", "check", "/absent.xml"], "Le fichier n'est pas lu : il n'existe pas"),
        (["serve", "--port"], "L'option « --port » demande une valeur."),
    ],
)
def test_wrong_usage_is_said_in_french_and_ends_with_code_2(arguments: list[str], sentence: str) -> None:
    result = run(*arguments)
    assert sentence in result.output
    assert result.exit_code == 2


def test_where_help_is_to_be_found_is_said() -> None:
    assert "Pour de l'aide : « plis serve --help »." in run("serve", "--inconnue").output


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_every_command_is_french(command: str) -> None:
    for said in _helps(command):
        assert "Utilisation" in said
        assert _ENGLISH.search(said) is None, said


def _helps(*path: str) -> Iterator[str]:
    result = run(*path, "--help")
    assert result.exit_code == 0, result.output
    yield result.output
    command: click.Command | None = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), name)
    if isinstance(command, click.Group):
        for name in command.commands:
            yield from _helps(*path, name)
