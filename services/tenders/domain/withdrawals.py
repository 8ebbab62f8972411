"""When an award may leave its winner and go to the next (recours au suivant), CCP R2144-7, R2181-7.

Before the signature the buyer is bound by nothing: a refusal, missing documents or its own error undo the award.
Between the signature and the notification, only the impossibility of R2181-7 does, since the day it exists in law.
"""

from datetime import date

from services.tenders.domain.award_states import AwardStatus
from services.tenders.domain.awards import Award, WithdrawalGround
from services.tenders.domain.errors import Code
from shared.kernel.refusal import Refusal
from shared.legal import LegalTable
from shared.legal.value import NoLegalValue

RULE = "rule.fallback_second_classe_avant_notification"
ARTICLE = "R2181-7"


def refuse_withdrawal(*, award: Award, ground: WithdrawalGround, awarded_on: date, law: LegalTable) -> Refusal | None:
    """Say why a signed award may not be withdrawn; ``awarded_on`` is the legal day that selects the rule."""
    if award.status is not AwardStatus.SIGNED:
        return None
    if ground is WithdrawalGround.IMPOSSIBILITY and _is_in_force(law, awarded_on):
        return None
    return Refusal(code=Code.WITHDRAWAL_SIGNED, article=ARTICLE, facts={"ground": ground.value})


def _is_in_force(law: LegalTable, awarded_on: date) -> bool:
    try:
        return law.value(RULE, on=awarded_on).flag
    except NoLegalValue:  # before its first row the rule does not exist: that is an answer, not a doubt
        return False
