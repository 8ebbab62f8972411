"""The loop that shows the log to its witnesses, at a fixed pace whatever happens, and keeps their cosignatures."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from shared.kernel.refusal import InvalidValue
from shared.messaging.background import Background, Stop
from shared.observability import logger
from shared.proof.acts import SignedCheckpoint, Witnessing
from shared.proof.cosignatures import WitnessKey, cosigned_at
from shared.proof.log import LogWork
from shared.proof.merkle import consistency_proof
from shared.proof.tiles import node_reader
from shared.proof.witness import CONFLICT, NotCosigned, Submission

PACE_SECONDS: Final = 10.0
U = TypeVar("U", bound=LogWork)
Work = Callable[[Callable[[U], object]], object]
_log = logger(__name__)


class LogWitness(Protocol):
    """Somebody who cosigns."""

    @property
    def key(self) -> WitnessKey:
        """The key that verifies its cosignatures."""

    def cosign(self, asked: Submission) -> str:
        """Give a cosignature line; ``NotCosigned`` or ``OSError`` when it does not."""


def witness_loop(service: str, work: Work[U], make_witnesses: Callable[[], Sequence[LogWitness]]) -> Background:
    """Make the loop; without witnesses it only waits."""

    def run(stop: Stop) -> None:
        witnesses = make_witnesses()
        seen: dict[str, int] = {}
        while not stop.wait(PACE_SECONDS):
            if witnesses:
                show_to_witnesses(work, witnesses, seen)

    return Background(f"{service}.witness", run)


def show_to_witnesses(work: Work[U], witnesses: Sequence[LogWitness], seen: dict[str, int]) -> int:
    """Show the latest checkpoint to every witness once; give how many cosigned. ``seen``: what each saw last."""
    latest: list[SignedCheckpoint] = []

    def read(uow: U) -> None:
        found = uow.log.latest()
        latest[:] = [] if found is None or found.witnesses else [found]

    work(read)
    for checkpoint in latest:
        lines = [line for witness in witnesses if (line := _asked(work, witness, checkpoint, seen)) is not None]
        if lines:
            work(lambda uow, lines=lines: uow.log.save_witnesses(replace(checkpoint, witnesses=tuple(lines))))  # type: ignore[misc]  # noqa: B023 - called at once
        return len(lines)
    return 0


def _asked(work: Work[U], witness: LogWitness, checkpoint: SignedCheckpoint, seen: dict[str, int]) -> Witnessing | None:
    """Ask one witness, at most twice: the first time it may say that it saw another size than we thought."""
    key = str(witness.key)
    text = checkpoint.note.rpartition("\n\n")[0] + "\n"
    for _ in range(2):
        old = seen.get(key, 0)
        if old > checkpoint.size:
            _log.error("witness_ahead", witness=witness.key.name, seen=old, size=checkpoint.size)
            seen.pop(key, None)  # it may have lied, or been restored: it is asked again
            return None
        try:
            line = witness.cosign(Submission(old, _proof(work, old, checkpoint.size), checkpoint.note))
            cosigned_at(line, text, witness.key)
        except NotCosigned as refusal:
            if refusal.status == CONFLICT and refusal.size != old:
                seen[key] = refusal.size
                continue
            _log.error("witness_refused", witness=witness.key.name, status=refusal.status, size=checkpoint.size)
            return None
        except (OSError, InvalidValue) as error:
            _log.warning("witness_silent", witness=witness.key.name, reason=type(error).__name__)
            return None
        seen[key] = checkpoint.size
        return Witnessing(key, line)
    return None


def _proof(work: Work[U], old: int, new: int) -> tuple[bytes, ...]:
    found: list[bytes] = []

    def read(uow: U) -> None:
        found[:] = consistency_proof(old, new, node_reader(uow.log.load_tile)) if old else ()

    work(read)
    return tuple(found)
