"""One transaction of the service, as its handlers see it."""

from typing import Protocol

from services.responses.ports.repositories import Consultations, Deposits, Openings
from shared.contracts.event import Event
from shared.kernel.clock_offset import ClockOffsets
from shared.proof.evidence import Traces
from shared.registers.count_policy import CountPolicyWork
from shared.registers.custodian_acts import Custodians
from shared.registers.envelope import CopyPermission
from shared.registers.envelope_acts import EnvelopeWork
from shared.registers.group_acts import Groups
from shared.registers.power_acts import PowerWork
from shared.registers.register import Register
from shared.registers.retention_acts import RetentionWork


class UnitOfWork(EnvelopeWork, RetentionWork, PowerWork, CountPolicyWork, Protocol):
    """One transaction of this service: its repositories, its registers, its log, its events and its journal."""

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
    def groups(self) -> Groups:
        """Groups of companies."""

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
    def copy_permissions(self) -> Register[CopyPermission]:
        """Which consultations admit electronic copies; public."""

    def publish(self, event: Event) -> None:
        """Announce a fact to the other services, in the same transaction."""
