"""The papers that a company joins when nobody can obtain them for it (pièces de la candidature), CCP R2143-5 to -12.

Manual upload exists for every block: whoever no administration knows is never worse off than on paper.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from shared.kernel.ids import CandidacyId, Id
from shared.kernel.refusal import refuse

PAPER_BYTES: Final = 20 * 1024 * 1024
PAPERS_OF_CANDIDACY: Final = 60
_LONGEST_NAME: Final = 150
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "xml": "application/xml",
        "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "asice": "application/vnd.etsi.asic-e+zip",
    }
)
_ZIP: Final = (b"PK\x03\x04",)
_SIGNS: Final[Mapping[str, tuple[bytes, ...]]] = MappingProxyType(
    {
        "pdf": (b"%PDF-",),
        "png": (b"\x89PNG\r\n\x1a\n",),
        "jpg": (b"\xff\xd8\xff",),
        "jpeg": (b"\xff\xd8\xff",),
        "xml": (b"<", b"\xef\xbb\xbf<"),
        "odt": _ZIP,
        "ods": _ZIP,
        "docx": _ZIP,
        "xlsx": _ZIP,
        "asice": _ZIP,
    }
)
SIGN_BYTES: Final = 8


class PaperId(Id):
    """A paper joined to a candidacy."""

    __slots__ = ()


class PaperKind(StrEnum):
    """What a paper is; ``CERTIFICATE`` stands for a block that no administration could fill."""

    CERTIFICATE = "certificate"
    DC1 = "dc1"
    DC2 = "dc2"
    DC4 = "dc4"
    ESPD = "espd"
    POWER = "power"  # a power to commit the company, or to lead a group
    JUDGMENT = "judgment"  # redressement judiciaire (R2143-9)
    REFERENCE = "reference"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PaperName:
    """A file name that can be saved on any reader's disk, of an accepted format."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a file name.

        Raises:
            Refused: ``MPS-PAPER-NAME`` for a name that cannot be kept, ``MPS-PAPER-FORMAT`` for another format.
        """
        name = unicodedata.normalize("NFC", text).strip()
        if not name or len(name) > _LONGEST_NAME or name.startswith(".") or _FORBIDDEN.search(name):
            refuse("MPS-PAPER-NAME", name=ascii(name[:_LONGEST_NAME]))
        if _extension(name) not in MEDIA_TYPES:
            refuse("MPS-PAPER-FORMAT", formats=", ".join(MEDIA_TYPES))
        return cls(name)

    @property
    def media_type(self) -> str:
        """Give the format that the extension announces."""
        return MEDIA_TYPES[_extension(self.value)]

    def require_sign(self, head: bytes) -> None:
        """Check that the first bytes are those of the announced format.

        Raises:
            Refused: ``MPS-PAPER-CONTENT``.
        """
        if not head.lstrip(b" \t\r\n").startswith(_SIGNS[_extension(self.value)]):
            refuse("MPS-PAPER-CONTENT", format=_extension(self.value))


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """Bytes already safe in the byte store."""

    blob_id: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a candidacy; ``about`` is the code of the datum or of the source that it stands for."""

    paper_id: PaperId
    candidacy_id: CandidacyId
    kind: PaperKind
    about: str | None
    name: PaperName
    content: StoredPaper
    added_at: datetime
    expires_on: date | None = None
    withdrawn_at: datetime | None = None

    def withdrawn(self, *, at: datetime) -> Self:
        """Take it out of the candidacy; its bytes stay until the end of the retention."""
        return replace(self, withdrawn_at=at)


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()
