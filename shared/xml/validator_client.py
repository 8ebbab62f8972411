"""One validator process as its service sees it: started on need, one document at a time, killed when it hangs."""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from shared.xml.parser import MEBIBYTE
from shared.xml.verdict import Verdict
from shared.xml.wire import receive_frame, send_frame, verdict_from_json

_SOURCE_ROOT = Path(__file__).resolve().parents[2]
_SECONDS_PER_MEBIBYTE = 10.0
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")


class ValidatorClient:
    """The hand of a service on one validator process; used by one thread at a time.

    Args:
        roots: folders where official artefacts may lie, besides those of installed packages.
        time_limit: seconds that one document may take, compilation of the rules included; ten more for each MiB.
        idle_seconds: the process ends by itself when nothing came for so long.
        tells: whether what the official rules print when they give up goes to our own error output.
    """

    def __init__(self, *, roots: Sequence[Path], time_limit: float, idle_seconds: float, tells: bool) -> None:
        self._stderr = None if tells else subprocess.DEVNULL
        self._roots = tuple(roots)
        self._time_limit = time_limit
        self._idle_seconds = idle_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None

    @property
    def process_id(self) -> int | None:
        """Number of the running process; None when it sleeps."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def ask(self, request: bytes, document: bytes) -> Verdict:
        """Have a document judged.

        Raises:
            PeerGone, TimeoutError, OSError: the process crashed or hung; ``stop`` it before the next document.
        """
        channel = self._running()
        # A longer document has more lines to judge; what hangs is killed all the same.
        channel.settimeout(self._time_limit + len(document) // MEBIBYTE * _SECONDS_PER_MEBIBYTE)
        send_frame(channel, request)
        send_frame(channel, document)
        return verdict_from_json(receive_frame(channel))

    def stop(self) -> None:
        """Kill the process, if any; the next document starts another."""
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _running(self) -> socket.socket:
        if self._process is not None and self._process.poll() is None and self._channel is not None:
            return self._channel
        self.stop()  # an idle process has left: its socket is of no use any more
        ours, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        environment["PYTHONPATH"] = str(_SOURCE_ROOT)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [
                    *(sys.executable, "-P", "-m", "shared.xml.validator_process"),
                    *(str(theirs.fileno()), str(self._idle_seconds)),
                    *(str(root) for root in self._roots),
                ],
                pass_fds=(theirs.fileno(),),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
            )
        self._channel = ours
        return ours
