"""An invoice as the portal of the State names its state: a view of our own states, with the comment of its step.

The names and their numbers (CPPStatutPivot V1.19, IdStatut) are the portal's. Nothing is decided here: our table of
transitions alone says what may follow. ``RECEIVED`` shows as deposited until the official rules have spoken, a matter
of seconds; the payment period runs from the day of reception whatever the portal's word is (CCP R2192-12, R2192-15).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.decisions import Interruption
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.domain.states import InvoiceStatus

NUMBERS: Final[Mapping[PortalStatus, str]] = MappingProxyType(
    {
        PortalStatus.DEPOSITED: "01",
        PortalStatus.ON_ITS_WAY: "02",
        PortalStatus.AVAILABLE: "03",
        PortalStatus.TO_RECYCLE: "04",
        PortalStatus.REJECTED: "05",
        PortalStatus.SUSPENDED: "06",
        PortalStatus.SERVICE_RENDERED: "07",
        PortalStatus.ORDERED: "08",
        PortalStatus.AT_ACCOUNTANT: "09",
        PortalStatus.ENTERED: "10",
        PortalStatus.PAID: "11",
        PortalStatus.COMPLETED: "12",
    }
)


_SHOWN: Final[Mapping[InvoiceStatus, PortalStatus]] = MappingProxyType(
    {
        InvoiceStatus.RECEIVED: PortalStatus.DEPOSITED,
        InvoiceStatus.VALIDATED: PortalStatus.AVAILABLE,
        InvoiceStatus.INTERRUPTED: PortalStatus.SUSPENDED,
        InvoiceStatus.ACCEPTED: PortalStatus.SERVICE_RENDERED,
        InvoiceStatus.PAYMENT_ORDERED: PortalStatus.ORDERED,
        InvoiceStatus.WITH_ACCOUNTANT: PortalStatus.AT_ACCOUNTANT,
        InvoiceStatus.BOOKED: PortalStatus.ENTERED,
        InvoiceStatus.PAID: PortalStatus.PAID,
        InvoiceStatus.REFUSED: PortalStatus.REJECTED,
        InvoiceStatus.RETURNED: PortalStatus.TO_RECYCLE,
    }
)
# States that the portal publishes and that do not occur here: a list may be asked for them, and has none.
ELSEWHERE: Final = frozenset(
    {
        "BROUILLON",
        "A_VALIDER_1",
        "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        "REFUSEE_1",
        "VALIDEE_1",
        "ABSENCE_VALIDATION_1_HORS_DELAI",
        "A_VALIDER_2",
        "ERREUR_COTRAITANT_SUR_VALIDEUR",
        "REFUSEE_2",
        "VALIDEE_2",
        "ABSENCE_VALIDATION_2_HORS_DELAI",
        "ERREUR_FOURNISSEUR_SUR_MOE",
        "ASSOCIEE",
    }
)
_ONCE_ANSWERED: Final = frozenset({InvoiceStatus.INTERRUPTED, InvoiceStatus.VALIDATED})


def shown_as(status: InvoiceStatus) -> PortalStatus:
    """Give the portal's name of a state, whatever was answered in it."""
    return _SHOWN[status]


def portal_status(invoice: ReceivedInvoice) -> PortalStatus:
    """Give the portal's name of an invoice's state: completed as soon as its seller has answered an interruption."""
    answered = invoice.interruption is not None and invoice.interruption.answered_on is not None
    return PortalStatus.COMPLETED if answered and invoice.status in _ONCE_ANSWERED else _SHOWN[invoice.status]


def comment_of(invoice: ReceivedInvoice) -> str:
    """Give what was said with the step that brought an invoice where it stands; empty when nothing was."""
    status, found = portal_status(invoice), invoice.interruption
    order, acceptance = invoice.payment_order, invoice.acceptance
    said = {
        PortalStatus.SUSPENDED: _suspension(found) if found else "",
        PortalStatus.COMPLETED: found.answer if found else "",
        PortalStatus.REJECTED: invoice.refusal.reason if invoice.refusal else "",
        PortalStatus.TO_RECYCLE: invoice.returned.reason if invoice.returned else "",
        PortalStatus.SERVICE_RENDERED: acceptance.reason if acceptance else "",
        PortalStatus.ORDERED: f"Mandat {order.number}" if order else "",
    }
    return said.get(status, "")


def _suspension(found: Interruption) -> str:
    """Say why, and what is expected where it says more (R2192-28)."""
    expected = [item for item in found.missing if item != found.reason]
    return f"{found.reason} Attendu : {' ; '.join(expected)}." if expected else found.reason
