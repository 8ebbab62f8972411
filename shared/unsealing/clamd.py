"""Talking to ClamAV's daemon: INSTREAM over a Unix or TCP socket (clamd(8), section COMMANDS).

A daemon that is absent, slow or full gives no verdict: the caller says « non analysé », never « sain ».
"""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

_SECONDS: Final = 60.0
_PORT: Final = 3310
_LONGEST_ANSWER: Final = 4096
# Not malware: the daemon says that it could not look inside (AlertExceedsMax, AlertEncrypted).
_NOT_LOOKED: Final = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")


class NoVerdict(Exception):
    """The daemon gave no verdict, and why, in French."""


class EngineAway(NoVerdict):
    """Nobody answers, or not in time: the next question would fare no better."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """One daemon: ``unix:///run/clamav/clamd.ctl`` or ``tcp://127.0.0.1:3310``."""

    url: str
    seconds: float = _SECONDS

    def version(self) -> str:
        """Give the engine, the number of its signatures and their date, as the daemon writes them.

        Raises:
            NoVerdict: nobody answers.
        """
        with Session(self, "VERSION") as session:
            return session.answer()

    def scan(self, content: bytes) -> str | None:
        """Give the signature found in some bytes, None when there is none.

        Raises:
            NoVerdict: the daemon did not look at all of it.
        """
        with Session(self, "INSTREAM") as session:
            session.send([content])
            return session.verdict()

    def connect(self) -> socket.socket:
        """Open a connection."""
        parts = urlsplit(self.url)
        is_tcp = parts.scheme == "tcp"
        connection = socket.socket(socket.AF_INET if is_tcp else socket.AF_UNIX)
        connection.settimeout(self.seconds)
        try:
            connection.connect((parts.hostname or "", parts.port or _PORT) if is_tcp else parts.path)
        except OSError as error:
            connection.close()
            raise EngineAway("l'antivirus ne répond pas") from error
        return connection


class Session:
    """One command, and for INSTREAM the bytes that it looks at."""

    def __init__(self, daemon: Clamd, command: str) -> None:
        self._socket = daemon.connect()
        try:
            self._send(f"z{command}\0".encode())
        except NoVerdict:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, pieces: Iterable[bytes]) -> None:
        """Send bytes to look at; a refusal of the daemon is read with the verdict."""
        for piece in pieces:
            if piece:
                self._send(struct.pack(">I", len(piece)))
                self._send(piece)

    def verdict(self) -> str | None:
        """End the stream and give the signature found, None when there is none."""
        self._send(struct.pack(">I", 0))
        answer = self.answer().removeprefix("stream: ")
        if answer == "OK":
            return None
        signature = answer.removesuffix(" FOUND")
        if signature == answer:
            raise NoVerdict("l'antivirus n'accepte pas un fichier de cette taille" if "limit" in answer else answer)
        if signature.startswith(_NOT_LOOKED):
            raise NoVerdict(f"l'antivirus n'a pas pu tout lire ({signature})")
        return signature

    def answer(self) -> str:
        """Read the daemon's answer."""
        found = b""
        try:
            while not found.endswith(b"\0") and len(found) < _LONGEST_ANSWER:
                piece = self._socket.recv(_LONGEST_ANSWER)
                if not piece:
                    break
                found += piece
        except OSError as error:
            raise EngineAway("l'antivirus n'a pas répondu à temps") from error
        if not found:
            raise NoVerdict("l'antivirus a coupé la connexion")
        return found.rstrip(b"\0\n").decode("utf-8", "replace")

    def _send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the daemon has had enough and says why: the answer is read by the verdict
        except OSError as error:
            raise EngineAway("l'antivirus n'a pas répondu à temps") from error
