"""What a ``tar.gz`` archive of a stranger holds, read as a stream within a budget: nothing is written.

A member that is no plain file, repeats a name, leaves the archive by its name or is too large is told as such, and the
others are still given: one bad member does not sink the rest. Source: POSIX.1-2001 pax (ustar), RFC 1952 (gzip).
"""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from shared.archive.zip_members import ArchiveFault, ArchiveRefused, Budget

_GZIP: Final = b"\x1f\x8b\x08"
_DAMAGES: Final = (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, OSError, ValueError, UnicodeError)


class MemberFault(StrEnum):
    """Why one member is not given, though the archive is read on."""

    UNSAFE_NAME = "unsafe_name"
    NOT_A_FILE = "not_a_file"
    REPEATED = "repeated"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class TarMember:
    """One member: its name and its content, or why it has none."""

    name: str
    content: bytes
    fault: MemberFault | None = None


def is_gzip(content: bytes) -> bool:
    """Say whether bytes begin as a gzip stream."""
    return content.startswith(_GZIP)


def tar_members(content: bytes, budget: Budget, *, largest: int) -> Iterator[TarMember]:
    """Give the members of an archive in its order, folders aside; ``largest`` is the limit of one, in bytes.

    Raises:
        ArchiveRefused: the rest of the archive is damaged or beyond the budget; what came before has been given.
    """
    seen: set[str] = set()
    try:
        with tarfile.open(fileobj=_Metered(content, budget), mode="r|") as archive:
            for entry in archive:
                if entry.isdir():
                    continue
                budget.enter(entry.name)
                fault = _fault(entry, seen, largest)
                seen.add(entry.name)
                file = None if fault else archive.extractfile(entry)
                yield TarMember(entry.name, b"" if file is None else file.read(), fault)
    except _DAMAGES as error:
        raise ArchiveRefused(ArchiveFault.DAMAGED) from error


def _fault(entry: tarfile.TarInfo, seen: set[str], largest: int) -> MemberFault | None:
    if not entry.isreg() or entry.issparse():
        return MemberFault.NOT_A_FILE
    path = PurePosixPath(entry.name)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.name or not path.name or not entry.name.isprintable():
        return MemberFault.UNSAFE_NAME
    if entry.name in seen:
        return MemberFault.REPEATED
    return MemberFault.TOO_LARGE if entry.size > largest else None


class _Metered(io.RawIOBase):
    """The unfolded stream of a gzip file; every byte that it gives, headers included, is counted."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        self._stream = gzip.GzipFile(fileobj=io.BytesIO(content))
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes."""
        chunk = self._stream.read(size if size >= 0 else self._budget.bytes_left + 1)
        self._budget.spend("", len(chunk))
        return chunk
