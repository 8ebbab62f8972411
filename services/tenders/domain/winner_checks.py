"""Documents asked of the likely winner (justificatifs de l'attributaire pressenti), CCP R2144-4, R2144-7, R2143-7.

Only the company to which the buyer means to award is asked for its proofs. When it does not give them in time it is
eliminated, and the next of the ranking is asked: the elimination is recorded, never made by the machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from services.tenders.domain.errors import Code
from shared.kernel.deadline import Deadline
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.paris import display_instant
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import WinnerCheckId


class CheckOutcome(StrEnum):
    """What came of the request."""

    ASKED = "asked"
    PROVIDED = "provided"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WinnerCheck:
    """One request of documents to one company for one lot, and what came of it."""

    check_id: WinnerCheckId
    tender_id: TenderId
    lot_id: LotId
    response_id: DepositId
    tenderer_siret: Siret
    documents: tuple[str, ...]
    deadline: Deadline
    asked_at: datetime
    outcome: CheckOutcome = CheckOutcome.ASKED
    reason: str | None = None
    settled_on: date | None = None


def settle(
    check: WinnerCheck, *, outcome: CheckOutcome, reason: str | None, legal_now: datetime, today: date
) -> WinnerCheck:
    """Say what came of a request: documents may come late and be accepted, an elimination waits for the deadline.

    Raises:
        Refused: ``TND-WINNER-CHECK-SETTLED`` when it was said already, ``TND-WINNER-CHECK-EARLY`` for an elimination
            before the deadline, ``TND-WINNER-CHECK-REASON`` for one without reason.
    """
    if check.outcome is not CheckOutcome.ASKED or outcome is CheckOutcome.ASKED:
        refuse(Code.WINNER_CHECK_SETTLED, article="R2144-7", outcome=check.outcome)
    if outcome is CheckOutcome.FAILED:
        if check.deadline.admits(legal_now):
            refuse(Code.WINNER_CHECK_EARLY, article="R2144-7", deadline=display_instant(check.deadline.at))
        if not (reason and reason.strip()):
            refuse(Code.WINNER_CHECK_REASON, article="R2144-7")
    return replace(check, outcome=outcome, reason=reason, settled_on=today)


def eliminated(checks: Iterable[WinnerCheck], lot_id: LotId) -> frozenset[DepositId]:
    """Give the responses of a lot whose company did not give its documents."""
    failed = CheckOutcome.FAILED
    return frozenset(check.response_id for check in checks if check.lot_id == lot_id and check.outcome is failed)
