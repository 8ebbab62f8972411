"""What a company should know of its documents before they are sealed: afterwards nobody can look, and nothing changes.

A damaged archive makes a bid irregular (TA Montpellier, 29/10/2024, n° 2405722); the signature of an archive signs none
of the documents in it (TA Toulouse, 9/03/2011, n° 1100792). These are warnings, never refusals: what is sealed is its
author's choice, and every format is received (annexe 7, 2 II).
"""

import logging
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

_ENCRYPTED: Final = 0x1
_PIECE: Final = 1 << 20
_CLOSED: Final = (b"7z\xbc\xaf\x27\x1c", b"Rar!")
_ARCHIVES: Final = (".zip", ".7z", ".rar")
_SIGNATURES: Final = frozenset({".p7s", ".p7m", ".xades", ".asics", ".sig"})
_DAMAGES: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError)
_UNKNOWN: Final = (NotImplementedError, RuntimeError)
_PDF_DAMAGES: Final = (
    PyPdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """One document and what is the matter with it, in French."""

    name: str
    told: str


def warnings_of(paths: Sequence[Path]) -> tuple[DocumentWarning, ...]:
    """Give every warning about documents, in their order."""
    return tuple(
        DocumentWarning(path.name, told)
        for path in paths
        for told in (*_warnings(path), *_of_signature(path, {one.name for one in paths}))
    )


def _warnings(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        yield "le fichier est vide"
    elif head.startswith(_CLOSED):
        yield "cette archive (7z, RAR) n'a pas pu être vérifiée : assurez-vous qu'elle s'ouvre, sans mot de passe"
    elif head.startswith(b"PK\x03\x04") or path.suffix.lower() == ".zip":
        yield from _of_archive(path)
    elif b"%PDF-" in head or path.suffix.lower() == ".pdf":
        yield from _of_pdf(path)


def _of_archive(path: Path) -> Iterator[str]:
    """Read every member to its end: its CRC is verified there."""
    member = ""
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                member = entry.filename
                if entry.flag_bits & _ENCRYPTED:
                    yield f"l'archive est chiffrée ({member}) : l'acheteur ne pourra pas l'ouvrir"
                    return
                with archive.open(entry) as content:
                    while content.read(_PIECE):
                        pass
    except _UNKNOWN:
        yield f"un fichier de l'archive n'a pas pu être vérifié ({member})"
    except _DAMAGES:
        yield f"l'archive est abîmée ({member})" if member else "l'archive est abîmée ou incomplète"


def _of_signature(path: Path, beside: Collection[str]) -> Iterator[str]:
    """Tell a signature made over an archive: each document of the archive still lacks its own."""
    signed, kind = path.stem, path.suffix.lower()
    if kind in _SIGNATURES and (signed.lower().endswith(_ARCHIVES) or _is_archive_of(signed, beside)):
        yield "cette signature est celle d'une archive : elle ne signe aucun des documents que l'archive contient"


def _is_archive_of(signed: str, beside: Collection[str]) -> bool:
    return any(name.lower().endswith(_ARCHIVES) and Path(name).stem == signed for name in beside)


def _of_pdf(path: Path) -> Iterator[str]:
    """Open a PDF and count its pages; a reader that repairs everything is no proof, so its end is looked at too."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of damages is for nobody who reads French
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            yield "le document est protégé par un mot de passe : l'acheteur ne pourra pas le lire"
        elif not len(reader.pages):
            yield "le document n'a aucune page"
        elif not _has_end(path):
            yield "le document semble coupé : sa fin manque"
    except _PDF_DAMAGES:
        yield "le document ne s'ouvre pas"


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 2048, 0))
        return b"%%EOF" in file.read()
