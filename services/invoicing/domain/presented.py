"""Invoices presented at another door than the State's portal (facture parvenue par une autre porte).

For a recipient bound to the portal its use is exclusive (CCP L2192-5, R2192-3): what comes by another door is neither
rejected nor received, so it has no legal date and no period runs. On its supplier's mandate it is forwarded; without
one the supplier is informed and invited once. When it comes through the portal both are joined.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.errors import Code
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.state_portal import Problem, delay_after
from shared.kernel.ids import InvoiceId, PresentedInvoiceId
from shared.kernel.money import Money
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

FOLLOW_UP: Final = timedelta(minutes=1)


class PresentedState(StrEnum):
    """Where such an invoice stands."""

    INVITED = "invited"
    TO_FORWARD = "to_forward"
    SENDING = "sending"  # the deposit is under way, or nobody knows whether it arrived
    FORWARDED = "forwarded"
    ON_PORTAL = "on_portal"
    REJECTED = "rejected"
    RECEIVED = "received"


STATE_WORDS: Final[Mapping[PresentedState, str]] = MappingProxyType(
    {
        PresentedState.INVITED: "non reçue (autre porte), fournisseur invité à utiliser le portail de l'État",
        PresentedState.TO_FORWARD: "non reçue (autre porte), à transmettre au portail de l'État",
        PresentedState.SENDING: "non reçue (autre porte), transmission au portail de l'État en cours",
        PresentedState.FORWARDED: "non reçue (autre porte), transmise au portail de l'État",
        PresentedState.ON_PORTAL: "non reçue (autre porte), acceptée par le portail de l'État",
        PresentedState.REJECTED: "non reçue (autre porte), rejetée par le portail de l'État",
        PresentedState.RECEIVED: "reçue par le portail de l'État",
    }
)
_ALLOWED: Final[Mapping[PresentedState, frozenset[PresentedState]]] = MappingProxyType(
    {
        PresentedState.INVITED: frozenset({PresentedState.TO_FORWARD}),
        PresentedState.TO_FORWARD: frozenset({PresentedState.SENDING, PresentedState.INVITED}),
        PresentedState.SENDING: frozenset(
            {PresentedState.SENDING, PresentedState.TO_FORWARD, PresentedState.FORWARDED, PresentedState.ON_PORTAL}
        ),
        PresentedState.FORWARDED: frozenset({PresentedState.ON_PORTAL, PresentedState.REJECTED}),
        PresentedState.ON_PORTAL: frozenset(),
        PresentedState.REJECTED: frozenset({PresentedState.TO_FORWARD}),
        PresentedState.RECEIVED: frozenset(),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardingMandate:
    """A supplier lets the platform deposit its invoices on the portal; it may take that back at any time."""

    siret: Siret
    version: int
    is_given: bool
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What makes two documents the same invoice: its number, day, kind and sums."""

    number: str
    issued_on: date
    type_code: str
    incl_vat: Money
    due: Money

    @classmethod
    def of(cls, invoice: Invoice) -> "Content":
        """Take it from a document."""
        return cls(
            number=invoice.number,
            issued_on=invoice.issued_on,
            type_code=invoice.type_code,
            incl_vat=invoice.totals.incl_vat,
            due=invoice.totals.due,
        )

    @classmethod
    def received(cls, invoice: ReceivedInvoice) -> "Content":
        """Take it from an invoice that was received."""
        said = invoice.summary
        return cls(
            number=said.number,
            issued_on=said.issued_on,
            type_code=said.type_code,
            incl_vat=said.amount_incl_vat,
            due=said.amount_due,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedInvoice:
    """One such invoice; ``invited_at`` says when its supplier was invited, which happens once for each recipient."""

    presented_id: PresentedInvoiceId
    version: int
    state: PresentedState
    buyer: Siret
    seller: Siret
    content: Content
    syntax: str
    sha256: str
    file_name: str | None
    presented_at: datetime
    presented_by: str
    invited_at: datetime | None = None
    flow_number: str | None = None
    due_at: datetime | None = None
    tries: int = 0
    problem: Problem | None = None
    errors: tuple[str, ...] = ()
    invoice_id: InvoiceId | None = None
    received_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it may still come through the portal."""
        return self.state is not PresentedState.RECEIVED

    def to_forward(self, *, at: datetime) -> "PresentedInvoice":
        """Give it as one to be forwarded, on the supplier's mandate."""
        return self._moved(PresentedState.TO_FORWARD, due_at=at, tries=0, problem=None, errors=())

    def without_mandate(self) -> "PresentedInvoice":
        """Give it as one whose supplier has taken the mandate back before it left."""
        return self._moved(PresentedState.INVITED, due_at=None, tries=0, problem=None)

    def sending(self, *, again_at: datetime) -> "PresentedInvoice":
        """Give it as on its way: written down before the call, so that a stop in the middle is known."""
        return self._moved(PresentedState.SENDING, due_at=again_at)

    def forwarded(self, flow_number: str, *, at: datetime) -> "PresentedInvoice":
        """Give it as deposited under a flow number, whose report is awaited."""
        due_at = at + FOLLOW_UP
        return self._moved(PresentedState.FORWARDED, flow_number=flow_number, due_at=due_at, tries=0, problem=None)

    def not_sent(self, problem: Problem, *, at: datetime) -> "PresentedInvoice":
        """Give it as one that certainly did not leave: it is tried again later."""
        return self._retry(PresentedState.TO_FORWARD, problem, at=at)

    def perhaps_sent(self, problem: Problem, *, at: datetime) -> "PresentedInvoice":
        """Give it as one that may have arrived although no answer came: the portal is asked before it is sent again."""
        return self._retry(PresentedState.SENDING, problem, at=at)

    def awaited(self, problem: Problem | None, *, at: datetime) -> "PresentedInvoice":
        """Give it as one whose report is not there yet."""
        tries = self.tries + 1
        pause = delay_after(tries, problem or Problem(""))
        return replace(self, version=self.version + 1, tries=tries, problem=problem, due_at=at + max(pause, FOLLOW_UP))

    def on_portal(self) -> "PresentedInvoice":
        """Give it as taken by the portal; it will come from there."""
        return self._moved(PresentedState.ON_PORTAL, due_at=None, tries=0, problem=None)

    def rejected(self, errors: tuple[str, ...]) -> "PresentedInvoice":
        """Give it as rejected by the portal, with its reasons."""
        return self._moved(PresentedState.REJECTED, due_at=None, tries=0, problem=None, errors=errors)

    def joined(self, invoice: ReceivedInvoice) -> "PresentedInvoice":
        """Give it as received through the portal, whatever it was before."""
        return replace(
            self,
            version=self.version + 1,
            state=PresentedState.RECEIVED,
            due_at=None,
            problem=None,
            invoice_id=invoice.invoice_id,
            received_at=invoice.received_at,
        )

    def _retry(self, state: PresentedState, problem: Problem, *, at: datetime) -> "PresentedInvoice":
        tries = self.tries + 1
        return self._moved(state, tries=tries, problem=problem, due_at=at + delay_after(tries, problem))

    def _moved(self, state: PresentedState, **changes: object) -> "PresentedInvoice":
        if state not in _ALLOWED[self.state]:
            refuse(Code.FORWARDING_IMPOSSIBLE, state=STATE_WORDS[self.state])
        return replace(self, state=state, version=self.version + 1, **changes)  # type: ignore[arg-type]
