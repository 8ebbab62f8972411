"""One exchange of bytes of an upload: what is received at an offset, what is dropped again, what is left as evidence.

An offset is acknowledged once its bytes are durable; bytes whose announced checksum is not theirs are dropped.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from fastapi import Request
from starlette.requests import ClientDisconnect

from shared.http.concurrency import in_file_thread
from shared.kernel.clock import Clock
from shared.kernel.refusal import refuse
from shared.storage.blob_errors import BlobBusy, BlobProtected, OffsetMismatch, StoreFailed, TooManyBytes
from shared.storage.blobs import Appended, FileByteStore


class Upload(Protocol):
    """One file being received, as the service found it for its sender."""

    @property
    def blob_id(self) -> str:
        """Where its bytes lie."""

    @property
    def size(self) -> int:
        """Its declared size."""

    @property
    def is_complete(self) -> bool:
        """Whether the service has received it whole."""


U = TypeVar("U", bound=Upload)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What happened in one exchange: from when to when, from which byte to which, and how it ended."""

    started_at: datetime
    ended_at: datetime
    first_byte: int
    end_byte: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Bench:
    """Where bytes are received: the store, the clock, and the family of the refusals (`RSP` for instance)."""

    store: FileByteStore
    clock: Clock
    family: str

    async def durable_offset(self, upload: Upload) -> int:
        """Give how many bytes are on disk; asking syncs what an interrupted process had only written."""
        size = await self.store.size(upload.blob_id)
        try:
            appended = await self.store.append(upload.blob_id, offset=size, chunks=_nothing(), limit=upload.size)
        except BlobBusy:
            refuse(f"{self.family}-UPLOAD-BUSY")
        except (BlobProtected, OffsetMismatch):
            return await self.store.size(upload.blob_id)
        return appended.offset


@dataclass(frozen=True, slots=True)
class Exchange(Generic[U]):
    """One PATCH: what is asked, and the evidence that remains of it; ``note`` keeps it."""

    bench: Bench
    upload: U
    first_byte: int
    checksum: bytes | None
    started_at: datetime
    note: Callable[[U, Evidence], Awaitable[None]]

    async def append(self, request: Request) -> Appended:
        """Append the body at the offset.

        Raises:
            Refused: wrong offset, busy, too many bytes, or a checksum that is not theirs.
            StoreFailed: the disk refused.
        """
        digest = hashlib.sha256()
        family, limit = self.bench.family, self.upload.size
        chunks = request.stream() if self.checksum is None else _hashed(request, digest)
        try:
            appended = await self.bench.store.append(
                self.upload.blob_id, offset=self.first_byte, chunks=chunks, limit=limit
            )
        except OffsetMismatch as error:
            refuse(f"{family}-UPLOAD-OFFSET", actual=error.actual)
        except BlobBusy:
            refuse(f"{family}-UPLOAD-BUSY")
        except BlobProtected:
            # Everything was received and stated; only the commit is missing.
            return Appended(limit, None)
        except TooManyBytes:
            await self._drop("overflow")
            refuse(f"{family}-UPLOAD-OVERFLOW", limit=limit)
        except StoreFailed:
            await self.keep(self.first_byte, "store_failed")
            raise
        except ClientDisconnect:
            await self._interrupted()
            raise
        if self.checksum is not None and digest.digest() != self.checksum:
            await self._drop("checksum")
            refuse(f"{family}-UPLOAD-CHECKSUM")
        return appended

    def evidence(self, end_byte: int, outcome: str) -> Evidence:
        """Write what happened."""
        return Evidence(self.started_at, self.bench.clock.now(), self.first_byte, end_byte, outcome)

    async def keep(self, end_byte: int, outcome: str) -> None:
        """Keep what happened, when it completed nothing."""
        await self.note(self.upload, self.evidence(end_byte, outcome))

    async def _interrupted(self) -> None:
        if self.checksum is not None:
            await self._drop("interrupted")
            return
        await self.keep(await self.bench.store.size(self.upload.blob_id), "interrupted")

    async def _drop(self, outcome: str) -> None:
        await in_file_thread(self.bench.store.files.cut, self.upload.blob_id, size=self.first_byte)
        await self.keep(self.first_byte, outcome)


async def _hashed(request: Request, digest: "hashlib._Hash") -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        digest.update(chunk)
        yield chunk


async def _nothing() -> AsyncIterator[bytes]:
    for never in list[bytes]():
        yield never
