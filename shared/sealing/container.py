"""The container inside a seal: a tar archive (POSIX.1-2001), the manifest first, then the documents in its order.

tar is read in one pass, so the opening verifies a bid of any size while it streams from one encryption to another:
no plaintext ever rests on a disk. One document in it is a plain file for any tool.
"""

import hashlib
import tarfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final, Protocol, cast

from shared.kernel.refusal import InvalidValue
from shared.sealing.manifest import (
    GREATEST_MANIFEST,
    MANIFEST_NAME,
    DocumentName,
    Manifest,
    SealedDocument,
)

_BLOCK: Final = 1 << 20


class Readable(Protocol):
    """Something read in one pass."""

    def read(self, size: int = -1, /) -> bytes:
        """Give the next bytes, none at the end."""
        ...


def describe(paths: Sequence[Path]) -> tuple[SealedDocument, ...]:
    """Give the name, size and SHA-256 of files to be sealed.

    Raises:
        InvalidValue: two files have the same name.
    """
    documents = []
    for path in paths:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        documents.append(SealedDocument(DocumentName(path.name, path.stat().st_size), digest))
    if len({item.document.name for item in documents}) != len(documents):
        raise InvalidValue("document_name", "Deux documents d'un même pli portent le même nom.")
    return tuple(documents)


def write_container(manifest: Manifest, paths: Sequence[Path], out: IO[bytes]) -> None:
    """Write a container into a stream; nothing of the author's machine is kept (owner, dates)."""
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        text = manifest.to_json()
        tar.addfile(_entry(MANIFEST_NAME, len(text)), _Bytes(text))
        for document, path in zip(manifest.documents, paths, strict=True):
            with path.open("rb") as file:
                tar.addfile(_entry(document.document.name, document.document.size), file)


def _ignore(_document: str, _piece: bytes) -> None:
    """Look at nothing."""


def read_container(stream: Readable, look: Callable[[str, bytes], object] = _ignore) -> Manifest:
    """Read a whole container in one pass and verify every document against the manifest.

    Args:
        stream: the container.
        look: told of every piece of every document, an empty piece first; it never raises.

    Raises:
        InvalidValue: not a container of ours, a document missing, added or altered.
    """
    return _walk(stream, look)


def extract_document(stream: Readable, name: str, write: Callable[[bytes], object]) -> None:
    """Copy one document of a verified container to a writer.

    Raises:
        InvalidValue: there is no such document.
    """
    found = False

    def keep(document: str, chunk: bytes) -> None:
        nonlocal found
        if document == name:
            found = True
            write(chunk)

    _walk(stream, keep)
    if not found:
        raise InvalidValue("document_name", "Ce pli ne contient pas ce document.")


def _walk(stream: Readable, keep: Callable[[str, bytes], object]) -> Manifest:
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", _Reading(stream)), mode="r|") as tar:
            entries = iter(tar)
            manifest = _manifest(tar, entries)
            for expected in manifest.documents:
                _document(tar, next(entries, None), expected, keep)
            if next(entries, None) is not None:
                raise InvalidValue("container", "Le pli contient un document que son bordereau n'annonce pas.")
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise InvalidValue("container", "Le contenu du pli n'est pas un conteneur lisible.") from error
    while stream.read(_BLOCK):  # the end of the encryption is authenticated only once it has been read
        pass
    return manifest


def _manifest(tar: tarfile.TarFile, entries: Iterator[tarfile.TarInfo]) -> Manifest:
    entry = next(entries, None)
    if entry is None or entry.name != MANIFEST_NAME or not _is_plain(entry) or entry.size > GREATEST_MANIFEST:
        raise InvalidValue("container", "Le pli ne commence pas par son bordereau.")
    content = tar.extractfile(entry)
    if content is None:  # pragma: no cover - a regular entry always has content
        raise InvalidValue("container", "Le pli ne commence pas par son bordereau.")
    return Manifest.parse(content.read())


def _document(
    tar: tarfile.TarFile,
    entry: tarfile.TarInfo | None,
    expected: SealedDocument,
    keep: Callable[[str, bytes], object],
) -> None:
    content = tar.extractfile(entry) if entry is not None and _is_plain(entry) else None
    if entry is None or content is None or (entry.name, entry.size) != (expected.document.name, expected.document.size):
        raise InvalidValue("container", "Un document annoncé par le bordereau manque dans le pli.")
    digest = hashlib.sha256()
    keep(entry.name, b"")
    while chunk := content.read(_BLOCK):
        digest.update(chunk)
        keep(entry.name, chunk)
    if digest.hexdigest() != expected.sha256:
        raise InvalidValue("container", "Un document du pli n'a pas l'empreinte annoncée par le bordereau.")


def _is_plain(entry: tarfile.TarInfo) -> bool:
    """Say whether an entry is a file whose bytes are all there: a sparse one could expand without limit."""
    return entry.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and entry.sparse is None


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o644
    return entry


class _Bytes:
    """A byte text read in one pass."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int = -1, /) -> bytes:
        taken = self._data if size < 0 else self._data[:size]
        self._data = self._data[len(taken) :]
        return taken


class _Reading:
    """A readable stream as ``tarfile`` wants it: it never asks to write."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        """Give exactly the bytes asked for, fewer only at the end."""
        chunks, missing = [], size
        while missing and (chunk := self._stream.read(missing)):
            chunks.append(chunk)
            missing -= len(chunk)
        return b"".join(chunks)
