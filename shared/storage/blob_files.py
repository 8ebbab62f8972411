"""Bytes in files, written so that a power cut loses nothing acknowledged (design sections 8.3 and 8.12).

A blob is `ab/cd/<id>.blob` under the folder of the store; its id is random, never a hash of the content. A blob that is
complete and must survive has a sidecar `<id>.json` beside it, which states when it was completed; both, and their
folder, are on disk before anybody is told. Synchronous: `blobs.py` offers the same to the asynchronous edge.
Source: fsync(2), rename(2); PostgreSQL wiki "Fsync Errors" (a failed fsync is never tried again).
"""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from shared.kernel.clock import in_utc
from shared.storage.blob_errors import (
    BlobBusy,
    BlobMissing,
    BlobProtected,
    NoRoom,
    OffsetMismatch,
    TooManyBytes,
    told,
)
from shared.storage.blob_sidecar import Sidecar
from shared.storage.durable import sync_file, sync_folder

FaultHook = Callable[[str], None]
_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_RESERVE: Final = 256 * 1024 * 1024  # the database and the logs must always find room
_PIECE: Final = 1024 * 1024


def no_fault(_step: str) -> None:
    """Let every step happen; tests give a hook that kills the process after the step that it names."""


class BlobWriter:
    """An open blob, locked for one writer, with the SHA-256 of everything when writing began at the first byte."""

    def __init__(self, file: BinaryIO, offset: int, limit: int, fault: FaultHook) -> None:
        self._file = file
        self._limit = limit
        self._fault = fault
        self._digest = hashlib.sha256() if offset == 0 else None
        self._one_at_a_time = Lock()  # a cancelled request syncs and closes while its last write may still run
        self.offset = offset

    def write(self, piece: bytes) -> None:
        """Add bytes at the end.

        Raises:
            TooManyBytes: they would pass the limit; what fits is kept.
            StoreFailed: the disk refused them.
        """
        with self._one_at_a_time, told():
            kept = piece[: self._limit - self.offset]
            self._file.write(kept)
            self.offset += len(kept)
            if self._digest is not None:
                self._digest.update(kept)
            self._fault("write")
        if len(kept) < len(piece):
            raise TooManyBytes(self._limit)

    def sync(self) -> None:
        """Return when the bytes are on the disk itself.

        Raises:
            StoreFailed: they are not. The blob is emptied where its sync failed: the system may have dropped what it
                could not write, and would call a second try a success.
        """
        with self._one_at_a_time, told():
            self._file.flush()
            try:
                sync_file(self._file.fileno())
                self._fault("fsync")
            except OSError:
                os.ftruncate(self._file.fileno(), 0)
                raise

    @property
    def sha256(self) -> str | None:
        """Give the digest in hexadecimal, when this writer wrote the blob from its first byte."""
        return None if self._digest is None else self._digest.hexdigest()


class BlobFiles:
    """A folder of blobs."""

    def __init__(self, folder: Path, *, fault: FaultHook = no_fault) -> None:
        self.folder = folder
        self.fault = fault
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def create(self, size: int) -> str:
        """Make an empty blob and give its id.

        Raises:
            NoRoom: the disk could not hold that many bytes and its reserve.
            StoreFailed: the disk refused.
        """
        with told():
            return self._create(size)

    def _create(self, size: int) -> str:
        if shutil.disk_usage(self.folder).free < size + _RESERVE:
            raise NoRoom(f"{size} bytes")
        blob_id = secrets.token_hex(16)
        path = self._path(blob_id)
        for missing in (path.parent.parent, path.parent):
            if not missing.exists():
                missing.mkdir(exist_ok=True, mode=0o700)
                sync_folder(missing.parent)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        sync_folder(path.parent)
        self.fault("create")
        return blob_id

    @contextmanager
    def writing(self, blob_id: str, *, offset: int, limit: int) -> Iterator[BlobWriter]:
        """Open a blob to add bytes at its end; whatever happens inside, the bytes received are synced when it closes.

        Raises:
            BlobMissing: no blob has this id.
            BlobBusy: another request is writing it.
            OffsetMismatch: the blob does not end at the offset.
            BlobProtected: the blob is complete.
            StoreFailed: the disk refused.
        """
        with told(), self._opened(blob_id, "r+b") as file:
            _lock(file)
            if self._sidecar_path(blob_id).exists():
                raise BlobProtected(blob_id)
            end = file.seek(0, os.SEEK_END)
            if end != offset:
                raise OffsetMismatch(end)
            writer = BlobWriter(file, offset, limit, self.fault)
            try:
                yield writer
            finally:
                writer.sync()

    def put(self, content: bytes) -> str:
        """Store a small content in one call and give its blob id."""
        blob_id = self.create(len(content))
        with self.writing(blob_id, offset=0, limit=len(content)) as writer:
            writer.write(content)
        return blob_id

    def complete(self, blob_id: str, *, completed_at: datetime, facts: Mapping[str, str]) -> Sidecar:
        """State on disk that a blob is complete: the instant stated is the one that counts, whatever happens next.

        Raises:
            StoreFailed: the disk refused; the blob is not complete.
        """
        sidecar = Sidecar(blob_id, self.size(blob_id), in_utc(completed_at), dict(facts))
        path = self._sidecar_path(blob_id)
        draft = path.with_suffix(".partial")
        with told():
            with draft.open("wb") as file:
                file.write(sidecar.to_json())
                file.flush()
                sync_file(file.fileno())
            self.fault("sidecar")
            draft.replace(path)
            sync_folder(path.parent)
            self.fault("rename")
        return sidecar

    def size(self, blob_id: str) -> int:
        """Give the number of bytes of a blob, which is also the offset of the next one."""
        try:
            return self._path(blob_id).stat().st_size
        except FileNotFoundError as error:
            raise BlobMissing(blob_id) from error

    def sidecar(self, blob_id: str) -> Sidecar | None:
        """Give the sidecar of a blob; None while it is not complete."""
        try:
            return Sidecar.from_json(self._sidecar_path(blob_id).read_bytes())
        except FileNotFoundError:
            return None

    def sidecars(self) -> Iterator[Sidecar]:
        """List the completed blobs, for recovery after a crash."""
        for path in self.folder.glob("??/??/*.json"):
            yield Sidecar.from_json(path.read_bytes())

    def pieces(self, blob_id: str, *, start: int = 0, end: int | None = None) -> Generator[bytes, None, None]:
        """Read a blob piece by piece, from `start` included to `end` excluded."""
        with self._opened(blob_id, "rb") as file:
            file.seek(start)
            left = None if end is None else end - start
            while left is None or left > 0:
                piece = file.read(_PIECE if left is None else min(_PIECE, left))
                if not piece:
                    return
                left = None if left is None else left - len(piece)
                yield piece

    def read_all(self, blob_id: str) -> bytes:
        """Read a whole blob; for those that are known to be small."""
        return b"".join(self.pieces(blob_id))

    def sha256(self, blob_id: str) -> str:
        """Give the SHA-256 of a blob, in hexadecimal, with flat memory."""
        digest = hashlib.sha256()
        for piece in self.pieces(blob_id):
            digest.update(piece)
        return digest.hexdigest()

    def path(self, blob_id: str) -> Path:
        """Give where a blob lies, for another process that reads it as a file; nobody writes there but this class."""
        return self._path(blob_id)

    def cut(self, blob_id: str, *, size: int) -> None:
        """Drop, durably, the bytes past a size: they were never acknowledged.

        Raises:
            BlobBusy: another request is writing it.
            BlobProtected: the blob is complete.
        """
        with self._opened(blob_id, "r+b") as file:
            _lock(file)
            if self._sidecar_path(blob_id).exists():
                raise BlobProtected(blob_id)
            file.truncate(size)
            sync_file(file.fileno())

    def delete(self, blob_id: str) -> None:
        """Remove a blob that was never completed.

        Raises:
            BlobProtected: it has a sidecar.
        """
        if self._sidecar_path(blob_id).exists():
            raise BlobProtected(blob_id)
        self._path(blob_id).unlink(missing_ok=True)

    def erase(self, blob_id: str) -> None:
        """Remove a completed blob and its sidecar; the caller logs the act that asks for it, first."""
        self._path(blob_id).unlink(missing_ok=True)
        self._sidecar_path(blob_id).unlink(missing_ok=True)

    def rowless_candidates(self, *, older_than: datetime) -> Iterator[str]:
        """List the blobs without sidecar that nobody has written to since an instant."""
        for path in self.folder.glob("??/??/*.blob"):
            is_old = path.stat().st_mtime < older_than.timestamp()
            if is_old and not self._sidecar_path(path.stem).exists():
                yield path.stem

    def quarantine(self, blob_id: str) -> bool:
        """Set a blob aside, without deleting it; False when it is being written or was completed meanwhile."""
        try:
            with self._opened(blob_id, "r+b") as file:
                _lock(file)
                if self._sidecar_path(blob_id).exists():
                    return False
                aside = self.folder / "quarantine"
                aside.mkdir(exist_ok=True, mode=0o700)
                self._path(blob_id).rename(aside / f"{blob_id}.blob")
        except (BlobBusy, BlobMissing):
            return False
        return True

    @contextmanager
    def _opened(self, blob_id: str, mode: str) -> Iterator[BinaryIO]:
        try:
            file = self._path(blob_id).open(mode)
        except FileNotFoundError as error:
            raise BlobMissing(blob_id) from error
        with file:
            yield file  # type: ignore[misc]  # both modes are binary

    def _path(self, blob_id: str) -> Path:
        if not _ID.fullmatch(blob_id):
            raise BlobMissing(blob_id)
        return self.folder / blob_id[:2] / blob_id[2:4] / f"{blob_id}.blob"

    def _sidecar_path(self, blob_id: str) -> Path:
        return self._path(blob_id).with_suffix(".json")


def _lock(file: BinaryIO) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BlobBusy from error
