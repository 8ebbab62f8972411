"""Documents of the consultation (dossier de consultation des entreprises, DCE), CCP R2132-1, R2132-2.

They are free, whole and without any account (arrêté of 22 March 2019, annexe 6, article 1); size and format are
shown (annexe 7, article 2-II). A document is never overwritten: the same name again makes the next version.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from services.tenders.domain.errors import Code
from shared.kernel.ids import DocumentId, TenderId
from shared.kernel.refusal import refuse

_LONGEST_NAME = 150
DOCUMENTS_OF_TENDER = 2000
"""How many versions of documents one consultation may have; published at ``/limits``."""
# Separators, control characters and the characters that file systems of the readers refuse.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\\/:*?"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')


# Formats that tender documents use; a table of ours, because the machine's own differs from server to server.
_MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "dwg": "image/vnd.dwg",
        "ifc": "application/x-step",
        "jpg": "image/jpeg",
        "json": "application/json",
        "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "pdf": "application/pdf",
        "png": "image/png",
        "txt": "text/plain",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml": "application/xml",
        "zip": "application/zip",
    }
)


class DocumentKind(StrEnum):
    """What a document is; the acronyms are those of the profession."""

    NOTICE = "notice"  # avis
    PROCUREMENT_RULES = "procurement_rules"  # règlement de la consultation (RC)
    CCAP = "ccap"
    CCTP = "cctp"
    COMMITMENT_FORM = "commitment_form"  # acte d'engagement (ATTRI1)
    PRICE_SCHEDULE = "price_schedule"  # bordereau des prix
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DocumentName:
    """A file name that can be saved on any reader's disk: no folder, no control character, an extension kept."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a file name, composed (NFC) so that the same name typed on two systems is the same.

        Raises:
            Refused: ``TND-DOCUMENT-NAME`` when the name is empty, too long, hidden or holds a forbidden character.
        """
        name = unicodedata.normalize("NFC", text).strip()
        if not name or len(name) > _LONGEST_NAME or name.startswith(".") or _FORBIDDEN.search(name):
            refuse(Code.DOCUMENT_NAME, name=ascii(name[:_LONGEST_NAME]))
        return cls(name)

    @property
    def media_type(self) -> str:
        """The format that the extension announces; unknown ones are plain bytes."""
        extension = self.value.rpartition(".")[2].lower()
        return _MEDIA_TYPES.get(extension, "application/octet-stream")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """Bytes already safe in the byte store: where they are, their count and their SHA-256 in hexadecimal."""

    blob_id: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ProcurementDocument:
    """One version of one document; ``added_at`` is the real instant at which it was recorded.

    A withdrawn document stays in sight with its reason, and its bytes stay too, unless they are ``withheld`` because
    they should never have been published (personal data, a secret).
    """

    document_id: DocumentId
    tender_id: TenderId
    name: DocumentName
    kind: DocumentKind
    version: int
    media_type: str
    content: StoredBytes
    added_at: datetime
    withdrawn_at: datetime | None = None
    withdrawal_reason: str | None = None
    withheld: bool = False


def withdrawn(document: ProcurementDocument, *, reason: str, withheld: bool, at: datetime) -> ProcurementDocument:
    """Give a document as withdrawn; ``withheld`` when its bytes are no longer to be served."""
    return replace(document, withdrawn_at=at, withdrawal_reason=reason, withheld=withheld)


def next_version(name: DocumentName, existing: Iterable[ProcurementDocument]) -> int:
    """Give the version number of a new document of that name: 1 for the first."""
    return 1 + max((document.version for document in existing if document.name == name), default=0)


def current_documents(documents: Iterable[ProcurementDocument]) -> tuple[ProcurementDocument, ...]:
    """Keep the last version of each document that is not withdrawn, by name: what the file consists of today."""
    latest: dict[str, ProcurementDocument] = {}
    for document in sorted(documents, key=lambda document: document.version):
        latest[document.name.value] = document
    return tuple(latest[name] for name in sorted(latest) if latest[name].withdrawn_at is None)
