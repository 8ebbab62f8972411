"""What the stand-in holds: organisations, technical accounts, invoices with their steps, deposited flows."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock

from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.portal_frames import kind_of_request
from services.invoicing.domain.state_portal import PortalStatus


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an invoice."""

    status: str
    at: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldInvoice:
    """An invoice of the stand-in: its document and its steps, the latest last."""

    portal_id: int
    supplier: str
    recipient: str
    content: Invoice
    document: bytes
    name: str
    steps: tuple[Step, ...]
    payment_order: str | None = None
    flow: str | None = None

    @property
    def kind(self) -> str:
        """Say whether it is a plain invoice or belongs to the accounts of works."""
        return kind_of_request(self.content.framework)

    @property
    def status(self) -> str:
        """Give its present status."""
        return self.steps[-1].status

    @property
    def status_at(self) -> datetime:
        """Say since when."""
        return self.steps[-1].at


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFlow:
    """A deposited flow and its report."""

    number: str
    name: str
    syntax: str
    state: str
    deposited_at: datetime
    depositor: str
    errors: tuple[str, ...] = ()


@dataclass(slots=True)
class PortalBook:
    """Everything that the stand-in knows; ``now`` is its clock."""

    now: Callable[[], datetime]
    structures: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)
    invoices: dict[int, HeldInvoice] = field(default_factory=dict)
    flows: dict[str, HeldFlow] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)
    tokens: int = 0

    def open_account(self, login: str, password: str, *sirets: str) -> None:
        """Make a technical account that acts for organisations, which become known."""
        for siret in sirets:
            self.structures.setdefault(siret, 1000 + len(self.structures))
        self.accounts[login] = (password, frozenset(sirets))

    def hold(self, content: Invoice, document: bytes, *, supplier: str, recipient: str, name: str) -> HeldInvoice:
        """Hold an invoice that is available to its recipient."""
        with self.lock:
            at = self.now()
            held = HeldInvoice(
                portal_id=700_000 + len(self.invoices),
                supplier=supplier,
                recipient=recipient,
                content=content,
                document=document,
                name=name,
                steps=tuple(Step(status.value, at) for status in _BEFORE),
            )
            self.structures.setdefault(recipient, 1000 + len(self.structures))
            self.invoices[held.portal_id] = held
            return held

    def step(self, portal_id: int, status: str, *, comment: str = "", order: str | None = None) -> HeldInvoice:
        """Take an invoice one step further."""
        with self.lock:
            held = self.invoices[portal_id]
            at = max(self.now(), held.status_at)
            moved = replace(held, steps=(*held.steps, Step(status, at, comment)))
            self.invoices[portal_id] = replace(moved, payment_order=order or held.payment_order)
            return self.invoices[portal_id]


_BEFORE = (PortalStatus.DEPOSITED, PortalStatus.ON_ITS_WAY, PortalStatus.AVAILABLE)
