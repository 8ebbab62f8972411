"""A contradictory procedure as JSON."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from services.mps.domain.hearings import Hearing


class ObservationsOut(BaseModel):
    """What the company answered."""

    text: str
    received_at: datetime
    recorded_by_buyer: bool


class DecisionOut(BaseModel):
    """What a person decided, and why."""

    outcome: str
    reason: str
    decided_at: datetime
    warnings: list[str]


class HearingOut(BaseModel):
    """One procedure: the letter, the answer, the decision."""

    hearing_id: str
    examination_id: str
    tender_id: str
    buyer: str
    siret: str
    ground: str
    status: str
    letter: str
    opened_at: datetime
    due_at: datetime
    version: int
    observations: ObservationsOut | None
    decision: DecisionOut | None

    @classmethod
    def of(cls, hearing: Hearing) -> Self:
        """Write a procedure."""
        said, decided = hearing.observations, hearing.decision
        return cls(
            hearing_id=str(hearing.hearing_id),
            examination_id=str(hearing.candidacy_id),
            tender_id=str(hearing.tender_id),
            buyer=str(hearing.buyer),
            siret=str(hearing.siret),
            ground=hearing.ground.value,
            status=hearing.status.value,
            letter=hearing.letter,
            opened_at=hearing.opened_at,
            due_at=hearing.due_at,
            version=hearing.version,
            observations=None
            if said is None
            else ObservationsOut(
                text=said.text, received_at=said.received_at, recorded_by_buyer=said.recorded_by_buyer
            ),
            decision=None
            if decided is None
            else DecisionOut(
                outcome=decided.outcome.value,
                reason=decided.reason,
                decided_at=decided.decided_at,
                warnings=list(decided.warnings),
            ),
        )
