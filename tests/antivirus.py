"""An engine that answers as clamd does, for tests that need a verdict and no signature database."""

import socketserver
import struct
from typing import Any

SIGNED = b"canari malveillant"


class Engine(socketserver.BaseRequestHandler):
    """INSTREAM and VERSION of clamd(8): finds one text, refuses streams above a limit."""

    limit = 8 << 20

    def handle(self) -> None:
        command = self._until_zero()
        if command == b"zVERSION":
            self.request.sendall(b"ClamAV 1.4.6/27450/Sat Nov 21 08:00:00 2026\0")
            return
        seen = b""
        while size := struct.unpack(">I", self._exactly(4))[0]:
            if len(seen) + size > self.limit:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            seen += self._exactly(size)
        self.request.sendall(self._answer(seen))

    def _answer(self, seen: bytes) -> bytes:
        if SIGNED in seen:
            return b"stream: Essai.Canari FOUND\0"
        if b"limites" in seen:
            return b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0"
        return b"stream: OK\0"

    def _until_zero(self) -> bytes:
        found = b""
        while not found.endswith(b"\0"):
            found += self.request.recv(1)
        return found[:-1]

    def _exactly(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            found += self.request.recv(size - len(found))
        return found


class EngineServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no error of the engine."""
