"""What stands for a value in a usage line, in French: click names it by its type, in English."""

from collections.abc import Mapping
from types import MappingProxyType

import click

SUBCOMMAND = "COMMANDE [ARGUMENTS]..."
_BY_TYPE: Mapping[str, str] = MappingProxyType(
    {
        "text": "TEXTE",
        "integer": "NOMBRE",
        "integer range": "NOMBRE",
        "filename": "FICHIER",
        # Named by gettext, hence in French already, where the type was made after the choice of the language.
        **dict.fromkeys(("file", "fichier"), "FICHIER"),
        **dict.fromkeys(("path", "chemin"), "CHEMIN"),
        **dict.fromkeys(("directory", "dossier"), "DOSSIER"),
    }
)


def name_values(command: click.Command) -> None:
    """Give a French name to each value of a command that has none of its own, subcommands included."""
    if isinstance(command, click.Group):
        command.subcommand_metavar = SUBCOMMAND
        for subcommand in command.commands.values():
            name_values(subcommand)
    for parameter in command.params:
        word = _BY_TYPE.get(parameter.type.name)
        if parameter.metavar is None and word is not None and not getattr(parameter, "is_flag", False):
            parameter.metavar = word if isinstance(parameter, click.Option) else _as_argument(parameter, word)


def _as_argument(parameter: click.Parameter, word: str) -> str:
    word = f"{word}…" if parameter.nargs == -1 else word
    return word if parameter.required else f"[{word}]"
