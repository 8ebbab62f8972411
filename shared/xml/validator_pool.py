"""The service's side of its validator process: started on need, one document at a time, killed when it hangs.

The turn is a byte in a pipe rather than a ``threading.Lock``: a pipe keeps its meaning between real threads even
where a library has replaced the threading module (eventlet), and a blocked reader blocks its own thread only.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from shared.xml.verdict import Verdict
from shared.xml.wire import (
    JudgeRequest,
    PeerGone,
    Selected,
    receive_frame,
    request_to_json,
    send_frame,
    verdict_from_json,
)

_SOURCE_ROOT = Path(__file__).resolve().parents[2]
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")


class ValidatorUnavailable(Exception):
    """The validator process crashed or exceeded its time limit twice on the same document."""


class ValidatorPool:
    """One validator process shared by all threads of a service.

    Args:
        roots: folders where official artefacts may lie, besides those of installed packages.
        time_limit: seconds that one document may take, compilation of the rules included.
        idle_seconds: the process ends by itself when nothing came for so long.
        tells: whether what the official rules print when they give up goes to our own error output.
    """

    def __init__(
        self, *, roots: Sequence[Path], time_limit: float = 30.0, idle_seconds: float = 300.0, tells: bool = True
    ) -> None:
        self._stderr = None if tells else subprocess.DEVNULL
        self._roots = tuple(roots)
        self._time_limit = time_limit
        self._idle_seconds = idle_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._take, self._give = os.pipe()
        os.write(self._give, b".")

    def validate(
        self, document: bytes, *, schema: Selected, rules: Sequence[Selected], whatever_schema_says: bool = False
    ) -> Verdict:
        """Judge a document by its schema, then by each rule set.

        Rules are applied to what the schema accepts only, unless ``whatever_schema_says``: they may then give up on
        values of the wrong form, and say so.

        Raises:
            ValidatorUnavailable: two processes in a row crashed or hung on it.
        """
        request = request_to_json(JudgeRequest(schema, tuple(rules), whatever_schema_says))
        with self._turn():
            failure: Exception | None = None
            for _attempt in range(2):  # a crash or a hang costs one retry, not an invoice
                try:
                    return self._ask(request, document)
                except (PeerGone, TimeoutError, OSError) as error:
                    failure = error
                    self._stop()
            raise ValidatorUnavailable(type(failure).__name__) from failure

    @property
    def process_id(self) -> int | None:
        """Process number of the running validator, for measures and fault tests; None when it sleeps."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def close(self) -> None:
        """Stop the process, if any; the next document would start another."""
        with self._turn():
            self._stop()

    def _ask(self, request: bytes, document: bytes) -> Verdict:
        channel = self._running()
        channel.settimeout(self._time_limit)
        send_frame(channel, request)
        send_frame(channel, document)
        return verdict_from_json(receive_frame(channel))

    def _running(self) -> socket.socket:
        if self._process is not None and self._process.poll() is None and self._channel is not None:
            return self._channel
        self._stop()  # an idle process has left: its socket is of no use any more
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

    def _stop(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        os.read(self._take, 1)
        try:
            yield
        finally:
            os.write(self._give, b".")
