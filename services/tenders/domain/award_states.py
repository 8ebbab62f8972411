"""The order of the acts that follow the choice of a winner (ordre des actes), as a table, CCP R2181-1 to R2182-5.

Decided, then every other company told, then signed, then notified: each act waits for the one before it. What the
table does not hold is refused with the article that asks for the order. The days (standstill) and the transmission to
the prefect are rules of their own (``standstill.py``, ``legality.py``).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.errors import Code
from shared.kernel.refusal import refuse


class AwardStatus(StrEnum):
    """Where an award stands."""

    DECIDED = "decided"
    INFORMED = "informed"  # every rejection has been sent, or there was nobody to reject
    SIGNED = "signed"
    EFFECTIVE = "effective"  # notified to the contractor, R2182-4
    WITHDRAWN = "withdrawn"


class AwardAction(StrEnum):
    """What may be done to an award."""

    ADJUST = "adjust"  # mise au point, R2152-13
    INFORM = "inform"
    SIGN = "sign"
    NOTIFY = "notify"
    WITHDRAW = "withdraw"


AWARD_TRANSITIONS: Mapping[tuple[AwardStatus, AwardAction], AwardStatus] = MappingProxyType(
    {
        (AwardStatus.DECIDED, AwardAction.ADJUST): AwardStatus.DECIDED,
        (AwardStatus.DECIDED, AwardAction.INFORM): AwardStatus.INFORMED,
        (AwardStatus.DECIDED, AwardAction.WITHDRAW): AwardStatus.WITHDRAWN,
        (AwardStatus.INFORMED, AwardAction.ADJUST): AwardStatus.INFORMED,
        (AwardStatus.INFORMED, AwardAction.SIGN): AwardStatus.SIGNED,
        (AwardStatus.INFORMED, AwardAction.WITHDRAW): AwardStatus.WITHDRAWN,
        (AwardStatus.SIGNED, AwardAction.NOTIFY): AwardStatus.EFFECTIVE,
        # Once signed, only the impossibility of R2181-7 undoes an award; ``withdrawals.py`` guards this line.
        (AwardStatus.SIGNED, AwardAction.WITHDRAW): AwardStatus.WITHDRAWN,
    }
)

ARTICLES: Mapping[AwardAction, str] = MappingProxyType(
    {
        AwardAction.ADJUST: "R2152-13",
        AwardAction.INFORM: "R2181-1",
        AwardAction.SIGN: "R2181-1, R2182-1",
        AwardAction.NOTIFY: "R2182-4, R2182-5",
        AwardAction.WITHDRAW: "R2181-7",
    }
)


def next_award_status(status: AwardStatus, action: AwardAction) -> AwardStatus:
    """Give the status of an award after an act.

    Raises:
        Refused: ``TND-AWARD-ORDER`` with the article that sets the order, when the table has no such line.
    """
    following = AWARD_TRANSITIONS.get((status, action))
    if following is None:
        refuse(Code.AWARD_ORDER, article=ARTICLES[action], status=status, action=action)
    return following
