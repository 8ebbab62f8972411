"""Routes of advices: what the law asks of a consultation, and publication with what people answer to it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StringConstraints

from services.tenders.api.inputs import In
from services.tenders.api.outputs import AdviceOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.passages import Override, Passage, PassageRecord, to_acknowledge, to_override
from services.tenders.domain.publication_advice import DraftAdvice
from services.tenders.handlers.advice import advise_tender
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right

AdviceCode = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class OverrideIn(In):
    """The written reason for which an advice is passed; it is kept for the presentation report."""

    code: AdviceCode
    reason: Reason


class PassageIn(In):
    """What is answered to advices: warnings that were read, reasons for those that are passed."""

    acknowledged: Annotated[list[AdviceCode], Field(max_length=100, default_factory=list)]
    overrides: Annotated[list[OverrideIn], Field(max_length=100, default_factory=list)]

    def to_passage(self) -> Passage:
        """Give the answers."""
        overrides = tuple(Override(each.code, each.reason) for each in self.overrides)
        return Passage(frozenset(self.acknowledged), overrides)


class OverrideOut(BaseModel):
    """One advice that was passed, and why."""

    code: str
    reason: str


class PassageOut(BaseModel):
    """What was acknowledged and passed at one act."""

    act: str
    decided_at: datetime
    acknowledged: list[str]
    overrides: list[OverrideOut]

    @classmethod
    def of(cls, record: PassageRecord) -> "PassageOut":
        """Write what was answered."""
        overrides = [OverrideOut(code=each.code, reason=each.reason) for each in record.overrides]
        return cls(
            act=record.act.value,
            decided_at=record.decided_at,
            acknowledged=list(record.acknowledged),
            overrides=overrides,
        )


class DraftAdviceOut(BaseModel):
    """What the law asks of a consultation, compared with what it holds."""

    advices: list[AdviceOut]
    assumptions: list[str] = Field(description="Ce qui a été supposé, en français.")
    to_acknowledge: list[str] = Field(description="Codes des avertissements à confirmer pour publier.")
    to_override: list[str] = Field(description="Codes des arrêts : chacun demande un motif écrit.")
    answers: list[PassageOut] = Field(description="Ce qui a déjà été confirmé ou motivé.")

    @classmethod
    def of(cls, found: DraftAdvice, answers: list[PassageOut]) -> "DraftAdviceOut":
        """Write the advices."""
        return cls(
            advices=[AdviceOut.of(advice) for advice in found.advices],
            assumptions=list(found.assumptions),
            to_acknowledge=list(to_acknowledge(found.advices)),
            to_override=list(to_override(found.advices)),
            answers=answers,
        )


def advice_routes(app: TendersApp) -> APIRouter:
    """Build the read of the advices."""
    router = service_router(tags=["Consultations"])

    @router.get("/consultations/{tender_id}/advice", response_model=DraftAdviceOut)
    def advice(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated(Right.DRAFT))]
    ) -> DraftAdviceOut:
        """Lire ce que le droit demande à cette consultation, et ce qu'elle en fait."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            found = advise_tender(identifier, uow=uow, law=app.law)
            answers = [PassageOut.of(record) for record in uow.passages.of_tender(identifier)]
        return DraftAdviceOut.of(found, answers)

    return router
