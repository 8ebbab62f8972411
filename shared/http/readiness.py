"""Readiness: what must work before a service may receive requests (``GET /readyz``)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from shared.observability import logger

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """One condition; ``is_ready`` answers quickly, and False or a fault of database or system means not ready.

    A condition that is not needed (a mail server) is shown and stops nothing: the service does its work without it.
    """

    name: str
    is_ready: Callable[[], bool]
    is_needed: bool = True


class ReadinessOut(BaseModel):
    """The state of each check, by name."""

    ready: bool
    checks: dict[str, bool]


def run_checks(checks: Sequence[Check]) -> ReadinessOut:
    """Run every check; the reason of a failure goes to the log, not to the caller."""
    results = {check.name: _holds(check) for check in checks}
    is_ready = all(results[check.name] for check in checks if check.is_needed)
    return ReadinessOut(ready=is_ready, checks=results)


def _holds(check: Check) -> bool:
    try:
        return check.is_ready()
    except (SQLAlchemyError, OSError, RuntimeError) as fault:
        _log.warning("not_ready", check=check.name, fault=type(fault).__name__, exc_info=fault)
        return False
