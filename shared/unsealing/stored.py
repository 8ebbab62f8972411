"""Reading opened files, which rest sealed to the platform's storage identity."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

import pyrage

from shared.kernel.refusal import InvalidValue
from shared.observability import logger
from shared.sealing.container import extract_document

_BLOCK: Final = 1 << 18
_log = logger(__name__)


class ContentCut(RuntimeError):
    """The content could not be given to its end; the answer in progress must not look complete."""


def stored_content(sealed: Path, identity: str, *, document: str | None = None) -> Iterator[bytes]:
    """Give an opened container piece by piece, or one document of it; memory stays flat.

    Raises:
        ContentCut: the stored bytes are altered, or hold no such document.
    """
    if document is None:
        yield from _piped(lambda out: _decrypt(sealed, identity, out))
    else:
        yield from _piped(lambda out: _extract(sealed, identity, document, out))


def _extract(sealed: Path, identity: str, document: str, out: IO[bytes]) -> None:
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                _decrypt(sealed, identity, pipe)
        except (OSError, pyrage.DecryptError) as error:
            failures.append(error)

    feeder = threading.Thread(target=feed, name="unseal", daemon=True)
    feeder.start()
    with os.fdopen(reading, "rb") as container:
        extract_document(container, document, out.write)
    feeder.join()
    if failures:
        raise failures[0]


def _decrypt(sealed: Path, identity: str, out: IO[bytes]) -> None:
    with sealed.open("rb") as source:
        pyrage.decrypt_io(source, out, [pyrage.x25519.Identity.from_str(identity)])


def _piped(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def produce() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                write(pipe)
        except (OSError, InvalidValue, pyrage.DecryptError) as error:
            failures.append(error)

    producer = threading.Thread(target=produce, name="content", daemon=True)
    producer.start()
    with os.fdopen(reading, "rb") as pipe:
        while piece := pipe.read(_BLOCK):
            yield piece
    producer.join()
    if failures:
        _log.error("opened_content_cut", reason=type(failures[0]).__name__)
        raise ContentCut
