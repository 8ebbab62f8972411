"""When the administrations that have not answered are expected to."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.domain.sources import CARDS, Source
from services.mps.handlers.read_expectations import expected_answers
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId


class ExpectedOut(BaseModel):
    """One administration that has not answered yet."""

    source: str
    title: str
    issuer: str
    expected_at: datetime = Field(description="Instant probable de la réponse : une estimation, sans engagement.")

    @classmethod
    def of(cls, source: Source, expected_at: datetime) -> "ExpectedOut":
        """Write one expectation."""
        card = CARDS[source]
        return cls(source=source.value, title=card.title, issuer=card.issuer, expected_at=expected_at)


class ExpectationsOut(BaseModel):
    """What is still expected, and when all of it should be there."""

    expected: list[ExpectedOut]
    complete_at: datetime | None = Field(description="Instant probable de la dernière réponse ; vide s'il n'en manque.")


def expectation_routes(app: MpsApp) -> APIRouter:
    """Make the route that tells what is expected."""
    router = service_router(tags=["Candidatures"])

    @router.get("/candidacies/{candidacy_id}/expected", response_model=ExpectationsOut)
    def expected(candidacy_id: str, request: Request, principal: Reader) -> ExpectationsOut:
        """Savoir quand répondront les administrations que l'on attend encore."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = expected_answers(CandidacyId.parse(candidacy_id), lanes=app.lanes, uow=uow)
        lines = [ExpectedOut.of(source, at) for source, at in found.items()]
        return ExpectationsOut(expected=lines, complete_at=max(found.values(), default=None))

    return router
