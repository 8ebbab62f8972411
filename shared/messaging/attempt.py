"""The consumer loop's edge: the one place of messaging where every exception is caught.

A handler may fail for a reason that nobody foresaw; its event is then set aside and the others go on. What is caught
is told apart: an outage (database or network away) says nothing about the event, so it never uses up its tries.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.messaging.failure import Failure

OUTAGES = (OperationalError, InterfaceError, PoolTimeout, ConnectionError)


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The work was done, or had been done before."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The work failed; ``failure`` says where, without any content."""

    failure: Failure
    outage: bool


Outcome = Succeeded | Failed


def attempt(work: Callable[[], object]) -> Outcome:
    """Run one piece of work and say how it went; only the end of the process passes through."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the consumer loop's edge: an unforeseen failure is set aside, never fatal
        return Failed(failure=Failure.of(error), outage=isinstance(error, OUTAGES))
    return Succeeded()
