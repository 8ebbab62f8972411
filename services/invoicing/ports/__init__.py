"""What the handlers of invoicing need from outside, as protocols: repositories, one unit of work, two readers.

A repository knows the principal of the unit of work: an order or an invoice is seen by its buyer's and its seller's
organisations alone; anything else is *not found* (``INV-NOT-FOUND``). The service's own principal sees everything.
"""

from collections.abc import Mapping
from typing import Protocol

from services.invoicing.ports.contractor_answers import ContractorAnswers
from services.invoicing.ports.contracts import Contracts
from services.invoicing.ports.documents import (
    Antivirus,
    DocumentReader,
    DocumentWriter,
    InvoicePages,
    OfficialRules,
    PageForm,
    ReadDocument,
    WrittenDocument,
)
from services.invoicing.ports.feeds import FeedEntry, Feeds
from services.invoicing.ports.flows import Flows
from services.invoicing.ports.invoices import Invoices
from services.invoicing.ports.judgings import Judgings
from services.invoicing.ports.orders import Orders
from services.invoicing.ports.portal import Numbered, PortalAccess, PortalNumbers
from services.invoicing.ports.portal_files import PortalFiles
from services.invoicing.ports.portal_invoices import PortalInvoices
from services.invoicing.ports.recipients import Commitments, Recipients
from services.invoicing.ports.sellers import Sellers
from services.invoicing.ports.state_portal_books import (
    ForwardingMandates,
    PortalConnections,
    PortalPolls,
    PresentedInvoices,
    StatePortalInvoices,
)
from services.invoicing.ports.subcontracts import Subcontracts
from shared.contracts.event import Event
from shared.kernel.client_secrets import AccessTokens
from shared.kernel.clock import Clock
from shared.kernel.ids import Ids
from shared.kernel.principal import Principal

__all__ = [
    "Antivirus",
    "Commitments",
    "ContractorAnswers",
    "Contracts",
    "DocumentReader",
    "DocumentWriter",
    "FeedEntry",
    "Feeds",
    "Flows",
    "ForwardingMandates",
    "InvoicePages",
    "Invoices",
    "Judgings",
    "Numbered",
    "OfficialRules",
    "Orders",
    "PageForm",
    "PortalAccess",
    "PortalConnections",
    "PortalFiles",
    "PortalInvoices",
    "PortalNumbers",
    "PortalPolls",
    "PresentedInvoices",
    "ReadDocument",
    "Recipients",
    "Scope",
    "Sellers",
    "StatePortalInvoices",
    "Subcontracts",
    "UnitOfWork",
    "WrittenDocument",
]


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
    def contracts(self) -> Contracts:
        """Contracts."""

    @property
    def subcontracts(self) -> Subcontracts:
        """Accepted subcontractors."""

    @property
    def contractor_answers(self) -> ContractorAnswers:
        """Requests of subcontractors, and what contractors answered."""

    @property
    def orders(self) -> Orders:
        """Orders."""

    @property
    def invoices(self) -> Invoices:
        """Invoices."""

    @property
    def judgings(self) -> Judgings:
        """What is judged again, and what was said before."""

    @property
    def recipients(self) -> Recipients:
        """Recipients of invoices."""

    @property
    def commitments(self) -> Commitments:
        """Commitments that are no order of a contract."""

    @property
    def sellers(self) -> Sellers:
        """What sellers say of themselves."""

    @property
    def flows(self) -> Flows:
        """Flows of invoices."""

    @property
    def portal_access(self) -> PortalAccess:
        """Who calls the interface of the State's portal."""

    @property
    def portal_tokens(self) -> AccessTokens:
        """The access tokens of that interface."""

    @property
    def portal_numbers(self) -> PortalNumbers:
        """The whole numbers of that interface."""

    @property
    def portal_invoices(self) -> PortalInvoices:
        """Invoices as that interface shows them."""

    @property
    def portal_files(self) -> PortalFiles:
        """Files added through that interface."""

    @property
    def portal_connections(self) -> PortalConnections:
        """Connections of recipients to the State's portal."""

    @property
    def portal_polls(self) -> PortalPolls:
        """Where the polling of the State's portal stands."""

    @property
    def state_portal_invoices(self) -> StatePortalInvoices:
        """Invoices listed by the State's portal."""

    @property
    def presented_invoices(self) -> PresentedInvoices:
        """Invoices of other doors than the State's portal."""

    @property
    def forwarding_mandates(self) -> ForwardingMandates:
        """Mandates of suppliers to forward their invoices."""

    @property
    def feeds(self) -> Feeds:
        """Finance feeds."""

    def publish(self, event: Event) -> None:
        """Announce a fact, in the same transaction."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal, in the same transaction."""
