"""Bytes in files: nothing acknowledged is lost, nothing completed is removed, nothing foreign is reached."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.storage import blob_files
from shared.storage.blob_errors import (
    BlobBusy,
    BlobMissing,
    BlobProtected,
    NoRoom,
    OffsetMismatch,
    TooManyBytes,
)
from shared.storage.blob_files import BlobFiles
from shared.storage.sweeper import drop_quarantined, sweep

NOON = datetime(2026, 10, 5, 12, 0, 0, 123000, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> BlobFiles:
    return BlobFiles(tmp_path / "blobs")


def append(files: BlobFiles, blob_id: str, content: bytes, *, offset: int = 0, limit: int = 100) -> str | None:
    with files.writing(blob_id, offset=offset, limit=limit) as writer:
        writer.write(content)
    return writer.sha256


def test_bytes_come_back_and_are_digested(files: BlobFiles) -> None:
    blob_id = files.create(10)
    assert append(files, blob_id, b"hello") == hashlib.sha256(b"hello").hexdigest()
    assert append(files, blob_id, b"world", offset=5) is None  # it saw only the second half
    assert files.read_all(blob_id) == b"helloworld"
    assert files.sha256(blob_id) == hashlib.sha256(b"helloworld").hexdigest()
    assert files.size(blob_id) == 10


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, None, b"0123456789"), (3, 7, b"3456"), (8, 99, b"89"), (10, None, b"")]
)
def test_a_range_is_half_open(files: BlobFiles, start: int, end: int | None, expected: bytes) -> None:
    blob_id = files.put(b"0123456789")
    assert b"".join(files.pieces(blob_id, start=start, end=end)) == expected


def test_ids_are_opaque_and_folders_private(files: BlobFiles) -> None:
    same = {files.put(b"the same content") for _ in range(2)}
    assert len(same) == 2
    assert hashlib.sha256(b"the same content").hexdigest() not in same
    blob_id = same.pop()
    path = files.folder / blob_id[:2] / blob_id[2:4] / f"{blob_id}.blob"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("foreign", ["", "../../etc/passwd", "A" * 32, "0" * 31, "0" * 33, "0" * 31 + "é", "0" * 32])
def test_a_foreign_id_reaches_nothing(files: BlobFiles, foreign: str) -> None:
    with pytest.raises(BlobMissing):
        files.size(foreign)
    with pytest.raises(BlobMissing), files.writing(foreign, offset=0, limit=1):
        pass


def test_an_offset_that_is_not_the_end_is_refused(files: BlobFiles) -> None:
    blob_id = files.put(b"12345")
    with pytest.raises(OffsetMismatch) as mismatch, files.writing(blob_id, offset=4, limit=9):
        pass
    assert mismatch.value.actual == 5
    assert files.read_all(blob_id) == b"12345"


def test_one_byte_too_many_is_refused_and_the_rest_kept(files: BlobFiles) -> None:
    blob_id = files.create(5)
    with pytest.raises(TooManyBytes):
        append(files, blob_id, b"123456", limit=5)
    assert files.read_all(blob_id) == b"12345"


def test_two_writers_never_mix(files: BlobFiles) -> None:
    blob_id = files.create(5)
    with files.writing(blob_id, offset=0, limit=5):
        with pytest.raises(BlobBusy), files.writing(blob_id, offset=0, limit=5):
            pass
        assert not files.quarantine(blob_id)


def test_a_completed_blob_is_closed_and_protected(files: BlobFiles) -> None:
    blob_id = files.put(b"12345")
    assert files.sidecar(blob_id) is None
    sidecar = files.complete(blob_id, completed_at=NOON, facts={"deposit": "d-1"})
    assert files.sidecar(blob_id) == sidecar
    assert (sidecar.size, sidecar.completed_at, sidecar.facts) == (5, NOON, {"deposit": "d-1"})
    assert list(files.sidecars()) == [sidecar]
    with pytest.raises(BlobProtected):
        files.delete(blob_id)
    with pytest.raises(BlobProtected), files.writing(blob_id, offset=5, limit=9):
        pass
    files.erase(blob_id)
    assert list(files.sidecars()) == []


def test_the_instant_is_kept_to_the_microsecond(files: BlobFiles) -> None:
    blob_id = files.put(b"1")
    at = datetime(2026, 10, 5, 12, 0, 0, 1, tzinfo=UTC)
    files.complete(blob_id, completed_at=at, facts={})
    found = files.sidecar(blob_id)
    assert found is not None
    assert found.completed_at == at
    with pytest.raises(TypeError, match="naive"):
        files.complete(blob_id, completed_at=at.replace(tzinfo=None), facts={})


def test_a_blob_that_the_disk_cannot_hold_is_refused_before_any_byte(files: BlobFiles) -> None:
    with pytest.raises(NoRoom):
        files.create(1 << 60)


def test_every_acknowledgement_follows_its_fsync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Power loss, by the order of calls: bytes, fsync, sidecar, fsync, rename, fsync of the folder."""
    order: list[str] = []
    real_file, real_folder = blob_files.sync_file, blob_files.sync_folder
    monkeypatch.setattr(blob_files, "sync_file", lambda fd: (real_file(fd), order.append("sync file"))[0])
    monkeypatch.setattr(blob_files, "sync_folder", lambda path: (real_folder(path), order.append("sync folder"))[0])
    files = BlobFiles(tmp_path / "blobs", fault=order.append)
    blob_id = files.create(5)
    created = len(order)
    append(files, blob_id, b"12345")
    files.complete(blob_id, completed_at=NOON, facts={})
    assert order[created - 2 : created] == ["sync folder", "create"]
    assert order[created:] == [
        "write", "sync file", "fsync", "sync file", "sidecar", "sync folder", "rename",
    ]  # fmt: skip


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from shared.storage.blob_files import BlobFiles

step, folder = sys.argv[1:]
def kill(done):
    if done == step:
        os.kill(os.getpid(), signal.SIGKILL)
files = BlobFiles(Path(folder), fault=kill)
blob_id = files.create(5)
with files.writing(blob_id, offset=0, limit=5) as writer:
    writer.write(b"12345")
files.complete(blob_id, completed_at=datetime.fromisoformat("2026-10-05T12:00:00.123+00:00"), facts={"d": "1"})
files.fault("commit")
files.fault("answer")
"""


@pytest.mark.parametrize(
    ("step", "completed"),
    [("write", 0), ("fsync", 0), ("sidecar", 0), ("rename", 1), ("commit", 1), ("answer", 1)],
)
def test_a_kill_at_each_arrow_leaves_all_or_nothing_complete(tmp_path: Path, step: str, completed: int) -> None:
    folder = tmp_path / "blobs"
    died = subprocess.run([sys.executable, "-c", KILLED, step, str(folder)], check=False)
    assert died.returncode == -signal.SIGKILL
    files = BlobFiles(folder)
    found = list(files.sidecars())
    assert len(found) == completed
    for sidecar in found:
        assert (sidecar.completed_at, sidecar.facts) == (NOON, {"d": "1"})
        assert files.read_all(sidecar.blob_id) == b"12345"
    if not completed:  # the upload goes on where the disk says
        [path] = folder.glob("??/??/*.blob")
        end = files.size(path.stem)
        append(files, path.stem, b"12345"[end:], offset=end, limit=5)
        files.complete(path.stem, completed_at=NOON, facts={})
        assert files.read_all(path.stem) == b"12345"


def aged(files: BlobFiles, blob_id: str, *, hours: int) -> str:
    path = files.folder / blob_id[:2] / blob_id[2:4] / f"{blob_id}.blob"
    then = (NOON - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))
    return blob_id


def test_the_sweeper_sets_aside_only_old_blobs_without_row_or_sidecar(files: BlobFiles) -> None:
    named = aged(files, files.put(b"named"), hours=48)
    young = aged(files, files.put(b"young"), hours=23)
    rowless = aged(files, files.put(b"rowless"), hours=25)
    completed = aged(files, files.put(b"completed"), hours=9000)
    files.complete(completed, completed_at=NOON, facts={})
    assert sweep(files, known=lambda _batch: [named], now=NOON) == (rowless,)
    assert sweep(files, known=lambda _batch: [named], now=NOON) == ()
    assert (files.folder / "quarantine" / f"{rowless}.blob").read_bytes() == b"rowless"  # aside, not deleted
    assert [files.read_all(kept) for kept in (named, young, completed)] == [b"named", b"young", b"completed"]
    assert drop_quarantined(files, older_than=NOON - timedelta(hours=26)) == 0
    assert drop_quarantined(files, older_than=NOON) == 1
    assert list((files.folder / "quarantine").iterdir()) == []


def test_a_sidecar_is_json_that_any_tool_reads(files: BlobFiles) -> None:
    blob_id = files.put(b"1")
    files.complete(blob_id, completed_at=NOON, facts={"objet": "école"})
    [path] = files.folder.glob("??/??/*.json")
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "blob": blob_id,
        "size": 1,
        "completed_at": "2026-10-05T12:00:00.123000+00:00",
        "facts": {"objet": "école"},
    }
