"""The loop that tries, every few minutes, what people do, and keeps what came of it: proof that the platform worked."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from shared.kernel.refusal import InvalidValue, Refused
from shared.messaging.background import Background, Stop
from shared.messaging.health_loop import HealthWork
from shared.observability import logger
from shared.proof.evidence import Observation

PROBE_SECONDS: Final = 300.0
U = TypeVar("U", bound=HealthWork)
Work = Callable[[Callable[[U], object]], object]
_log = logger(__name__)


def probe_loop(service: str, node: str, work: Work[U], attempt: Callable[[], None]) -> Background:
    """Make the loop; ``attempt`` does the whole thing through the code that serves people."""

    def run(stop: Stop) -> None:
        while not stop.wait(PROBE_SECONDS):
            probe(node, work, attempt)

    return Background(f"{service}.probe", run)


def probe(node: str, work: Work[U], attempt: Callable[[], None]) -> None:
    """Try once and keep the outcome; a probe that fails is a fact like another."""
    began, outcome = time.monotonic(), "received"
    try:
        attempt()
    except (Refused, InvalidValue, OSError, SQLAlchemyError) as fault:
        outcome = fault.refusal.code if isinstance(fault, Refused) else type(fault).__name__
        _log.error("probe_failed", outcome=outcome)
    facts = {"outcome": outcome, "milliseconds": int((time.monotonic() - began) * 1000)}
    work(lambda uow: uow.traces.observe(Observation(uow.clock.now(), node, "probe", facts)))
