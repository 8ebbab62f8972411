"""The files named on a command line, and words from outside on a terminal: what every reading command shares."""

import sys
from pathlib import Path
from typing import Final

from shared.xml.parser import MEBIBYTE

_STANDARD_INPUT: Final = "-"
_SPACES: Final = "\u00a0\u202f"  # those of French punctuation


class Unread(Exception):
    """A file that could not be read; the message says why, in French, without its name."""


def content_of(path: Path, *, most: int) -> bytes:
    """Read a file, or the standard input for ``-``; no more than ``most`` bytes are taken.

    Raises:
        Unread: it is absent, no file, forbidden, broken or longer.
    """
    try:
        if str(path) == _STANDARD_INPUT:
            content = sys.stdin.buffer.read(most + 1)
        else:
            with path.open("rb") as file:
                content = file.read(most + 1)
    except FileNotFoundError:
        raise Unread("il n'existe pas") from None
    except IsADirectoryError:
        raise Unread("c'est un dossier") from None
    except PermissionError:
        raise Unread("vous n'avez pas le droit de le lire") from None
    except (OSError, ValueError):
        raise Unread("il ne peut pas être lu") from None
    if len(content) > most:
        raise Unread(f"il dépasse {most // MEBIBYTE} Mio")
    return content


def name_of(path: Path) -> str:
    """Name a file in words that any program can read, whatever bytes its name has."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def printable(line: str) -> str:
    """Give a line as a terminal may show it: words from outside neither command it nor look like a line of ours."""
    return "".join(letter if letter.isprintable() or letter in _SPACES else " " for letter in line)
