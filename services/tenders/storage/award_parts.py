"""The parts of an award that are stored as JSON: organ, adjustments, withdrawal; each written and read side by side."""

from datetime import date
from typing import Any

from services.tenders.domain.awards import AdjustedPart, Adjustment, Decision, Withdrawal, WithdrawalGround
from services.tenders.domain.organs import Organ, OrganKind
from services.tenders.domain.scoring import RankedBid
from services.tenders.domain.standstill import StandstillChoice
from services.tenders.storage.parts import advice_from_json, advice_to_json, instant_from_text, instant_to_text
from shared.kernel.tender_ids import AwardDecisionId, CommitteeSessionId
from shared.storage.records import money_from_text, money_to_text

Json = dict[str, Any]


def decision_to_json(decision: Decision) -> Json:
    """Write a decision; its ranking and its reason have columns of their own."""
    organ = decision.organ
    return {
        "organ": {
            "kind": organ.kind.value,
            "decided_on": organ.decided_on.isoformat(),
            "function": organ.function,
            "reference": organ.reference,
            "session": None if organ.session_id is None else str(organ.session_id),
        },
        "standstill": decision.standstill_choice.value,
        "advices": [advice_to_json(advice) for advice in decision.advices],
    }


def decision_from_json(
    part: Json, *, decision_id: AwardDecisionId, ranking: tuple[RankedBid, ...], reason: str | None
) -> Decision:
    """Read a decision."""
    organ = part["organ"]
    return Decision(
        decision_id=decision_id,
        organ=Organ(
            kind=OrganKind(organ["kind"]),
            decided_on=date.fromisoformat(organ["decided_on"]),
            function=organ["function"],
            reference=organ["reference"],
            session_id=None if organ["session"] is None else CommitteeSessionId.parse(organ["session"]),
        ),
        ranking=ranking,
        reason=reason,
        standstill_choice=StandstillChoice(part["standstill"]),
        advices=tuple(advice_from_json(advice) for advice in part["advices"]),
    )


def adjustment_to_json(adjustment: Adjustment) -> Json:
    """Write a change of detail."""
    return {
        "part": adjustment.part.value,
        "before": adjustment.before,
        "after": adjustment.after,
        "made_at": instant_to_text(adjustment.made_at),
        "advice": advice_to_json(adjustment.advice),
        "amount": None if adjustment.amount is None else money_to_text(adjustment.amount),
    }


def adjustment_from_json(part: Json) -> Adjustment:
    """Read a change of detail."""
    return Adjustment(
        part=AdjustedPart(part["part"]),
        before=part["before"],
        after=part["after"],
        made_at=instant_from_text(part["made_at"]),
        advice=advice_from_json(part["advice"]),
        amount=None if part["amount"] is None else money_from_text(part["amount"]),
    )


def withdrawal_to_json(withdrawal: Withdrawal | None) -> Json | None:
    """Write a withdrawal, or its absence."""
    if withdrawal is None:
        return None
    return {
        "ground": withdrawal.ground.value,
        "reason": withdrawal.reason,
        "withdrawn_on": withdrawal.withdrawn_on.isoformat(),
    }


def withdrawal_from_json(part: Json | None) -> Withdrawal | None:
    """Read a withdrawal, or its absence."""
    if part is None:
        return None
    return Withdrawal(WithdrawalGround(part["ground"]), part["reason"], date.fromisoformat(part["withdrawn_on"]))
