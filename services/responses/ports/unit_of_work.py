"""One transaction of the service, as its handlers see it."""

from collections.abc import Mapping
from typing import Protocol

from services.responses.domain.group import Group
from services.responses.ports.repositories import Consultations, Custodians, Deposits, Openings
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.clock_offset import ClockOffsets
from shared.kernel.ids import Ids
from shared.kernel.principal import Principal
from shared.proof.evidence import Traces
from shared.proof.log import Log
from shared.registers.envelope import CopyPermission, Envelope
from shared.registers.register import Register
from shared.registers.retention import Destruction, Signature
from shared.registers.retention_acts import Holdings


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
    def groups(self) -> Register[Group]:
        """Groups of companies."""

    @property
    def log(self) -> Log:
        """The transparency log."""

    @property
    def traces(self) -> Traces:
        """Traces of requests and observations of the platform."""

    @property
    def clock_offsets(self) -> ClockOffsets:
        """Measures of the clock."""

    @property
    def openings(self) -> Openings:
        """Opening ceremonies."""

    @property
    def envelopes(self) -> Register[Envelope]:
        """Envelopes received by other means."""

    @property
    def copy_permissions(self) -> Register[CopyPermission]:
        """Which consultations admit electronic copies; public."""

    @property
    def signatures(self) -> Register[Signature]:
        """The signed contracts of procedures."""

    @property
    def holdings(self) -> Holdings:
        """What is kept for years."""

    @property
    def destructions(self) -> Register[Destruction]:
        """Destructions of responses."""

    def publish(self, event: Event) -> None:
        """Announce a fact to the other services, in the same transaction."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal, in the same transaction."""
