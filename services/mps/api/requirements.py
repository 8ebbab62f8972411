"""What a consultation asks of candidates: read by anybody with an account, said by its buyer."""

from typing import Annotated, Self

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.mps.api.form_outputs import AskedOut
from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.domain.requirements import (
    CATALOGUE,
    AskedItem,
    Category,
    TenderRequirements,
    asked_item,
)
from services.mps.handlers.requirements import read_requirements, state_requirements
from services.mps.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.versions import etag
from shared.kernel.ids import TenderId
from shared.kernel.principal import Right

_Drafter = Annotated[Act, Depends(act_of(Right.DRAFT))]


class AskedIn(BaseModel):
    """One thing that the buyer asks, by a code of the catalogue or in its own words."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}$")]
    title: Annotated[str, Field(max_length=400, description="Inutile pour un code du catalogue.")] = ""
    category: Category = Category.TECHNICAL
    lot_number: Annotated[int, Field(ge=1, le=9999)] | None = None
    minimum: (
        Annotated[str, Field(max_length=400, description="Niveau exigé, proportionné à l'objet (L2142-1).")] | None
    ) = None

    def to_item(self) -> AskedItem:
        """Read an item."""
        known = asked_item(self.code) if self.code in CATALOGUE else None
        return AskedItem(
            self.code,
            self.title or (self.code if known is None else known.title),
            self.category if known is None else known.category,
            self.lot_number,
            self.minimum,
        )


class RequirementsIn(BaseModel):
    """Everything that the consultation asks; what the law asks of everybody is added."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[AskedIn], Field(max_length=200)]


class RequirementsOut(BaseModel):
    """What a consultation asks."""

    tender_id: str
    version: int = Field(description="0 : l'acheteur n'a rien précisé, voici ce qui se demande d'ordinaire.")
    items: list[AskedOut]

    @classmethod
    def of(cls, requirements: TenderRequirements) -> Self:
        """Write what a consultation asks."""
        return cls(
            tender_id=str(requirements.tender_id),
            version=requirements.version,
            items=[AskedOut.of(each) for each in requirements.items],
        )


def requirement_routes(app: MpsApp) -> APIRouter:
    """Make the routes of requirements."""
    router = service_router(tags=["Demandes de la consultation"])

    @router.get("/consultations/{tender_id}/requirements")
    def read(tender_id: str, request: Request, principal: Reader, response: Response) -> RequirementsOut:
        """Lire ce que la consultation demande aux candidats."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = read_requirements(TenderId.parse(tender_id), uow=uow)
        response.headers["ETag"] = etag(found.version)
        return RequirementsOut.of(found)

    @router.put("/consultations/{tender_id}/requirements", response_model=RequirementsOut)
    def state(tender_id: str, body: RequirementsIn, act: _Drafter) -> Response:
        """Préciser ce que la consultation demande, par code du catalogue ou dans ses propres mots."""
        identifier, items = TenderId.parse(tender_id), tuple(each.to_item() for each in body.items)
        expected = act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            stated = state_requirements(identifier, items, expected=expected, uow=uow)
            return answer(RequirementsOut.of(stated), version=stated.version)

        return app.commands.run(act, work)

    return router
