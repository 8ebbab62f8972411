"""A disk that refuses: it is told, nothing is believed written that may not be, and what is sent again is whole."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.storage import blob_files
from shared.storage.blob_errors import StoreFailed
from shared.storage.blob_files import BlobFiles

NOON = datetime(2026, 11, 9, 11, 0, tzinfo=UTC)


class Disk:
    """A disk that refuses at one step, until it is mended."""

    def __init__(self, step: str, number: int) -> None:
        self.step: str | None = step
        self._number = number

    def __call__(self, step: str) -> None:
        if step == self.step:
            raise OSError(self._number, os.strerror(self._number))


def write(files: BlobFiles, blob_id: str, offset: int, content: bytes) -> None:
    with files.writing(blob_id, offset=offset, limit=100) as writer:
        writer.write(content)


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("create", errno.EROFS),
        ("write", errno.ENOSPC),
        ("write", errno.EDQUOT),
        ("fsync", errno.EIO),
        ("sidecar", errno.ENOSPC),
        ("rename", errno.EIO),
    ],
)
def test_each_refusal_of_the_disk_is_told(tmp_path: Path, step: str, number: int) -> None:
    disk = Disk(step, number)
    files = BlobFiles(tmp_path, fault=disk)

    def receive() -> None:
        blob_id = files.create(7)
        write(files, blob_id, 0, b"contenu")
        files.complete(blob_id, completed_at=NOON, facts={})

    with pytest.raises(StoreFailed):
        receive()
    disk.step = None
    receive()


def test_a_blob_whose_sync_failed_begins_again(tmp_path: Path) -> None:
    """The system may drop pages that it could not write, and then say that all is well: nothing of them is believed."""
    disk = Disk("never", errno.EIO)
    files = BlobFiles(tmp_path, fault=disk)
    blob_id = files.create(10)
    write(files, blob_id, 0, b"12345")
    disk.step = "fsync"
    with pytest.raises(StoreFailed):
        write(files, blob_id, 5, b"67890")
    disk.step = None
    assert files.size(blob_id) == 0
    write(files, blob_id, 0, b"1234567890")
    assert files.read_all(blob_id) == b"1234567890"


def test_a_disk_that_has_no_room_left_is_told(tmp_path: Path) -> None:
    """A real limit of the system, in a process of its own: no file may grow past 4,096 bytes."""
    script = (
        "import pathlib, resource, signal, sys\n"
        "from shared.storage.blob_files import BlobFiles\n"
        "from shared.storage.blob_errors import StoreFailed\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "files = BlobFiles(pathlib.Path(sys.argv[1]))\n"
        "blob = files.create(10)\n"
        "try:\n"
        "    with files.writing(blob, offset=0, limit=9000) as writer:\n"
        "        writer.write(bytes(9000))\n"
        "except StoreFailed as error:\n"
        "    print(error, files.size(blob))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "File too large" in done.stdout, done.stderr
    assert int(done.stdout.split()[-1]) <= 4096


def test_a_read_only_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = BlobFiles(tmp_path)
    blob_id = files.create(7)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StoreFailed):
        write(files, blob_id, 0, b"contenu")
    monkeypatch.setattr(blob_files.os, "open", refuse)
    with pytest.raises(StoreFailed):
        files.create(7)
