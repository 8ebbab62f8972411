"""Documents attached to an invoice (pièces jointes, en16931:BG-24): what their names, types, sizes and bytes tell.

The limits are the State's portal's (names of at most 50 characters with an extension, 10 MB each, 120 MB in all): an
invoice that breaks them could not be forwarded there. Nothing is refused here: each fault is told to an agent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

LONGEST_NAME = 50
LARGEST = 10_000_000  # bytes
LARGEST_IN_ALL = 120_000_000  # bytes, the invoice included

_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXTENSIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "application/pdf": frozenset({"pdf"}),
        "image/png": frozenset({"png"}),
        "image/jpeg": frozenset({"jpg", "jpeg"}),
        "text/csv": frozenset({"csv", "txt"}),
        _OFFICE: frozenset({"xlsx"}),
        "application/vnd.oasis.opendocument.spreadsheet": frozenset({"ods"}),
        "text/xml": frozenset({"xml"}),
        "application/xml": frozenset({"xml"}),
    }
)
_UNKNOWN = "application/octet-stream"
_TOLD: Mapping[str, str] = MappingProxyType(
    {extension: media_type for media_type, extensions in _EXTENSIONS.items() for extension in extensions}
)
_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = MappingProxyType(
    {
        "application/pdf": (b"%PDF",),
        "image/png": (b"\x89PNG\r\n\x1a\n",),
        "image/jpeg": (b"\xff\xd8\xff",),
        _OFFICE: (b"PK\x03\x04",),
        "application/vnd.oasis.opendocument.spreadsheet": (b"PK\x03\x04",),
    }
)


class AttachmentFault(StrEnum):
    """What is wrong with an attachment."""

    NAME = "name"
    TYPE = "type"
    CONTENT = "content"
    SIZE = "size"
    TOTAL = "total"
    MALWARE = "malware"
    NOT_ANALYSED = "not_analysed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attached document: its declared media type, its bytes, and what its sender says that it is (BT-123)."""

    name: str
    media_type: str
    content: bytes
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the antivirus said: the signature it found, or why it said nothing."""

    signature: str | None = None
    silence: str | None = None


def attachment_faults(attachment: Attachment, analysis: Analysis | None) -> Iterator[AttachmentFault]:
    """Say what is wrong with one attachment; without ``analysis`` no antivirus was asked."""
    stem, dot, extension = attachment.name.rpartition(".")
    if not (dot and stem and extension) or len(attachment.name) > LONGEST_NAME:
        yield AttachmentFault.NAME
    expected = _EXTENSIONS.get(attachment.media_type)
    if expected is None or (dot and extension.lower() not in expected):
        yield AttachmentFault.TYPE
    beginnings = _BEGINNINGS.get(attachment.media_type)
    if beginnings is not None and not attachment.content.startswith(beginnings):
        yield AttachmentFault.CONTENT
    if len(attachment.content) > LARGEST:
        yield AttachmentFault.SIZE
    if analysis is None or analysis.silence is not None:
        yield AttachmentFault.NOT_ANALYSED
    elif analysis.signature is not None:
        yield AttachmentFault.MALWARE


def media_type_of(name: str) -> str:
    """Give the media type that the extension of a name tells, for software that says none."""
    return _TOLD.get(name.rpartition(".")[2].lower(), _UNKNOWN)


def is_too_large_in_all(attachments: Sequence[Attachment], *, invoice_bytes: int) -> bool:
    """Say whether the invoice with its attachments is larger than the State's portal takes."""
    return invoice_bytes + sum(len(one.content) for one in attachments) > LARGEST_IN_ALL
