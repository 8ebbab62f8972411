"""The opening workers of this process: one for each ceremony, spawned, spoken to, ended."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from shared.kernel.ids import OpeningId
from shared.sealing.outcome import Outcome
from shared.sealing.unsealing import Unsealed, Unsealing, WorkerGone
from shared.storage.blob_files import BlobFiles

_MODULE: Final = "shared.unsealing.worker"
_ENDING_SECONDS: Final = 5


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    recipient: str
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        """Send one request and wait for its answer."""
        with self.lock:
            try:
                _pipe(self.process.stdin).write(json.dumps(request).encode() + b"\n")
                _pipe(self.process.stdin).flush()
                line = _pipe(self.process.stdout).readline()
            except OSError as error:
                raise WorkerGone from error
        if not line:
            raise WorkerGone
        answer: dict[str, Any] = json.loads(line)
        return answer


class OpeningWorkers:
    """Starts workers and has them open files; an identity never leaves its worker."""

    def __init__(
        self, *, sealed: BlobFiles, opened: Path, storage_recipient: str, log_key: str, clamd_url: str | None
    ) -> None:
        self._sealed = sealed
        self._opened = opened
        self._storage_recipient = storage_recipient
        self._log_key = log_key
        self._clamd_url = clamd_url
        self._workers: dict[OpeningId, _Worker] = {}
        opened.mkdir(parents=True, exist_ok=True, mode=0o700)

    def start(self, opening_id: OpeningId) -> str:
        """Start a worker and give its one-ceremony recipient."""
        process = subprocess.Popen(  # noqa: S603 - our own module, no argument from outside
            [sys.executable, "-I", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            close_fds=True,
        )
        first = _pipe(process.stdout).readline()
        if not first:
            process.wait(_ENDING_SECONDS)
            raise WorkerGone
        worker = _Worker(process, json.loads(first)["recipient"])
        self._workers[opening_id] = worker
        return worker.recipient

    def is_alive(self, opening_id: OpeningId) -> bool:
        """Say whether the worker of a ceremony still runs in this process's care."""
        worker = self._workers.get(opening_id)
        return worker is not None and worker.process.poll() is None

    def unseal(self, opening_id: OpeningId, unsealing: Unsealing) -> Unsealed:
        """Have a file opened, verified and sealed to storage.

        Raises:
            WorkerGone: the worker is not there.
        """
        worker = self._workers.get(opening_id)
        if worker is None:
            raise WorkerGone
        # Named by the file: a repeated request writes the same place, and the first complete one stays.
        name = unsealing.file_id.value.hex
        answer = worker.ask(self._request(unsealing, self._opened / f"{name}.age"))
        outcome = Outcome(answer["outcome"])
        blob_id = name if outcome is Outcome.OPENED else None
        return Unsealed(unsealing.file_id, outcome, answer["detail"], blob_id, answer.get("scan"), answer.get("parts"))

    def content(self, blob_id: str) -> Path:
        """Give where the content of an opened file rests, sealed to storage."""
        return self._opened / f"{blob_id}.age"

    def stop(self, opening_id: OpeningId) -> None:
        """End the worker of a ceremony, and its identity with it."""
        worker = self._workers.pop(opening_id, None)
        if worker is not None:
            worker.process.kill()
            worker.process.wait(_ENDING_SECONDS)
            _pipe(worker.process.stdin).close()
            _pipe(worker.process.stdout).close()

    def close(self) -> None:
        """End every worker."""
        for opening_id in tuple(self._workers):
            self.stop(opening_id)

    def _request(self, unsealing: Unsealing, out: Path) -> dict[str, object]:
        expected = unsealing.sealed_for
        return {
            "file_id": str(unsealing.file_id),
            "sealed": str(self._sealed.path(unsealing.blob_id)),
            "out": str(out),
            "wrapped": _text(unsealing.wrapped),
            "storage": self._storage_recipient,
            "log_key": self._log_key,
            "clamd": self._clamd_url,
            "proof": dict(unsealing.proof),
            "sealed_for": {
                "tender_id": str(expected.tender_id),
                "role": expected.slot.role.value,
                "lot_number": expected.slot.lot_number,
                "siret": str(expected.siret),
                "nonce": expected.nonce,
                "documents": [{"name": item.name, "size": item.size} for item in expected.documents],
                "group_sha256": expected.group_sha256,
            },
        }


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise WorkerGone
    return stream


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
