"""The parts of an evaluation that are stored as JSON, each written and read side by side."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from services.tenders.domain.advice import Advice
from services.tenders.domain.candidacies import (
    CandidacyDecision,
    CandidacyGround,
    CandidacySheet,
    CandidacyStatus,
    Check,
    CheckState,
)
from services.tenders.domain.candidate_selection import Selection
from services.tenders.domain.evaluation import BidSheet, NamedAmount
from services.tenders.domain.inquiries import Conclusion, InquiryAnswer
from services.tenders.storage.grid_parts import (
    scores_from_json,
    scores_to_json,
    setting_aside_from_json,
    setting_aside_to_json,
)
from services.tenders.storage.parts import advice_from_json, advice_to_json, instant_from_text, instant_to_text
from shared.kernel.ids import DepositId
from shared.storage.records import money_from_text, money_to_text

Json = dict[str, Any]


def decimal_to_text(value: Decimal | None) -> str | None:
    """Write a decimal, or its absence."""
    return None if value is None else f"{value:f}"


def decimal_from_text(text: str | None) -> Decimal | None:
    """Read a decimal, or its absence."""
    return None if text is None else Decimal(text)


def sheet_to_json(sheet: BidSheet) -> Json:
    """Write the sheet of a bid."""
    return {
        "amount": None if sheet.amount is None else money_to_text(sheet.amount),
        "scores": scores_to_json(sheet.scores),
        "set_aside": setting_aside_to_json(sheet.set_aside),
        "justifications": dict(sheet.justifications),
        "parts": [_named_to_json(part) for part in sheet.parts],
        "costs": [_named_to_json(cost) for cost in sheet.costs],
        "offer": sheet.offer,
    }


def sheet_from_json(part: Json) -> BidSheet:
    """Read the sheet of a bid; the first sheets had no words, parts nor costs."""
    return BidSheet(
        amount=None if part["amount"] is None else money_from_text(part["amount"]),
        scores=scores_from_json(part["scores"]),
        set_aside=setting_aside_from_json(part["set_aside"]),
        justifications=MappingProxyType(dict(part.get("justifications", {}))),
        parts=tuple(_named_from_json(each) for each in part.get("parts", ())),
        costs=tuple(_named_from_json(each) for each in part.get("costs", ())),
        offer=part.get("offer", ""),
    )


def answers_to_json(answers: Mapping[DepositId, InquiryAnswer]) -> Json:
    """Write the answers to an inquiry."""
    return {
        str(response_id): {
            "received_at": instant_to_text(answer.received_at),
            "summary": answer.summary,
            "conclusion": answer.conclusion.value,
            "reason": answer.reason,
        }
        for response_id, answer in answers.items()
    }


def answers_from_json(part: Json) -> Mapping[DepositId, InquiryAnswer]:
    """Read the answers to an inquiry."""
    return MappingProxyType(
        {
            DepositId.parse(key): InquiryAnswer(
                received_at=instant_from_text(each["received_at"]),
                summary=each["summary"],
                conclusion=Conclusion(each["conclusion"]),
                reason=each["reason"],
            )
            for key, each in part.items()
        }
    )


def candidacy_to_json(sheet: CandidacySheet) -> Json:
    """Write the sheet of a candidacy."""
    decision = sheet.decision
    return {
        "checks": {code: _check_to_json(check) for code, check in sheet.checks.items()},
        "status": decision.status.value,
        "ground": None if decision.ground is None else decision.ground.value,
        "reason": decision.reason,
    }


def candidacy_from_json(part: Json) -> CandidacySheet:
    """Read the sheet of a candidacy."""
    ground = None if part["ground"] is None else CandidacyGround(part["ground"])
    return CandidacySheet(
        checks=MappingProxyType({code: _check_from_json(each) for code, each in part["checks"].items()}),
        decision=CandidacyDecision(CandidacyStatus(part["status"]), ground, part["reason"]),
    )


def selection_to_json(selection: Selection | None) -> Json | None:
    """Write who is invited, or that nothing was decided."""
    if selection is None:
        return None
    return {
        "invited": [str(response_id) for response_id in selection.invited],
        "reason": selection.reason,
        "advices": [advice_to_json(advice) for advice in selection.advices],
        "decided_at": instant_to_text(selection.decided_at),
    }


def selection_from_json(part: Json | None) -> Selection | None:
    """Read who is invited, or that nothing was decided."""
    if part is None:
        return None
    advices: tuple[Advice, ...] = tuple(advice_from_json(each) for each in part["advices"])
    invited = tuple(DepositId.parse(each) for each in part["invited"])
    return Selection(invited, part["reason"], advices, instant_from_text(part["decided_at"]))


def _check_to_json(check: Check) -> Json:
    return {
        "state": check.state.value,
        "given": check.given,
        "remark": check.remark,
        "score": decimal_to_text(check.score),
    }


def _check_from_json(part: Json) -> Check:
    return Check(CheckState(part["state"]), part["given"], part["remark"], decimal_from_text(part["score"]))


def _named_to_json(named: NamedAmount) -> Json:
    return {"label": named.label, "amount": money_to_text(named.amount)}


def _named_from_json(part: Json) -> NamedAmount:
    return NamedAmount(part["label"], money_from_text(part["amount"]))
