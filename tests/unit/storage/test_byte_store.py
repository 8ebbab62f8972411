"""The asynchronous store: what arrived is kept, whatever becomes of the sender."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.settings import Settings, SettingsError
from shared.storage.blob_errors import BlobProtected, OffsetMismatch, StoreFailed, TooManyBytes
from shared.storage.blobs import FileByteStore, open_byte_store

NOON = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FileByteStore]:
    store = FileByteStore(tmp_path / "blobs")
    yield store
    store.close()


async def sent(*chunks: bytes, then: BaseException | None = None) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if then is not None:
        raise then


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(work())


def test_a_large_blob_in_odd_chunks(store: FileByteStore) -> None:
    content = bytes(range(256)) * 20_001

    async def work() -> None:
        blob_id = await store.create(len(content))
        chunks = sent(*(content[at : at + 65_537] for at in range(0, len(content), 65_537)))
        end = await store.append(blob_id, offset=0, chunks=chunks, limit=len(content))
        assert (end.offset, end.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert await store.read_all(blob_id) == content
        assert b"".join([piece async for piece in store.read(blob_id, start=5, end=1_500_000)]) == content[5:1_500_000]
        assert await store.sha256(blob_id) == end.sha256

    run(work)


def test_a_sender_that_disappears_leaves_what_arrived(store: FileByteStore) -> None:
    async def work() -> None:
        blob_id = await store.create(10)
        with pytest.raises(ConnectionResetError):
            await store.append(blob_id, offset=0, chunks=sent(b"12345", then=ConnectionResetError()), limit=10)
        assert await store.size(blob_id) == 5
        with pytest.raises(OffsetMismatch):
            await store.append(blob_id, offset=0, chunks=sent(b"12345"), limit=10)
        end = await store.append(blob_id, offset=5, chunks=sent(b"67890"), limit=10)
        assert (end.offset, end.sha256) == (10, None)
        assert await store.read_all(blob_id) == b"1234567890"

    run(work)


def test_a_cancelled_request_frees_its_blob(store: FileByteStore) -> None:
    async def work() -> None:
        blob_id = await store.create(10)
        arrived = asyncio.Event()

        async def endless() -> AsyncIterator[bytes]:
            yield b"12345"
            arrived.set()
            await asyncio.Event().wait()

        request = asyncio.create_task(store.append(blob_id, offset=0, chunks=endless(), limit=10))
        await arrived.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        end = await store.append(blob_id, offset=5, chunks=sent(b"67890"), limit=10)
        assert end.offset == 10

    run(work)


def test_more_than_declared_is_refused(store: FileByteStore) -> None:
    async def work() -> None:
        blob_id = await store.create(4)
        with pytest.raises(TooManyBytes):
            await store.append(blob_id, offset=0, chunks=sent(b"12345"), limit=4)
        assert await store.size(blob_id) == 4

    run(work)


def test_a_lying_stream_is_stopped_before_it_ends(store: FileByteStore) -> None:
    async def work() -> None:
        blob_id = await store.create(1)
        given: list[int] = []

        async def endless() -> AsyncIterator[bytes]:
            while True:
                given.append(1)
                yield b"x" * 1_000_000

        with pytest.raises(TooManyBytes):
            await store.append(blob_id, offset=0, chunks=endless(), limit=1)
        assert len(given) < 5

    run(work)


def test_after_a_failed_write_nothing_more_is_written(tmp_path: Path) -> None:
    """What comes while a write fails must not be put where the failed bytes belong."""
    steps: list[str] = []

    def second_fails(step: str) -> None:
        steps.append(step)
        if steps.count("write") == 2:
            raise OSError("disque en panne")

    store = FileByteStore(tmp_path / "blobs", fault=second_fails)
    pieces = [bytes([number]) * 1_048_576 for number in range(6)]

    async def work() -> None:
        blob_id = await store.create(6_291_456)
        with pytest.raises(StoreFailed):
            await store.append(blob_id, offset=0, chunks=sent(*pieces), limit=6_291_456)
        kept = store.files.path(blob_id).read_bytes()
        assert kept == b"".join(pieces)[: len(kept)]
        assert len(kept) <= 2 * 1_048_576

    run(work)
    assert steps.count("write") == 2
    store.close()


def test_completed_and_deleted(store: FileByteStore) -> None:
    async def work() -> None:
        kept, dropped = await store.create(0), await store.create(0)
        await store.complete(kept, completed_at=NOON, facts={})
        await store.delete(dropped)
        with pytest.raises(BlobProtected):
            await store.delete(kept)
        assert [sidecar.blob_id for sidecar in store.files.sidecars()] == [kept]

    run(work)


def test_a_request_cancelled_in_the_middle_of_a_write_loses_nothing(tmp_path: Path) -> None:
    writing, go_on = threading.Event(), threading.Event()

    def hold(step: str) -> None:
        if step == "write":
            writing.set()
            assert go_on.wait(10)

    store = FileByteStore(tmp_path / "blobs", fault=hold)

    async def work() -> None:
        blob_id = await store.create(2_000_000)
        request = asyncio.create_task(store.append(blob_id, offset=0, chunks=sent(b"x" * 1_500_000), limit=2_000_000))
        await asyncio.to_thread(writing.wait, 10)
        request.cancel()
        await asyncio.to_thread(writing.is_set)  # lets the cancellation reach the request while its thread still writes
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await request
        assert await store.size(blob_id) == 1_500_000
        end = await store.append(blob_id, offset=1_500_000, chunks=sent(b"y" * 500_000), limit=2_000_000)
        assert end.offset == 2_000_000

    run(work)
    store.close()


@pytest.mark.parametrize("address", ["s3://bucket", "file://host/folder", "folder"])
def test_an_address_that_is_not_of_files_is_refused(tmp_path: Path, address: str) -> None:
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "secrets", blobs_url=address)
    with pytest.raises(SettingsError, match="PLIS_BLOBS_URL"):
        open_byte_store(settings, "responses")


def test_each_service_has_its_own_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "secrets")
    elsewhere = Settings(
        data_dir=tmp_path / "data", secrets_dir=tmp_path / "secrets", blobs_url=f"file://{tmp_path}/else%20where"
    )
    for given, expected in ((settings, tmp_path / "data/blobs/mps"), (elsewhere, tmp_path / "else where/mps")):
        store = open_byte_store(given, "mps")
        assert store.files.folder == expected
        store.close()
