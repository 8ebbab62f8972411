"""The parts of an evaluation and of an award that are stored as JSON, each written and read side by side."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from services.tenders.domain.evaluation import SettingAside, SettingAsideGround
from services.tenders.domain.scoring import RankedBid
from shared.kernel.ids import DepositId
from shared.kernel.siret import Siret
from shared.storage.records import money_from_text, money_to_text

Json = dict[str, Any]


def scores_to_json(scores: Mapping[str, Decimal]) -> Json:
    """Write scores by criterion."""
    return {code: f"{score:f}" for code, score in scores.items()}


def scores_from_json(part: Json) -> Mapping[str, Decimal]:
    """Read scores by criterion."""
    return MappingProxyType({code: Decimal(score) for code, score in part.items()})


def setting_aside_to_json(decision: SettingAside | None) -> Json | None:
    """Write a decision to set a bid aside, or its absence."""
    return None if decision is None else {"ground": decision.ground.value, "reason": decision.reason}


def setting_aside_from_json(part: Json | None) -> SettingAside | None:
    """Read a decision to set a bid aside, or its absence."""
    return None if part is None else SettingAside(SettingAsideGround(part["ground"]), part["reason"])


def ranked_to_json(bid: RankedBid) -> Json:
    """Write one bid of a ranking."""
    return {
        "response": str(bid.response_id),
        "siret": bid.tenderer_siret.value,
        "name": bid.tenderer_name,
        "amount": money_to_text(bid.amount),
        "scores": scores_to_json(bid.scores),
        "total": f"{bid.total:f}",
        "rank": bid.rank,
        "tied": bid.tied,
    }


def ranked_from_json(part: Json) -> RankedBid:
    """Read one bid of a ranking."""
    return RankedBid(
        response_id=DepositId.parse(part["response"]),
        tenderer_siret=Siret.parse(part["siret"]),
        tenderer_name=part["name"],
        amount=money_from_text(part["amount"]),
        scores=scores_from_json(part["scores"]),
        total=Decimal(part["total"]),
        rank=part["rank"],
        tied=part["tied"],
    )
