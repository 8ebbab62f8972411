"""What the State's portal must be told of an invoice that came from it: the decision that stands here today.

Only the present state is told: what was decided and undone while the portal was away needs no telling. The statuses
after the payment order come from the public accountant's own system (Helios), so they are never told from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.domain.states import InvoiceStatus

_LONGEST: Final = 255
_SAID: Final[Mapping[InvoiceStatus, PortalStatus]] = MappingProxyType(
    {
        InvoiceStatus.INTERRUPTED: PortalStatus.SUSPENDED,
        InvoiceStatus.REFUSED: PortalStatus.REJECTED,
        InvoiceStatus.RETURNED: PortalStatus.TO_RECYCLE,
        InvoiceStatus.ACCEPTED: PortalStatus.SERVICE_RENDERED,
        InvoiceStatus.PAYMENT_ORDERED: PortalStatus.ORDERED,
        InvoiceStatus.WITH_ACCOUNTANT: PortalStatus.ORDERED,
        InvoiceStatus.BOOKED: PortalStatus.ORDERED,
        InvoiceStatus.PAID: PortalStatus.ORDERED,
    }
)
_KNOWN_BETTER: Final[Mapping[PortalStatus, tuple[PortalStatus, ...]]] = MappingProxyType(
    {
        PortalStatus.ORDERED: (PortalStatus.AT_ACCOUNTANT, PortalStatus.ENTERED, PortalStatus.PAID),
        PortalStatus.SUSPENDED: (PortalStatus.COMPLETED,),  # its supplier has answered: an agent looks at it
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A status to tell, why, and the number of the payment order."""

    status: PortalStatus
    reason: str | None = None
    payment_order: str | None = None


def telling_for(invoice: ReceivedInvoice, *, known: str) -> Telling | None:
    """Give what is to be told, None when the portal knows it already or knows more."""
    status = _SAID.get(invoice.status)
    if status is None or status == known or known in _KNOWN_BETTER.get(status, ()):
        return None
    order = invoice.payment_order.number if invoice.payment_order and status is PortalStatus.ORDERED else None
    return Telling(status=status, reason=_reason(invoice, status), payment_order=order)


def _reason(invoice: ReceivedInvoice, status: PortalStatus) -> str | None:
    if status is PortalStatus.SUSPENDED and invoice.interruption is not None:
        missing = " ; ".join(invoice.interruption.missing)
        return _shortened(f"{invoice.interruption.reason} Pièces attendues : {missing}")
    if status is PortalStatus.REJECTED and invoice.refusal is not None:
        return _shortened(invoice.refusal.reason)
    if status is PortalStatus.TO_RECYCLE and invoice.returned is not None:
        return _shortened(invoice.returned.reason)
    return None


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
