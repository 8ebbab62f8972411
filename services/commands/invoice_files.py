"""Reading the invoices named on a command line: what cannot be read is told in its place and stops nothing.

Files are read one at a time, when their turn comes; none is read beyond what an invoice may weigh.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from services.commands.named_files import Unread, content_of, name_of
from services.invoicing.domain.errors import Code
from shared.kernel.refusal import Refusal
from shared.xml.parser import MEBIBYTE

# An invoice and its attachments weigh less than 120 MB on the State's portal; an archive carries several.
LARGEST: Final = 512 * MEBIBYTE


def documents_in(paths: Iterable[Path]) -> Iterator[tuple[str, bytes | Refusal]]:
    """Give each file with its name, or why it is not read; ``-`` is the standard input."""
    for path in paths:
        yield name_of(path), _read(path)


def _read(path: Path) -> bytes | Refusal:
    try:
        return content_of(path, most=LARGEST)
    except Unread as unread:
        return Refusal(Code.FILE_UNREADABLE, facts={"fault": str(unread)})
