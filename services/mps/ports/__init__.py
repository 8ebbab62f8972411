"""What the simplified application needs from outside: its own tables, and the administrations."""

from collections.abc import Mapping
from typing import Protocol

from services.mps.ports.awards import Awards
from services.mps.ports.candidacies import Candidacies
from services.mps.ports.contracts import WatchedContracts
from services.mps.ports.dume_errands import DumeErrands
from services.mps.ports.examinations import Hearings, OpenedResponses
from services.mps.ports.fetching import Certificates, FetchTasks
from services.mps.ports.forms import Consents, Forms, Papers, Requirements
from services.mps.ports.identities import Identities
from services.mps.ports.indicators import IndicatorReads
from services.mps.ports.page_links import PageLinks
from services.mps.ports.platforms import Platforms
from services.mps.ports.representation import Delegations
from services.mps.ports.retention import Retention
from services.mps.ports.sources import CertificateSource
from services.mps.ports.tenders import Tenders
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import Ids
from shared.kernel.principal import Principal

__all__ = [
    "Awards",
    "Candidacies",
    "CertificateSource",
    "Certificates",
    "CommandScope",
    "Consents",
    "Delegations",
    "DumeErrands",
    "FetchTasks",
    "Forms",
    "Hearings",
    "Identities",
    "IndicatorReads",
    "OpenedResponses",
    "PageLinks",
    "Papers",
    "Platforms",
    "Requirements",
    "Retention",
    "Tenders",
    "UnitOfWork",
]


class CommandScope(Protocol):
    """On whose behalf the unit of work runs."""

    @property
    def principal(self) -> Principal:
        """Give the author of the act."""
        ...


class UnitOfWork(Protocol):
    """One transaction of the service."""

    @property
    def candidacies(self) -> Candidacies:
        """Give the candidacies."""
        ...

    @property
    def tenders(self) -> Tenders:
        """Give the consultations."""
        ...

    @property
    def identities(self) -> Identities:
        """Give the cached public identities."""
        ...

    @property
    def tasks(self) -> FetchTasks:
        """Give the lanes of fetching."""
        ...

    @property
    def certificates(self) -> Certificates:
        """Give the answers of administrations that were kept."""
        ...

    @property
    def contracts(self) -> WatchedContracts:
        """Give the contracts in force that are watched."""
        ...

    @property
    def forms(self) -> Forms:
        """Give the forms of candidacies."""
        ...

    @property
    def papers(self) -> Papers:
        """Give the papers of candidacies."""
        ...

    @property
    def consents(self) -> Consents:
        """Give the consents of members of groups."""
        ...

    @property
    def requirements(self) -> Requirements:
        """Give what consultations ask."""
        ...

    @property
    def opened(self) -> OpenedResponses:
        """Give the responses that were opened."""
        ...

    @property
    def hearings(self) -> Hearings:
        """Give the contradictory procedures."""
        ...

    @property
    def delegations(self) -> Delegations:
        """Give the powers to commit companies."""
        ...

    @property
    def indicators(self) -> IndicatorReads:
        """Give the figures of the evaluation."""
        ...

    @property
    def platforms(self) -> Platforms:
        """Give the other platforms, their markets and applications."""
        ...

    @property
    def dume_errands(self) -> DumeErrands:
        """Give what was asked of the DUME service of the State."""
        ...

    @property
    def page_links(self) -> PageLinks:
        """Give the links that open pages."""
        ...

    @property
    def awards(self) -> Awards:
        """Give the awards that were heard of."""
        ...

    @property
    def retention(self) -> Retention:
        """Give what has been kept long enough."""
        ...

    @property
    def scope(self) -> CommandScope:
        """Give the scope of the act."""
        ...

    @property
    def clock(self) -> Clock:
        """Give the clock."""
        ...

    @property
    def ids(self) -> Ids:
        """Give the maker of identifiers."""
        ...

    def publish(self, event: Event) -> None:
        """Announce a fact with the commit."""
        ...

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write the act in the journal with the commit."""
        ...

    def commit(self) -> None:
        """Make everything durable; said only by a read that is itself an act: a command is committed by its runner."""
        ...
