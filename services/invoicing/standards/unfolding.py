"""A deposited file as its invoices: itself, or each member of a ``tar.gz`` archive, those of archives within it too.

One bad member does not sink the rest; what cannot be unfolded is told as a refusal with its fault in French.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.errors import Code
from shared.archive.tar_members import MemberFault, is_gzip, tar_members
from shared.archive.zip_members import ArchiveFault, ArchiveRefused, Budget
from shared.kernel.refusal import Refusal
from shared.xml.parser import DEFAULT_LIMITS, MEBIBYTE

ARCHIVE_BYTES: Final = 1024 * MEBIBYTE
ARCHIVE_MEMBERS: Final = 10_000
_DEPTH: Final = 3
_FAULTS: Mapping[MemberFault | ArchiveFault, str] = MappingProxyType(
    {
        MemberFault.UNSAFE_NAME: "son nom sort de l'archive",
        MemberFault.NOT_A_FILE: "ce n'est pas un fichier ordinaire",
        MemberFault.REPEATED: "son nom y figure déjà",
        MemberFault.TOO_LARGE: "il est trop grand",
        ArchiveFault.DAMAGED: "elle est abîmée ou tronquée",
        ArchiveFault.ENCRYPTED: "elle est chiffrée",
        ArchiveFault.TOO_LARGE: "elle est démesurée une fois décompressée",
        ArchiveFault.TOO_MANY: "elle a trop de fichiers",
        ArchiveFault.TOO_DEEP: "elle contient trop d'archives emboîtées",
    }
)
_OR_NO_TAR: Final = ", ou ce n'est pas un tar : une facture seule s'envoie sans la compresser"


@dataclass(frozen=True, slots=True)
class Unfolded:
    """One document of a deposited file, or why there is none under that name."""

    name: str
    content: bytes
    refusal: Refusal | None = None


def unfold(name: str, content: bytes) -> Iterator[Unfolded]:
    """Give a document as it is, and the members of an archive one by one."""
    budget = Budget(bytes_left=ARCHIVE_BYTES, members_left=ARCHIVE_MEMBERS, depth=_DEPTH)
    yield from _unfolded(name, content, budget, level=0)


def _unfolded(name: str, content: bytes, budget: Budget, *, level: int) -> Iterator[Unfolded]:
    if not is_gzip(content):
        yield Unfolded(name, content)
        return
    if level == budget.depth:
        yield _unreadable(name, _FAULTS[ArchiveFault.TOO_DEEP])
        return
    is_empty = True
    try:
        for member in tar_members(content, budget, largest=DEFAULT_LIMITS.max_bytes):
            inner, is_empty = f"{name}/{member.name}", False
            if member.fault is not None:
                yield Unfolded(inner, b"", Refusal(Code.ARCHIVE_MEMBER, facts={"fault": _FAULTS[member.fault]}))
            else:
                yield from _unfolded(inner, member.content, budget, level=level + 1)
        if is_empty:
            yield _unreadable(name, "elle ne contient aucun fichier")
    except ArchiveRefused as refused:
        is_no_tar = is_empty and refused.fault is ArchiveFault.DAMAGED  # one file alone, compressed
        yield _unreadable(name, _FAULTS[refused.fault] + (_OR_NO_TAR if is_no_tar else ""))


def _unreadable(name: str, fault: str) -> Unfolded:
    return Unfolded(name, b"", Refusal(Code.ARCHIVE_UNREADABLE, facts={"fault": fault}))
