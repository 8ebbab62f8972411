"""What the handlers of invoicing need from outside, as protocols: repositories, one unit of work, two readers.

A repository knows the principal of the unit of work: an order or an invoice is seen by its buyer's and its seller's
organisations alone; anything else is *not found* (``INV-NOT-FOUND``). The service's own principal sees everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.order import PurchaseOrder
from services.invoicing.domain.parties import Contract
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.verdict import OfficialVerdict
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import ContractId, Ids, InvoiceId, PurchaseOrderId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that could be read: its form (ubl, cii, factur-x) and its meaning."""

    syntax: str
    invoice: Invoice


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One event of a finance feed: its position (1, 2, 3… without gap) and its CloudEvents envelope as JSON text."""

    position: int
    envelope: str


class DocumentReader(Protocol):
    """Reads an invoice document, whatever its official form."""

    def read(self, document: bytes) -> ReadDocument:
        """Read a document; refuses what is unsafe or unreadable (``XML-…``, ``INV-…``)."""


class OfficialRules(Protocol):
    """The official validators of invoices."""

    def judge(self, document: bytes) -> OfficialVerdict:
        """Judge a document by every official artefact that applies; may take seconds, so no transaction is open.

        Raises an error of its own when the validators themselves cannot run; never calls a document valid then.
        """


class Contracts(Protocol):
    """The notified contracts, as the tenders service announced them."""

    def keep(self, contract: Contract) -> None:
        """Keep what was announced, unless something newer is kept already."""

    def get(self, contract_id: ContractId) -> Contract:
        """Read a contract of the principal's organisation, or refuse ``INV-NOT-FOUND``."""

    def visible(self, *, after: ContractId | None, limit: int) -> tuple[Contract, ...]:
        """List the contracts that the principal sees, page by page."""

    def between(self, buyer: Siret, seller: Siret, *, reference: str | None) -> Contract | None:
        """Find the contract of that reference between two organisations, else their latest."""

    def buyer_of(self, siren: Siren, *, seller: Siret) -> Siret | None:
        """Find the one buyer establishment of a SIREN that has a contract with this seller; None if not exactly one."""

    def knows_buyer(self, buyer: Siret) -> bool:
        """Say whether a buyer has any contract here: invoices can be attributed to it."""


class Orders(Protocol):
    """The purchase orders."""

    def add(self, order: PurchaseOrder) -> None:
        """Keep a new order, or refuse ``INV-ORDER-NUMBER-TAKEN``."""

    def get(self, order_id: PurchaseOrderId) -> PurchaseOrder:
        """Read an order, or refuse ``INV-NOT-FOUND``."""

    def numbered(self, buyer: Siret, number: str) -> PurchaseOrder | None:
        """Find a buyer's order by its number, for attribution and matching."""


class Invoices(Protocol):
    """The invoices received, with their bytes."""

    def add(self, invoice: ReceivedInvoice, document: bytes) -> None:
        """Keep a new invoice and its bytes, or refuse ``INV-DUPLICATE`` (same seller, number and year)."""

    def get(self, invoice_id: InvoiceId) -> ReceivedInvoice:
        """Read an invoice, or refuse ``INV-NOT-FOUND``."""

    def lock(self, invoice_id: InvoiceId) -> ReceivedInvoice:
        """Read an invoice and hold its row until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""

    def save(self, invoice: ReceivedInvoice) -> None:
        """Keep the next version of an invoice that is locked."""

    def document(self, invoice_id: InvoiceId) -> bytes:
        """Give the bytes as received, or refuse ``INV-NOT-FOUND``."""

    def visible(self, *, after: InvoiceId | None, limit: int) -> tuple[ReceivedInvoice, ...]:
        """List the invoices that the principal sees, page by page, the oldest first."""

    def awaiting_rate(self, *, limit: int) -> tuple[ReceivedInvoice, ...]:
        """Give, locked, invoices paid late whose interest rate was not known; rows held by others are skipped."""

    def already_invoiced(self, order_id: PurchaseOrderId, *, before: InvoiceId, currency: str) -> Money:
        """Sum, before VAT, the invoices received earlier for an order in a currency."""


class Feeds(Protocol):
    """The finance feeds of buyers."""

    def after(self, buyer: Siret, *, position: int, limit: int) -> tuple[FeedEntry, ...]:
        """Give the events of a buyer's feed after a position, at most ``limit`` of them."""

    def publish_stream(self, buyer: Siret) -> str:
        """Have the buyer's feed published to its own stream from its first event, and give the stream's name."""


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
    def orders(self) -> Orders:
        """Orders."""

    @property
    def invoices(self) -> Invoices:
        """Invoices."""

    @property
    def feeds(self) -> Feeds:
        """Finance feeds."""

    def publish(self, event: Event) -> None:
        """Announce a fact, in the same transaction."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal, in the same transaction."""
