"""What a ZIP archive of a stranger holds, unfolded in memory within a budget: bytes, members, depth.

Nothing is written and no name is used as a path. What passes the budget, is encrypted or contradicts itself is a fault
that the caller states; it is never taken for an empty or a clean archive.
Source: PKWARE APPNOTE 6.3.10 sections 4.3 and 4.4.4 (encryption bit).
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ENCRYPTED: Final = 0x1
_ENTRY: Final = b"PK\x01\x02"
_LOCAL: Final = b"PK\x03\x04"
_DAMAGES: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError)
_UNKNOWN: Final = (NotImplementedError, RuntimeError)  # a method of compression or of encryption that zipfile lacks


class ArchiveFault(StrEnum):
    """Why an archive is not unfolded."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    TOO_DEEP = "too_deep"


class ArchiveRefused(Exception):
    """An archive cannot be unfolded whole, and why; ``member`` is where, when it is one member's fault."""

    def __init__(self, fault: ArchiveFault, member: str | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.member = member


@dataclass(slots=True)
class Budget:
    """What may still be unfolded of one document, archives within archives included."""

    bytes_left: int
    members_left: int
    depth: int

    def enter(self, member: str) -> None:
        """Count a member.

        Raises:
            ArchiveRefused: there are too many.
        """
        self.members_left -= 1
        if self.members_left < 0:
            raise ArchiveRefused(ArchiveFault.TOO_MANY, member)

    def spend(self, member: str, size: int) -> None:
        """Count the bytes of a member.

        Raises:
            ArchiveRefused: there are too many.
        """
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise ArchiveRefused(ArchiveFault.TOO_LARGE, member)


def is_zip(content: bytes) -> bool:
    """Say whether bytes are a ZIP archive, wherever it begins (a self-extracting one has a program before it)."""
    try:
        return content.startswith(_LOCAL) or zipfile.is_zipfile(io.BytesIO(content))
    except _DAMAGES:  # an end of directory that contradicts itself
        return True


def members(content: bytes, budget: Budget, *, level: int = 1) -> Iterator[tuple[str, bytes]]:
    """Give every member of an archive, those of archives within it too; nothing for what is no archive.

    Raises:
        ArchiveRefused: the archive is damaged, encrypted, or larger than the budget.
    """
    if not is_zip(content):
        return
    if level > budget.depth:
        raise ArchiveRefused(ArchiveFault.TOO_DEEP)
    if content.count(_ENTRY) > budget.members_left:  # before the directory becomes a million objects
        raise ArchiveRefused(ArchiveFault.TOO_MANY)
    with _opened(content) as archive:
        for entry in archive.infolist():
            unfolded = _member(archive, entry, budget)
            yield entry.filename, unfolded
            yield from members(unfolded, budget, level=level + 1)


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (*_DAMAGES, *_UNKNOWN) as error:
        raise ArchiveRefused(ArchiveFault.DAMAGED) from error


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Read one member, never more than the budget whatever its header announces; its CRC is verified at its end."""
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveRefused(ArchiveFault.ENCRYPTED, entry.filename)
    budget.enter(entry.filename)
    try:
        with archive.open(entry) as file:
            unfolded = file.read(budget.bytes_left + 1)
    except (*_DAMAGES, *_UNKNOWN) as error:
        raise ArchiveRefused(ArchiveFault.DAMAGED, entry.filename) from error
    budget.spend(entry.filename, len(unfolded))
    return unfolded
