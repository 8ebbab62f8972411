"""What callers receive about stages and about the end of lots."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.tenders.domain.advice import Advice
from services.tenders.domain.model import Tender
from services.tenders.domain.outcomes import LotEnd
from services.tenders.domain.stages import Part, Stage
from shared.kernel.ids import LotId


class StageOut(BaseModel):
    """One stage as anybody sees it; responses are deposited under ``stage_id``."""

    stage_id: str
    number: int
    kind: str
    receives: list[str]
    deadline: datetime
    deadline_version: int
    announced_at: datetime | None
    closed_at: datetime | None
    opened_at: datetime | None
    invited_count: int | None

    @classmethod
    def of(cls, stage: Stage) -> "StageOut":
        """Write a stage; who is invited is told to nobody before the end (R2132-9)."""
        return cls(**_stage(stage))


class OwnStageOut(StageOut):
    """One stage as the buyer's agents see it."""

    invited: list[str] | None

    @classmethod
    def of(cls, stage: Stage) -> "OwnStageOut":
        """Write a stage with the companies invited."""
        return cls(**_stage(stage), invited=None if stage.invited is None else list(map(str, stage.invited)))


class StagesOut(BaseModel):
    """The stages of a consultation, in order."""

    items: list[StageOut]


class LotEndOut(BaseModel):
    """How one lot ended; the reasons in words are told to the companies that took part."""

    lot_id: str
    outcome: str
    motive: str | None
    ended_at: datetime | None

    @classmethod
    def of(cls, lot_id: LotId, end: LotEnd) -> "LotEndOut":
        """Write the end of a lot."""
        return cls(lot_id=str(lot_id), outcome=end.outcome.value, motive=end.motive, ended_at=end.ended_at)


class StageAdviceOut(BaseModel):
    """What the law asks of an act, as it was compared."""

    code: str
    conclusion: str
    article: str
    limit: str
    confidence: str
    level: str
    what: str
    facts: dict[str, str]

    @classmethod
    def of(cls, advice: Advice) -> "StageAdviceOut":
        """Write an advice."""
        return cls(
            code=advice.code,
            conclusion=advice.conclusion.value,
            article=advice.article,
            limit=advice.limit,
            confidence=advice.confidence,
            level=advice.level.value,
            what=advice.what,
            facts=dict(advice.facts),
        )


class OpenedStageOut(BaseModel):
    """A stage that was opened, the version of its consultation, and what the law says of it."""

    tender_id: str
    version: int
    status: str
    stage: OwnStageOut
    advices: list[StageAdviceOut]


class EndedOut(BaseModel):
    """Lots ended without award: by number, how many companies were told, and what the law allows next."""

    tender_id: str
    version: int
    status: str
    lots: list[int]
    told: int
    advice: StageAdviceOut


def ends_of(tender: Tender) -> list[LotEndOut]:
    """Write how the lots of a consultation ended."""
    return [LotEndOut.of(lot_id, end) for lot_id, end in tender.ends.items()]


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "stage_id": str(stage.stage_id),
        "number": stage.number,
        "kind": stage.kind.value,
        "receives": [part.value for part in Part if part in stage.receives],
        "deadline": stage.deadline.at,
        "deadline_version": stage.deadline_version,
        "announced_at": stage.announced_at,
        "closed_at": stage.closed_at,
        "opened_at": stage.opened_at,
        "invited_count": None if stage.invited is None else len(stage.invited),
    }
