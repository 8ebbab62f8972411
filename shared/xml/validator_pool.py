"""The service's side of its validator processes: each judges one document at a time, whatever thread asks.

The turn is a byte in a pipe rather than a ``threading.Semaphore``: a pipe keeps its meaning between real threads even
where a library has replaced the threading module (eventlet), and a blocked reader blocks its own thread only.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shared.xml.validator_client import ValidatorClient
from shared.xml.verdict import Verdict
from shared.xml.wire import JudgeRequest, PeerGone, Selected, request_to_json


class ValidatorUnavailable(Exception):
    """The validator process crashed or exceeded its time limit twice on the same document."""


class ValidatorCrashed(ValidatorUnavailable):
    """The last of two validator processes ended while it judged: the document may be the cause."""


class ValidatorTooSlow(ValidatorUnavailable):
    """The last of two validator processes exceeded the time limit of the document: a third would too."""


class ValidatorPool:
    """Validator processes shared by all threads of a service; one more starts only where all others are at work.

    Args:
        roots: folders where official artefacts may lie, besides those of installed packages.
        processes: how many may judge at the same time; each holds its compiled rules, some 250 MB.
        time_limit: seconds that one document may take, compilation of the rules included; ten more for each MiB.
        idle_seconds: a process ends by itself when nothing came for so long.
        tells: whether what the official rules print when they give up goes to our own error output.
    """

    def __init__(
        self,
        *,
        roots: Sequence[Path],
        processes: int = 1,
        time_limit: float = 30.0,
        idle_seconds: float = 300.0,
        tells: bool = True,
    ) -> None:
        self._free = deque(
            ValidatorClient(roots=roots, time_limit=time_limit, idle_seconds=idle_seconds, tells=tells)
            for _ in range(processes)
        )
        self._all = tuple(self._free)
        self._take, self._give = os.pipe()
        os.write(self._give, b"." * processes)

    def validate(
        self, document: bytes, *, schema: Selected, rules: Sequence[Selected], whatever_schema_says: bool = False
    ) -> Verdict:
        """Judge a document by its schema, then by each rule set.

        Rules are applied to what the schema accepts only, unless ``whatever_schema_says``: they may then give up on
        values of the wrong form, and say so.

        Raises:
            ValidatorUnavailable: no process could be started.
            ValidatorCrashed: two processes in a row failed, the second one crashed.
            ValidatorTooSlow: the second one exceeded the time limit.
        """
        request = request_to_json(JudgeRequest(schema, tuple(rules), whatever_schema_says))
        with self._turn() as validator:
            failure: Exception | None = None
            for _attempt in range(2):  # a crash or a hang costs one retry, not an invoice
                try:
                    return validator.ask(request, document)
                except (PeerGone, TimeoutError, OSError) as error:
                    failure = error
                    validator.stop()
            raise _told(failure) from failure

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Process numbers of the running validators, for measures and fault tests."""
        return tuple(found for validator in self._all if (found := validator.process_id) is not None)

    @property
    def process_id(self) -> int | None:
        """Process number of the first running validator; None when all sleep."""
        return next(iter(self.process_ids), None)

    def close(self) -> None:
        """Stop the processes, if any; the next document would start another."""
        with ExitStack() as turns:
            for validator in [turns.enter_context(self._turn()) for _ in self._all]:
                validator.stop()

    @contextmanager
    def _turn(self) -> Iterator[ValidatorClient]:
        """Wait for a free process; the one that worked last comes first: its rules are compiled, the others rest."""
        os.read(self._take, 1)
        validator = self._free.pop()
        try:
            yield validator
        finally:
            self._free.append(validator)
            os.write(self._give, b".")


def _told(failure: Exception | None) -> ValidatorUnavailable:
    name = type(failure).__name__
    if isinstance(failure, TimeoutError):
        return ValidatorTooSlow(name)
    return ValidatorCrashed(name) if isinstance(failure, (PeerGone, ConnectionError)) else ValidatorUnavailable(name)
