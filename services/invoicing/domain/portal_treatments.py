"""What a recipient asks of an invoice by naming its next state, turned into the acts of our own table.

Operation « traiter une facture reçue »: the recipient names a state, or several to be reached in order
(``SERVICE_FAIT;MANDATEE``). Every act is then judged by our own rules; a state that this table does not lead to is
refused. Sources: CCP R2192-27 to R2192-29 (interruption once, before the payment is ordered), R2192-17 (service fait),
décret 2012-1246 articles 19, 20, 30, 38 (payment order, visa, payment).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.decisions import LONGEST_REASON
from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_status import portal_status
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.domain.states import InvoiceAction, InvoiceStatus
from shared.kernel.refusal import refuse

_P, _A = PortalStatus, InvoiceAction
SEPARATOR: Final = ";"
WITH_REASON: Final = frozenset({_P.SUSPENDED, _P.REJECTED, _P.TO_RECYCLE})
BY_ACCOUNTANT: Final = frozenset({_P.ENTERED, _P.PAID})
# A recipient that names the payment order has had the service certified: both acts are recorded.
TREATMENTS: Final[Mapping[tuple[PortalStatus, PortalStatus], tuple[InvoiceAction, ...]]] = MappingProxyType(
    {
        (_P.AVAILABLE, _P.SUSPENDED): (_A.INTERRUPT,),
        (_P.AVAILABLE, _P.REJECTED): (_A.REFUSE,),
        (_P.AVAILABLE, _P.TO_RECYCLE): (_A.RETURN,),
        (_P.AVAILABLE, _P.SERVICE_RENDERED): (_A.ACCEPT,),
        (_P.AVAILABLE, _P.ORDERED): (_A.ACCEPT, _A.ORDER_PAYMENT),
        (_P.SUSPENDED, _P.AVAILABLE): (_A.COMPLETE,),
        (_P.SUSPENDED, _P.REJECTED): (_A.REFUSE,),
        # The seller says that everything is there; the recipient who goes on finds that it is (R2192-29).
        (_P.COMPLETED, _P.AVAILABLE): (_A.COMPLETE,),
        (_P.COMPLETED, _P.SUSPENDED): (_A.INTERRUPT,),
        (_P.COMPLETED, _P.REJECTED): (_A.REFUSE,),
        (_P.COMPLETED, _P.TO_RECYCLE): (_A.COMPLETE, _A.RETURN),
        (_P.COMPLETED, _P.SERVICE_RENDERED): (_A.COMPLETE, _A.ACCEPT),
        (_P.COMPLETED, _P.ORDERED): (_A.COMPLETE, _A.ACCEPT, _A.ORDER_PAYMENT),
        (_P.SERVICE_RENDERED, _P.SUSPENDED): (_A.INTERRUPT,),
        (_P.SERVICE_RENDERED, _P.ORDERED): (_A.ORDER_PAYMENT,),
        (_P.ORDERED, _P.AT_ACCOUNTANT): (_A.HAND_OVER,),
        (_P.ORDERED, _P.ENTERED): (_A.BOOK,),
        (_P.ORDERED, _P.PAID): (_A.PAY,),
        (_P.AT_ACCOUNTANT, _P.ENTERED): (_A.BOOK,),
        (_P.AT_ACCOUNTANT, _P.PAID): (_A.PAY,),
        (_P.ENTERED, _P.PAID): (_A.PAY,),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What is asked: the states to reach, in order, why, and the number of the payment order."""

    targets: tuple[PortalStatus, ...]
    reason: str = ""
    payment_order: str | None = None

    def __post_init__(self) -> None:
        needs = WITH_REASON.intersection(self.targets)
        if (needs and not self.reason.strip()) or len(self.reason) > LONGEST_REASON:
            refuse(Code.REASON_MISSING, most=LONGEST_REASON)


def targets_of(text: str) -> tuple[PortalStatus, ...]:
    """Read the states asked for, one or several.

    Raises:
        Refused: ``INV-PORTAL-STATUS-UNKNOWN``.
    """
    names = [name.strip() for name in text.split(SEPARATOR)]
    unknown = [name for name in names if name not in set(PortalStatus)]
    if unknown or len(names) > len(PortalStatus):
        refuse(Code.PORTAL_STATUS_UNKNOWN, asked=text[:LONGEST_REASON])
    return tuple(PortalStatus(name) for name in names)


def acts_towards(invoice: ReceivedInvoice, target: PortalStatus) -> tuple[InvoiceAction, ...]:
    """Give the acts that bring an invoice to a state of the portal.

    Raises:
        Refused: ``INV-PORTAL-STATUS-IMPOSSIBLE`` when no act leads there.
    """
    current = portal_status(invoice)
    acts = TREATMENTS.get((current, target), ())
    if invoice.status is not InvoiceStatus.INTERRUPTED:  # found complete already, by an agent
        acts = tuple(act for act in acts if act is not InvoiceAction.COMPLETE)
    if not acts:
        refuse(Code.PORTAL_STATUS_IMPOSSIBLE, current=current.value, asked=target.value)
    return acts


def following(current: PortalStatus) -> tuple[PortalStatus, ...]:
    """Give the states that a recipient may name for an invoice of a state, in the order of their numbers."""
    return tuple(target for target in PortalStatus if (current, target) in TREATMENTS)
