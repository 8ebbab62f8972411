"""One transaction of the service, as its handlers see it."""

from collections.abc import Mapping
from typing import Protocol

from services.responses.ports.repositories import Consultations, Custodians, Deposits, Openings
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import Ids
from shared.kernel.principal import Principal
from shared.proof.log import Log


class Scope(Protocol):
    """On whose behalf a unit of work runs."""

    @property
    def principal(self) -> Principal:
        """The author of the act."""


class UnitOfWork(Protocol):
    """One transaction of this service: its repositories, its events and its journal."""

    @property
    def scope(self) -> Scope:
        """On whose behalf the work is done."""

    @property
    def clock(self) -> Clock:
        """The real clock."""

    @property
    def ids(self) -> Ids:
        """The maker of identifiers."""

    @property
    def consultations(self) -> Consultations:
        """Consultations."""

    @property
    def custodians(self) -> Custodians:
        """Custodians."""

    @property
    def deposits(self) -> Deposits:
        """Deposits."""

    @property
    def log(self) -> Log:
        """The transparency log."""

    @property
    def openings(self) -> Openings:
        """Opening ceremonies."""

    def publish(self, event: Event) -> None:
        """Announce a fact to the other services, in the same transaction."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal, in the same transaction."""
