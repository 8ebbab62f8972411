"""What an agent decides about an invoice: accept it, in whole or in part, interrupt the period once, refuse it.

Each decision says whether the payment period runs. Sources: CCP R2192-17 (verification), R2192-27 to R2192-29
(interruption), R2192-34 (admitted sums); motives of refusal: XP Z12-012, status 210, as the official rules list them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.invoicing.domain.errors import Code
from shared.kernel.money import Money
from shared.kernel.refusal import refuse

LONGEST_REASON = 255  # as long as the portal of the State keeps (traiter/recue, motif)
MOST_ITEMS = 20


class RefusalMotive(StrEnum):
    """Why an invoice is refused, in the codes of XP Z12-012 (CDAR, BR-FR-CDV-CL-09, status 210)."""

    VAT_RATE = "TX_TVA_ERR"
    TOTAL = "MONTANTTOTAL_ERR"
    ARITHMETIC = "CALCUL_ERR"
    NOT_CONFORM = "NON_CONFORME"
    DUPLICATE = "DOUBLON"
    RECIPIENT = "DEST_ERR"
    UNKNOWN_TRANSACTION = "TRANSAC_INC"
    UNKNOWN_ISSUER = "EMMET_INC"
    CONTRACT_ENDED = "CONTRAT_TERM"
    INVOICED_TWICE = "DOUBLE_FACT"
    ORDER = "CMD_ERR"
    ADDRESS = "ADR_ERR"
    CONTRACT_MISSING = "REF_CT_ABSENT"
    BANK_DETAILS = "COORD_BANC_ERR"
    DELIVERY_INCOMPLETE = "LIVR_INCOMP"
    SUBCONTRACTOR_UNDECLARED = "ST_CT_NON_DECLAR"
    OTHER = "AUTRE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The service rendered is certified (service fait): by whom, on which legal day, and the due date.

    ``admitted`` is the sum that the buyer admits, VAT included, when it is less than the sum asked (R2192-34).
    """

    accepted_on: date
    accepted_by: str
    due_on: date
    admitted: Money | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """The period stands still: the creditor was told why and what to provide, on a certain date (R2192-28).

    ``answered_on`` is the day on which the creditor said that it had sent everything; the buyer finds whether it did.
    """

    notified_on: date
    interrupted_by: str
    reason: str
    missing: tuple[str, ...]
    due_before: date
    completed_on: date | None = None
    answered_on: date | None = None
    answer: str = ""

    def __post_init__(self) -> None:
        checked_reason(self.reason)
        if not 1 <= len(self.missing) <= MOST_ITEMS or not all(item.strip() for item in self.missing):
            refuse(Code.INTERRUPTION_WITHOUT_ITEMS, most=MOST_ITEMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRefusal:
    """The invoice is refused for a motive: nothing is due on it, the creditor may send a new one."""

    refused_on: date
    refused_by: str
    motive: RefusalMotive
    reason: str

    def __post_init__(self) -> None:
        checked_reason(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingReturn:
    """The invoice is wrongly addressed: its seller corrects recipient, service or references, and sends it again."""

    returned_on: date
    returned_by: str
    reason: str

    def __post_init__(self) -> None:
        checked_reason(self.reason)


def checked_reason(reason: str) -> str:
    """Give a reason back: people must be told why, in a sentence that the State's portal can carry.

    Raises:
        Refused: ``INV-REASON-MISSING``.
    """
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        refuse(Code.REASON_MISSING, most=LONGEST_REASON)
    return reason


def checked_admission(admitted: Money | None, *, asked: Money, reason: str) -> Money | None:
    """Give the admitted sum: some of what was asked, never all nor more, and with its reason.

    Raises:
        Refused: ``INV-ADMITTED-AMOUNT``, ``INV-REASON-MISSING``.
    """
    if admitted is None:
        return None
    within = admitted.currency == asked.currency and 0 < admitted.amount < asked.amount
    if not within or admitted != admitted.round_half_up(2):
        refuse(Code.ADMITTED_AMOUNT, admitted=str(admitted), asked=str(asked))
    checked_reason(reason)
    return admitted
