"""The parts of a consultation that are stored as JSON, each written and read side by side.

Decimals travel as texts and dates in ISO 8601, so that nothing passes through a binary float. The names in the JSON
belong to this module: renaming a field of the domain does not change what is stored.
"""

from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.law.answer import Level
from services.tenders.domain.legality import LegalityDuty
from services.tenders.domain.model import AwardCriterion, CriterionKind, Lot
from services.tenders.domain.openings import OpenedResponse
from shared.kernel.cpv_code import CpvCode
from shared.kernel.ids import DepositId, LotId
from shared.kernel.percentage import Percentage
from shared.kernel.siret import Siret
from shared.storage.records import money_from_text, money_to_text

Json = dict[str, Any]


def lot_to_json(lot: Lot) -> Json:
    """Write a lot."""
    return {
        "id": str(lot.lot_id),
        "number": lot.number,
        "title": lot.title,
        "cpv": str(lot.cpv),
        "estimated_value": money_to_text(lot.estimated_value),
    }


def lot_from_json(part: Json) -> Lot:
    """Read a lot."""
    return Lot(
        lot_id=LotId.parse(part["id"]),
        number=part["number"],
        title=part["title"],
        cpv=CpvCode.parse(part["cpv"]),
        estimated_value=money_from_text(part["estimated_value"]),
    )


def criterion_to_json(criterion: AwardCriterion) -> Json:
    """Write an award criterion."""
    return {
        "code": criterion.code,
        "title": criterion.title,
        "kind": criterion.kind.value,
        "weight": str(criterion.weight),
        "max_score": f"{criterion.max_score:f}",
    }


def criterion_from_json(part: Json) -> AwardCriterion:
    """Read an award criterion."""
    return AwardCriterion(
        code=part["code"],
        title=part["title"],
        kind=CriterionKind(part["kind"]),
        weight=Percentage.parse(part["weight"]),
        max_score=Decimal(part["max_score"]),
    )


def advice_to_json(advice: Advice) -> Json:
    """Write an advice."""
    return {
        "code": advice.code,
        "conclusion": advice.conclusion.value,
        "article": advice.article,
        "limit": advice.limit,
        "confidence": advice.confidence,
        "facts": dict(advice.facts),
        "level": advice.level.value,
        "what": advice.what,
        "why": advice.why,
        "consequence": advice.consequence,
    }


def advice_from_json(part: Json) -> Advice:
    """Read an advice."""
    return Advice(
        code=part["code"],
        conclusion=Conclusion(part["conclusion"]),
        article=part["article"],
        limit=part["limit"],
        confidence=part["confidence"],
        facts=MappingProxyType(dict(part["facts"])),
        level=Level(part.get("level", Level.INFORMATION)),  # advices of earlier versions had no level
        what=part.get("what", ""),
        why=part.get("why", ""),
        consequence=part.get("consequence", ""),
    )


def response_to_json(response: OpenedResponse) -> Json:
    """Write an opened response."""
    return {
        "id": str(response.response_id),
        "siret": response.tenderer_siret.value,
        "name": response.tenderer_name,
        "lots": list(response.lot_numbers),
    }


def response_from_json(part: Json) -> OpenedResponse:
    """Read an opened response."""
    return OpenedResponse(
        response_id=DepositId.parse(part["id"]),
        tenderer_siret=Siret.parse(part["siret"]),
        tenderer_name=part["name"],
        lot_numbers=tuple(part["lots"]),
    )


def legality_to_json(duty: LegalityDuty) -> Json:
    """Write the comparison with the threshold of legality control."""
    return {
        "applies": duty.applies,
        "value": money_to_text(duty.value),
        "threshold": money_to_text(duty.threshold),
        "article": duty.article,
        "confidence": duty.confidence,
        "days": duty.days,
    }


def legality_from_json(part: Json) -> LegalityDuty:
    """Read the comparison with the threshold of legality control."""
    return LegalityDuty(
        applies=part["applies"],
        value=money_from_text(part["value"]),
        threshold=money_from_text(part["threshold"]),
        article=part["article"],
        confidence=part["confidence"],
        days=part.get("days"),
    )


def instant_to_text(instant: datetime) -> str:
    """Write an instant."""
    return instant.isoformat()


def instant_from_text(text: str) -> datetime:
    """Read an instant."""
    return datetime.fromisoformat(text)
