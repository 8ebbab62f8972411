"""Reading the files named on a command line: what cannot be read is told in its place and stops nothing.

Files are read one at a time, when their turn comes; none is read beyond what an invoice may weigh.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from services.invoicing.domain.errors import Code
from shared.kernel.refusal import Refusal
from shared.xml.parser import MEBIBYTE

# An invoice and its attachments weigh less than 120 MB on the State's portal; an archive carries several.
LARGEST: Final = 512 * MEBIBYTE
_STANDARD_INPUT: Final = "-"


def documents_in(paths: Iterable[Path]) -> Iterator[tuple[str, bytes | Refusal]]:
    """Give each file with its name, or why it is not read; ``-`` is the standard input."""
    for path in paths:
        yield _shown(path), _read(path)


def _read(path: Path) -> bytes | Refusal:
    try:
        if str(path) == _STANDARD_INPUT:
            content = sys.stdin.buffer.read(LARGEST + 1)
        elif path.is_file() or path.is_fifo():
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        else:
            return _unread("c'est un dossier" if path.is_dir() else "il n'existe pas, ou ce n'est pas un fichier")
    except OSError as error:
        return _unread(
            "vous n'avez pas le droit de le lire" if isinstance(error, PermissionError) else "le disque échoue"
        )
    if len(content) > LARGEST:
        return _unread(f"il dépasse {LARGEST // MEBIBYTE} Mio")
    return content


def _unread(fault: str) -> Refusal:
    return Refusal(Code.FILE_UNREADABLE, facts={"fault": fault})


def _shown(path: Path) -> str:
    """Name a file in words that any program can read, whatever bytes its name has."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
