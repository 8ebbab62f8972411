"""The store of bytes as uploads, downloads and consumers see it: an asynchronous port and its implementation in files.

Blocking file work runs in the store's own threads (16 at most), so that slow disks never hold the event loop.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from shared.settings import Settings, SettingsError
from shared.storage.blob_files import BlobFiles, BlobWriter, FaultHook, no_fault
from shared.storage.blob_sidecar import Sidecar

R = TypeVar("R")
_THREADS: Final = 16
_GATHERED: Final = 1024 * 1024
_END: Final = b""


@dataclass(frozen=True, slots=True)
class Appended:
    """The end of a blob after bytes were added, all durable; the digest when they began at its first byte."""

    offset: int
    sha256: str | None


class ByteStore(Protocol):
    """Where bytes of any size are kept; errors are those of `blob_errors`."""

    async def create(self, size: int) -> str:
        """Make an empty blob that will hold `size` bytes and give its opaque id."""
        ...

    async def append(self, blob_id: str, *, offset: int, chunks: AsyncIterable[bytes], limit: int) -> Appended:
        """Add bytes at the end of a blob of at most `limit` bytes; they are durable when this returns or raises."""
        ...

    async def complete(self, blob_id: str, *, completed_at: datetime, facts: Mapping[str, str]) -> Sidecar:
        """State durably that a blob is complete, and when."""
        ...

    async def size(self, blob_id: str) -> int:
        """Give the number of bytes of a blob."""
        ...

    def read(self, blob_id: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read a blob piece by piece, from `start` included to `end` excluded."""
        ...

    async def read_all(self, blob_id: str) -> bytes:
        """Read a whole small blob."""
        ...

    async def sha256(self, blob_id: str) -> str:
        """Give the SHA-256 of a blob in hexadecimal."""
        ...

    async def delete(self, blob_id: str) -> None:
        """Remove a blob that was never completed."""
        ...


def open_byte_store(settings: Settings, service: str, *, fault: FaultHook = no_fault) -> "FileByteStore":
    """Open the bytes of a service: under the data folder, or where `PLIS_BLOBS_URL` says.

    Raises:
        SettingsError: the address is not one of files.
    """
    if settings.blobs_url is None:
        return FileByteStore(settings.data_dir / "blobs" / service, fault=fault)
    address = urlsplit(settings.blobs_url)
    if address.scheme != "file" or address.netloc:
        raise SettingsError("PLIS_BLOBS_URL : cette version ne connaît que les adresses file:///….")
    return FileByteStore(Path(unquote(address.path)) / service, fault=fault)


class FileByteStore:
    """A byte store in a folder; `files` offers the same synchronously to handlers, workers and recovery."""

    def __init__(self, folder: Path, *, fault: FaultHook = no_fault) -> None:
        self.files = BlobFiles(folder, fault=fault)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="blobs")

    async def create(self, size: int) -> str:
        """Make an empty blob that will hold `size` bytes and give its opaque id."""
        return await self._run(partial(self.files.create, size))

    async def append(self, blob_id: str, *, offset: int, chunks: AsyncIterable[bytes], limit: int) -> Appended:
        """Add bytes at the end of a blob; when the sender disappears, what arrived is kept and durable."""
        stack = ExitStack()
        writer = await self._open(stack, blob_id, offset=offset, limit=limit)
        try:
            await self._pour(chunks, writer)
        finally:
            # Shielded: a cancelled request (the sender left) must still close and sync what it wrote.
            await asyncio.shield(self._run(stack.close))
        return Appended(writer.offset, writer.sha256)

    async def complete(self, blob_id: str, *, completed_at: datetime, facts: Mapping[str, str]) -> Sidecar:
        """State durably that a blob is complete, and when."""
        return await self._run(partial(self.files.complete, blob_id, completed_at=completed_at, facts=facts))

    async def size(self, blob_id: str) -> int:
        """Give the number of bytes of a blob."""
        return await self._run(partial(self.files.size, blob_id))

    async def read(self, blob_id: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read a blob piece by piece, from `start` included to `end` excluded."""
        pieces = self.files.pieces(blob_id, start=start, end=end)
        try:
            while piece := await self._run(partial(_next, pieces)):
                yield piece
        finally:
            with suppress(ValueError):  # a thread still reads for a reader that left: its file closes after that
                pieces.close()

    async def read_all(self, blob_id: str) -> bytes:
        """Read a whole small blob."""
        return await self._run(partial(self.files.read_all, blob_id))

    async def sha256(self, blob_id: str) -> str:
        """Give the SHA-256 of a blob in hexadecimal."""
        return await self._run(partial(self.files.sha256, blob_id))

    async def delete(self, blob_id: str) -> None:
        """Remove a blob that was never completed."""
        await self._run(partial(self.files.delete, blob_id))

    def close(self) -> None:
        """Wait for the work under way and stop the threads."""
        self._threads.shutdown()

    async def _open(self, stack: ExitStack, blob_id: str, *, offset: int, limit: int) -> BlobWriter:
        """Open a blob in a thread; a request cancelled meanwhile closes it as soon as it is open."""
        writing = self.files.writing(blob_id, offset=offset, limit=limit)
        loop = asyncio.get_running_loop()
        opening = loop.run_in_executor(self._threads, partial(stack.enter_context, writing))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(lambda _: self._threads.submit(stack.close))
            raise

    async def _pour(self, chunks: AsyncIterable[bytes], writer: BlobWriter) -> None:
        """Gather small chunks before each trip to a thread, and receive the next ones while it writes.

        A trip costs as much as writing 100 kB; two threads of hashing and receiving fill two cores.
        """
        gathered, size = list[bytes](), 0
        writing: asyncio.Future[None] | None = None
        try:
            async for chunk in chunks:
                gathered.append(chunk)
                size += len(chunk)
                if size >= _GATHERED:
                    if writing is not None:
                        await asyncio.shield(writing)  # one write at a time, in order; after a failed one, none
                    writing = asyncio.ensure_future(self._run(partial(_write, writer, gathered)))
                    gathered, size = [], 0
        finally:
            await asyncio.shield(self._end(writing, gathered, writer))

    async def _end(self, writing: asyncio.Future[None] | None, rest: list[bytes], writer: BlobWriter) -> None:
        """Wait for the write under way, then write the rest, unless it failed."""
        if writing is not None:
            await writing
        if rest:
            await self._run(partial(_write, writer, rest))

    async def _run(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _write(writer: BlobWriter, pieces: list[bytes]) -> None:
    writer.write(b"".join(pieces))


def _next(pieces: Generator[bytes, None, None]) -> bytes:
    return next(pieces, _END)
