"""What the law engine answers, on the wire."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.tenders.domain.law import Answer, Level, ObligationCode, Phase, answer_document
from shared.legal import Confidence


class ObligationOut(BaseModel):
    """One obligation; ``confidence`` A was read in the official text, B elsewhere, C is to be verified."""

    model_config = ConfigDict(frozen=True)

    code: ObligationCode
    phase: Phase
    level: Level
    article: str
    what: str
    why: str
    confidence: Confidence
    deadline: date | None
    limit: str | None
    consequence: str | None


class ObligationsOut(BaseModel):
    """Every obligation, in the order of the acts, and what was assumed."""

    model_config = ConfigDict(frozen=True)

    obligations: list[ObligationOut]
    assumptions: list[str]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Write an answer."""
        return cls.model_validate(answer_document(answer))
