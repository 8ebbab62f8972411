"""The opening worker: a short-lived process that alone ever holds an opening identity, in memory only.

Started by ``workers``; speaks JSON lines over its standard input and output; ends with its parent, because
its input ends. Core dumps are off and the process is not dumpable, so no other process reads its memory.
For each file: the digest is compared with the log, the seal opened, the container verified against its manifest and
the manifest against the deposit, each document scanned (``malware``), and the content sealed again to the platform's
storage recipient, all in one stream.
"""

import base64
import ctypes
import hashlib
import json
import os
import resource
import secrets
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Final

import pyrage

from shared.kernel.ids import TenderId
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.proof.canonical import Json
from shared.proof.receipt_check import verify_receipt
from shared.sealing.container import read_container
from shared.sealing.manifest import DocumentName, Manifest, Role, SealedFor, Slot
from shared.sealing.outcome import Outcome
from shared.storage.durable import sync_file, sync_folder
from shared.unsealing.malware import Scanner

_MEMORY: Final = 2 * 1024**3
_PR_SET_DUMPABLE: Final = 4
_BLOCK: Final = 1 << 20


class NotOpened(Exception):
    """A file is not opened, and why."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.detail = detail


def main() -> None:
    """Make the one-ceremony identity, say its recipient, then open files until the input ends."""
    harden()
    threading.excepthook = _end  # what was not foreseen ends the worker: the parent sees it and says so
    identity = pyrage.x25519.Identity.generate()
    _say({"recipient": str(identity.to_public())})
    lines: IO[bytes] = sys.stdin.buffer
    while line := lines.readline():
        # In a thread of its own: when the parent dies in the middle of a large file, this process dies at once.
        work = threading.Thread(target=_answer, args=(json.loads(line), identity), daemon=True)
        work.start()


def _end(_failure: threading.ExceptHookArgs) -> None:
    os._exit(70)


def harden() -> None:
    """Leave no trace of this memory: no core dump, not readable by other processes, bounded."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _answer(request: Mapping[str, Any], identity: pyrage.x25519.Identity) -> None:
    try:
        _say({"outcome": Outcome.OPENED.value, "detail": "", **open_file(request, identity)})
    except NotOpened as refusal:
        _say({"outcome": refusal.outcome.value, "detail": refusal.detail})


def open_file(request: Mapping[str, Any], worker: pyrage.x25519.Identity) -> dict[str, Json]:
    """Open one file as a request of ``workers`` describes it; give what the scan for malware says of it, and its data.

    Raises:
        NotOpened: for every reason that the minutes have to state.
    """
    identity = _file_identity(base64.b64decode(request["wrapped"]), worker)
    sealed = Path(request["sealed"])
    _check_digest(sealed, _logged_sha256(request["proof"], request["file_id"], request["log_key"]))
    out = Path(request["out"])
    scanner = Scanner(request["clamd"])
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        storage = pyrage.x25519.Recipient.from_str(request["storage"])
        manifest = _reseal(sealed, draft, storage=storage, identity=identity, scanner=scanner)
        points = _sealed_for(request["sealed_for"]).mismatches(manifest)
        if points:
            raise NotOpened(Outcome.FOREIGN, "Le bordereau scellé diffère du dépôt : " + ", ".join(points) + ".")
        draft.rename(out)
        sync_folder(out.parent)
    finally:
        draft.unlink(missing_ok=True)
    return {"scan": scanner.report(), "parts": manifest.parts.to_data()}


def _file_identity(wrapped: bytes, worker: pyrage.x25519.Identity) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(pyrage.decrypt(wrapped, [worker]).decode("ascii"))
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeError) as error:
        raise NotOpened(Outcome.UNREADABLE, "La clé reconstituée est illisible.") from error


def _logged_sha256(proof: Mapping[str, Any], file_id: str, trusted_keys: str) -> str:
    """Give the digest of a file as the transparency log commits to it, once the log itself has been verified."""
    try:
        act = verify_receipt(proof).act if proof["log_key"] in trusted_keys.split() else {}
        return str(next(file["sha256"] for file in act["files"] if file["file_id"] == file_id))
    except (InvalidValue, LookupError, StopIteration) as error:
        raise NotOpened(Outcome.MISSING, "Le dépôt ne figure pas au journal de transparence.") from error


def _check_digest(sealed: Path, expected: str) -> None:
    try:
        with sealed.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise NotOpened(Outcome.MISSING, "Pli manquant : ses octets ne sont plus là.") from error
    if digest != expected:
        raise NotOpened(Outcome.MISSING, "Pli manquant : ses octets ne sont plus ceux du journal.")


def _reseal(
    sealed: Path,
    draft: Path,
    *,
    storage: pyrage.x25519.Recipient,
    identity: pyrage.x25519.Identity,
    scanner: Scanner,
) -> Manifest:
    """Decrypt once; one pipe feeds the encryption at rest, the other the verification and scan of the container."""
    keeping, checking = _Piped(), _Piped()
    with sealed.open("rb") as source, draft.open("xb") as out:
        keeping.run(lambda stream: pyrage.encrypt_io(stream, out, [storage]))
        checking.run(lambda stream: read_container(stream, scanner.keep))
        failure = _decrypt(source, _Tee(keeping.writer, checking.writer), identity)
        kept, manifest = keeping.end(), checking.end()
        if failure is not None:
            raise failure
        if isinstance(kept, Exception):
            raise kept
        out.flush()
        sync_file(out.fileno())
    if not isinstance(manifest, Manifest):
        raise NotOpened(Outcome.DAMAGED, str(manifest))
    return manifest


def _decrypt(source: IO[bytes], out: "_Tee", identity: pyrage.x25519.Identity) -> NotOpened | None:
    try:
        pyrage.decrypt_io(source, out, [identity])
    except pyrage.DecryptError:
        return NotOpened(Outcome.UNREADABLE, "La clé reconstituée n'ouvre pas ce pli.")
    except OSError:
        return NotOpened(Outcome.DAMAGED, "Le pli s'ouvre mais son contenu scellé est altéré.")
    return None


class _Piped:
    """A reader that runs in a thread at the other end of a pipe; its failure never blocks the writer."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self._reader = os.fdopen(reading, "rb")
        self.writer = os.fdopen(writing, "wb", buffering=_BLOCK)
        self._result: object = None

    def run(self, work: Any) -> None:  # noqa: ANN401 - any reader of a stream
        self._thread = threading.Thread(target=self._work, args=(work,), daemon=True)
        self._thread.start()

    def end(self) -> object:
        """Close the pipe and give the reader's result, or its exception."""
        self.writer.close()
        self._thread.join()
        self._reader.close()
        return self._result

    def _work(self, work: Any) -> None:  # noqa: ANN401 - same
        try:
            self._result = work(self._reader)
        except (InvalidValue, OSError, pyrage.EncryptError, MemoryError) as error:
            self._result = error
        while self._reader.read(_BLOCK):
            pass


class _Tee:
    """A writer into two pipes."""

    def __init__(self, first: IO[bytes], second: IO[bytes]) -> None:
        self._ends = (first, second)

    def write(self, data: bytes) -> int:
        for end in self._ends:
            end.write(data)
        return len(data)

    def flush(self) -> None:
        for end in self._ends:
            end.flush()


def _sealed_for(data: Mapping[str, Any]) -> SealedFor:
    return SealedFor(
        TenderId.parse(data["tender_id"]),
        Slot(Role(data["role"]), data["lot_number"]),
        Siret.parse(data["siret"]),
        data["nonce"],
        tuple(DocumentName(document["name"], document["size"]) for document in data["documents"]),
        data["group_sha256"],
    )


def _say(message: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
