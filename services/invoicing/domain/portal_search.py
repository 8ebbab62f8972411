"""What may be asked of the list of invoices through the portal's interface, and one line of its answer.

Operations « rechercher factures par fournisseur, par recipiendaire »: every criterion that is given must hold. Days
are legal days, instants are those of the current state.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.state_portal import PortalStatus
from shared.kernel.ids import InvoiceId
from shared.kernel.siret import Siret

LARGEST_PAGE = 1000  # what existing finance software asks for at once


class PortalSide(StrEnum):
    """As what one looks at invoices."""

    SELLER = "seller"
    BUYER = "buyer"


class PortalOrder(StrEnum):
    """By what the list is sorted; invoices of one value follow the order of their arrival."""

    STATUS_AT = "portal_status_at"
    RECEIVED_AT = "received_at"
    ISSUED_ON = "issued_on"
    NUMBER = "number"
    AMOUNT_DUE = "amount_due"
    AMOUNT_EXCL_VAT = "amount_excl_vat"
    AMOUNT_INCL_VAT = "amount_incl_vat"
    STATUS = "portal_status"


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another, both included; None is open."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DaySpan:
    """From one day to another, both included; None is open."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AmountSpan:
    """From one amount to another, both included, in the currency of each invoice; None is open."""

    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The other party of an invoice; ``whole_company`` takes every establishment of its SIREN; no code takes all."""

    siret: Siret
    service_codes: tuple[str, ...] = ()
    whole_company: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSearch:
    """The criteria of a search, seen from one side; an empty tuple of ``invoice_ids`` finds nothing."""

    side: PortalSide
    statuses: tuple[PortalStatus, ...] = ()
    status_at: Span = Span()
    received_at: Span = Span()
    issued_on: DaySpan = DaySpan()
    invoice_ids: tuple[InvoiceId, ...] | None = None
    number: str | None = None
    order_reference: str | None = None
    contract_reference: str | None = None
    counterparts: tuple[Counterpart, ...] = ()
    buyer: Siret | None = None
    service_codes: tuple[str, ...] = ()
    frames: tuple[str | None, ...] | None = None
    excluded_frames: tuple[str, ...] = ()
    type_codes: tuple[str, ...] | None = None
    excluded_type_codes: tuple[str, ...] = ()
    amount_excl_vat: AmountSpan = AmountSpan()
    amount_incl_vat: AmountSpan = AmountSpan()
    amount_due: AmountSpan = AmountSpan()
    is_fetched: bool | None = None
    is_rejection_handled: bool | None = None
    order: PortalOrder = PortalOrder.STATUS_AT
    is_descending: bool = True
    offset: int = 0
    size: int = LARGEST_PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownInvoice:
    """One invoice with what the interface adds to it."""

    invoice: ReceivedInvoice
    status_at: datetime
    comment: str
    is_fetched: bool
    is_rejection_handled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundInvoices:
    """Some of what a search finds, and how many invoices it finds in all."""

    shown: tuple[ShownInvoice, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceStep:
    """One step of the history of an invoice."""

    step_id: int
    status: PortalStatus
    passed_at: datetime
    comment: str
