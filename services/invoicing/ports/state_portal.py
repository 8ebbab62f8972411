"""The State's invoicing portal, asked on behalf of a recipient or of a supplier that gave a mandate.

Every failure is a refusal (``INV-STATE-PORTAL-…``) with its facts: unreachable, busy (with the seconds to wait), access
refused, refused by a rule of the portal, unreadable. A refusal of the portal never says anything about an invoice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from services.invoicing.domain.portal_sweep import ListedPage, Window
from services.invoicing.domain.state_portal import StatusChange
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class PortalAccount:
    """A technical account of the portal (compte technique)."""

    login: str
    password: str = field(repr=False)


class PortalForm(StrEnum):
    """The forms in which the portal gives an invoice."""

    PIVOT = "PIVOT"
    PDF = "PDF"
    ORIGINAL = "ORIGINAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What a recipient says of an invoice: its new status, why, and the number of the payment order."""

    portal_id: int
    status: str
    reason: str | None = None
    payment_order: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalReport:
    """What became of a deposited flow: its state, and what was wrong with it."""

    state: str
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentInvoice:
    """An invoice that a supplier finds again among those that it sent."""

    portal_id: int
    number: str
    status: str
    recipient: str | None


class StatePortal(Protocol):
    """The operations of the portal that are used here."""

    def structure_of(self, siret: Siret, *, account: PortalAccount) -> int | None:
        """Give the portal's identifier of an organisation; None when it does not know it."""
        ...

    def received(self, window: Window, *, structure: int, page: int, kind: str, account: PortalAccount) -> ListedPage:
        """List the requests of a kind (``FACTURE``…) whose status changed in a window; pages count from 1."""
        ...

    def history(self, portal_id: int, *, account: PortalAccount) -> Sequence[StatusChange]:
        """Give the steps of an invoice."""
        ...

    def document(self, portal_id: int, form: PortalForm, *, account: PortalAccount) -> bytes:
        """Give an invoice in one form."""
        ...

    def treat(self, treatment: Treatment, *, account: PortalAccount) -> None:
        """Say what was decided about an invoice."""
        ...

    def deposit(self, document: bytes, *, name: str, syntax: str, account: PortalAccount) -> str:
        """Deposit an invoice; give the number of its flow."""
        ...

    def report(self, flow_number: str, *, account: PortalAccount) -> PortalReport:
        """Say what became of a flow."""
        ...

    def sent(self, number: str, *, account: PortalAccount) -> Sequence[SentInvoice]:
        """Find the invoices of a number among those that the account's organisation sent."""
        ...


class PortalAccounts(Protocol):
    """The technical accounts that the operator has put in the folder of secrets."""

    def of_recipient(self, siret: Siret) -> PortalAccount:
        """Give the account of a recipient, or refuse ``INV-STATE-PORTAL-ACCOUNT-MISSING``."""
        ...

    def of_supplier(self, siret: Siret) -> PortalAccount:
        """Give the account for a supplier: its own, else the platform's; or ``INV-STATE-PORTAL-ACCOUNT-MISSING``."""
        ...
