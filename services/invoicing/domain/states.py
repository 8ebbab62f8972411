"""States of an invoice from its reception to its payment (cycle de vie de la facture), as a table.

Everything absent from the table is refused with the same code. Sources: CCP R2192-15 (reception), R2192-17
(verification, service fait), R2192-27 (interruption, before the payment is ordered), R2192-34 (payment of the admitted
sum), décret 2012-1246 articles 19, 20 (visa of the accountant), 29 to 33 (ordonnancement), 38 (paiement).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from services.invoicing.domain.errors import Code
from shared.kernel.refusal import refuse


class InvoiceStatus(StrEnum):
    """Where an invoice stands; the comment gives the status of XP Z12-012 (CDAR) that it answers to."""

    RECEIVED = "received"  # 203 mise à disposition: the payment period runs
    VALIDATED = "validated"  # 204 prise en charge: judged and matched, an agent may decide
    INTERRUPTED = "interrupted"  # 208 suspendue: items are missing, the payment period stands still (R2192-27)
    ACCEPTED = "accepted"  # 205 approuvée, 206 approuvée partiellement: service fait
    PAYMENT_ORDERED = "payment_ordered"  # mandatée
    WITH_ACCOUNTANT = "with_accountant"  # mise à disposition du comptable: the payment order was sent to be checked
    BOOKED = "booked"  # comptabilisée: the accountant has checked the payment order and booked it
    PAID = "paid"  # 211 paiement transmis
    REFUSED = "refused"  # 210 refusée: nothing is due on it, and no period runs
    RETURNED = "returned"  # 221 erreur de routage, à recycler: wrongly addressed, its seller sends it elsewhere


class InvoiceAction(StrEnum):
    """What may be done to an invoice."""

    VALIDATE = "validate"
    JUDGE_AGAIN = "judge_again"
    INTERRUPT = "interrupt"
    COMPLETE = "complete"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ORDER_PAYMENT = "order_payment"
    HAND_OVER = "hand_over"
    BOOK = "book"
    PAY = "pay"
    RETURN = "return"
    RECYCLE = "recycle"


TRANSITIONS: Mapping[tuple[InvoiceStatus, InvoiceAction], InvoiceStatus] = MappingProxyType(
    {
        (InvoiceStatus.RECEIVED, InvoiceAction.VALIDATE): InvoiceStatus.VALIDATED,
        (InvoiceStatus.VALIDATED, InvoiceAction.JUDGE_AGAIN): InvoiceStatus.VALIDATED,  # not once it is decided
        (InvoiceStatus.VALIDATED, InvoiceAction.ACCEPT): InvoiceStatus.ACCEPTED,
        (InvoiceStatus.VALIDATED, InvoiceAction.INTERRUPT): InvoiceStatus.INTERRUPTED,
        (InvoiceStatus.VALIDATED, InvoiceAction.REFUSE): InvoiceStatus.REFUSED,
        (InvoiceStatus.INTERRUPTED, InvoiceAction.COMPLETE): InvoiceStatus.VALIDATED,
        (InvoiceStatus.INTERRUPTED, InvoiceAction.REFUSE): InvoiceStatus.REFUSED,
        (InvoiceStatus.ACCEPTED, InvoiceAction.INTERRUPT): InvoiceStatus.INTERRUPTED,
        (InvoiceStatus.ACCEPTED, InvoiceAction.ORDER_PAYMENT): InvoiceStatus.PAYMENT_ORDERED,
        (InvoiceStatus.PAYMENT_ORDERED, InvoiceAction.HAND_OVER): InvoiceStatus.WITH_ACCOUNTANT,
        (InvoiceStatus.PAYMENT_ORDERED, InvoiceAction.BOOK): InvoiceStatus.BOOKED,
        (InvoiceStatus.PAYMENT_ORDERED, InvoiceAction.PAY): InvoiceStatus.PAID,
        (InvoiceStatus.WITH_ACCOUNTANT, InvoiceAction.BOOK): InvoiceStatus.BOOKED,
        (InvoiceStatus.WITH_ACCOUNTANT, InvoiceAction.PAY): InvoiceStatus.PAID,
        (InvoiceStatus.BOOKED, InvoiceAction.PAY): InvoiceStatus.PAID,
        (InvoiceStatus.VALIDATED, InvoiceAction.RETURN): InvoiceStatus.RETURNED,
        (InvoiceStatus.RETURNED, InvoiceAction.RECYCLE): InvoiceStatus.RECEIVED,
    }
)


# What people read, in the feminine of « facture ».
STATUS_WORDS: Mapping[InvoiceStatus, str] = MappingProxyType(
    {
        InvoiceStatus.RECEIVED: "reçue",
        InvoiceStatus.VALIDATED: "contrôlée",
        InvoiceStatus.INTERRUPTED: "interrompue",
        InvoiceStatus.ACCEPTED: "acceptée",
        InvoiceStatus.PAYMENT_ORDERED: "mandatée",
        InvoiceStatus.WITH_ACCOUNTANT: "mise à disposition du comptable",
        InvoiceStatus.BOOKED: "comptabilisée",
        InvoiceStatus.PAID: "payée",
        InvoiceStatus.REFUSED: "refusée",
        InvoiceStatus.RETURNED: "à recycler",
    }
)
ACTION_WORDS: Mapping[InvoiceAction, str] = MappingProxyType(
    {
        InvoiceAction.VALIDATE: "contrôlée",
        InvoiceAction.JUDGE_AGAIN: "contrôlée à nouveau",
        InvoiceAction.INTERRUPT: "interrompue",
        InvoiceAction.COMPLETE: "complétée",
        InvoiceAction.ACCEPT: "acceptée",
        InvoiceAction.REFUSE: "refusée",
        InvoiceAction.ORDER_PAYMENT: "mandatée",
        InvoiceAction.HAND_OVER: "mise à disposition du comptable",
        InvoiceAction.BOOK: "comptabilisée",
        InvoiceAction.PAY: "payée",
        InvoiceAction.RETURN: "renvoyée pour erreur d'acheminement",
        InvoiceAction.RECYCLE: "recyclée",
    }
)


def next_status(status: InvoiceStatus, action: InvoiceAction) -> InvoiceStatus:
    """Give the state after an act.

    Raises:
        Refused: ``INV-ACTION-IMPOSSIBLE`` when the act does not follow that state.
    """
    following = TRANSITIONS.get((status, action))
    if following is None:
        words = {"state": STATUS_WORDS[status], "act": ACTION_WORDS[action]}
        refuse(Code.ACTION_IMPOSSIBLE, status=status.value, action=action.value, **words)
    return following
