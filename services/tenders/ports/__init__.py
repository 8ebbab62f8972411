"""What the handlers of tenders need from outside, as protocols: repositories, one unit of work, two outside parties.

A repository knows the principal of the unit of work: an object of another organisation is *not found*
(``TND-NOT-FOUND``), as if it did not exist. The service's own principal (closing, events) sees every organisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from services.tenders.domain.model import ResponseLimits
from services.tenders.ports.awards import Awards
from services.tenders.ports.committees import Committees
from services.tenders.ports.consultations import Custodians, Documents, Openings, Tenders
from services.tenders.ports.contract_life import DutyRecords, Modifications, ServiceOrders, Subcontracts
from services.tenders.ports.contracts import Contracts
from services.tenders.ports.evaluations import Candidacies, Evaluations, Inquiries, PriceSchedules
from services.tenders.ports.messages import Contacts, Emails, Messages
from services.tenders.ports.needs import Needs
from services.tenders.ports.own_lists import OwnLists
from services.tenders.ports.passages import Passages
from services.tenders.ports.questions import Questions
from services.tenders.ports.quotations import Quotations
from services.tenders.ports.rectifications import Rectifications
from services.tenders.ports.registrations import Downloads, Registrations
from services.tenders.ports.rejections import ReasonRequests, Rejections, WinnerChecks
from services.tenders.ports.saved_searches import SavedSearches
from services.tenders.ports.search import PublicChanges
from services.tenders.ports.versions import Versions
from services.tenders.ports.visits import Samples, Visits
from services.tenders.ports.webhooks import OrganisationEvents, Webhooks
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import Ids
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class Platform:
    """What this installation allows: a sandbox as a whole or not, and how heavy a response may be at most."""

    sandbox: bool
    ceiling: ResponseLimits


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
    def tenders(self) -> Tenders:
        """Consultations."""

    @property
    def versions(self) -> Versions:
        """Versions of contents."""

    @property
    def documents(self) -> Documents:
        """Documents."""

    @property
    def registrations(self) -> Registrations:
        """Those who want to be told of changes."""

    @property
    def downloads(self) -> Downloads:
        """The register of downloads."""

    @property
    def rectifications(self) -> Rectifications:
        """Changes of published consultations."""

    @property
    def questions(self) -> Questions:
        """Questions and answers."""

    @property
    def visits(self) -> Visits:
        """Site visits."""

    @property
    def samples(self) -> Samples:
        """The register of samples."""

    @property
    def custodians(self) -> Custodians:
        """Registered custodians."""

    @property
    def openings(self) -> Openings:
        """Openings."""

    @property
    def evaluations(self) -> Evaluations:
        """Evaluation grids."""

    @property
    def inquiries(self) -> Inquiries:
        """What is asked of candidates and tenderers after the opening."""

    @property
    def candidacies(self) -> Candidacies:
        """Examined candidacies."""

    @property
    def price_schedules(self) -> PriceSchedules:
        """Price schedules."""

    @property
    def awards(self) -> Awards:
        """Awards."""

    @property
    def contracts(self) -> Contracts:
        """Contracts."""

    @property
    def modifications(self) -> Modifications:
        """Modifications of contracts."""

    @property
    def service_orders(self) -> ServiceOrders:
        """Service orders."""

    @property
    def subcontracts(self) -> Subcontracts:
        """Subcontracts."""

    @property
    def duty_records(self) -> DutyRecords:
        """What was done outside the platform."""

    @property
    def needs(self) -> Needs:
        """Worksheets of needs."""

    @property
    def passages(self) -> Passages:
        """Answers to advices."""

    @property
    def quotations(self) -> Quotations:
        """Requests for quotations."""

    @property
    def rejections(self) -> Rejections:
        """Notices of rejection."""

    @property
    def winner_checks(self) -> WinnerChecks:
        """Requests of documents to likely winners."""

    @property
    def reason_requests(self) -> ReasonRequests:
        """Requests of the reasons of a rejection."""

    @property
    def committees(self) -> Committees:
        """Award committees and their sessions."""

    @property
    def messages(self) -> Messages:
        """Messages."""

    @property
    def emails(self) -> Emails:
        """E-mails that tell of messages."""

    @property
    def contacts(self) -> Contacts:
        """Addresses of organisations."""

    @property
    def webhooks(self) -> Webhooks:
        """Webhooks."""

    @property
    def organisation_events(self) -> OrganisationEvents:
        """Events by organisation."""

    @property
    def public_changes(self) -> PublicChanges:
        """What the public is told."""

    @property
    def own_lists(self) -> OwnLists:
        """Lists for agents."""

    @property
    def saved_searches(self) -> SavedSearches:
        """Saved searches."""

    def publish(self, event: Event) -> None:
        """Announce a fact to the other services, in the same transaction."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal, in the same transaction."""

    def commit(self) -> None:
        """Make everything durable."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; what was not committed is undone."""
