"""Routes of saved searches: a company keeps what it looks for and is told of what newly answers."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.tenders.api.inputs import In, ShortText
from services.tenders.api.search_inputs import SearchIn
from services.tenders.api.search_saved import criteria_to_json
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.saved_searches import AlertPeriod, SavedSearch
from services.tenders.handlers.saved_searches import SearchToSave, change_search, forget_search, save_search
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import SavedSearchId

_Company = Annotated[Act, Depends(act_of(Right.SUBMIT))]


class CriteriaIn(SearchIn):
    """The criteria to keep; an unknown one is a mistake of the caller, and is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SavedSearchIn(In):
    """A search to keep: its criteria have the names of the public list's parameters."""

    name: ShortText
    criteria: CriteriaIn
    period: AlertPeriod = AlertPeriod.DAILY

    def to_asked(self) -> SearchToSave:
        """Give what is asked."""
        return SearchToSave(self.name, self.criteria.to_criteria(), self.period)


class SavedSearchOut(BaseModel):
    """A saved search."""

    id: str
    version: int
    name: str
    criteria: dict[str, Any] = Field(description="Critères, sous les noms des paramètres de la liste publique.")
    period: AlertPeriod
    created_at: datetime
    next_alert_at: datetime = Field(description="Instant à partir duquel une alerte peut partir.")

    @classmethod
    def of(cls, search: SavedSearch) -> "SavedSearchOut":
        """Write a saved search."""
        return cls(
            id=str(search.search_id),
            version=search.version,
            name=search.name,
            criteria=criteria_to_json(search.criteria),
            period=search.period,
            created_at=search.created_at,
            next_alert_at=search.next_alert_at,
        )


class SavedSearchesOut(BaseModel):
    """The saved searches of an organisation."""

    items: list[SavedSearchOut]


def saved_search_routes(app: TendersApp) -> APIRouter:
    """Build the routes of saved searches."""
    router = service_router(tags=["Recherches enregistrées"])

    @router.post("/searches", status_code=201, response_model=SavedSearchOut)
    def save(body: SavedSearchIn, act: _Company) -> Response:
        """Enregistrer une recherche : un message au plus par période dit ce qui y répond de nouveau."""
        return app.commands.run(act, lambda uow: _answer(save_search(body.to_asked(), uow=uow)), status=201)

    @router.get("/searches")
    def listed(
        request: Request, principal: Annotated[Principal, Depends(authenticated(Right.SUBMIT))]
    ) -> SavedSearchesOut:
        """Lister les recherches enregistrées de son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return SavedSearchesOut(items=[SavedSearchOut.of(each) for each in uow.saved_searches.of_organisation()])

    @router.put("/searches/{search_id}", response_model=SavedSearchOut)
    def change(search_id: str, body: SavedSearchIn, act: _Company) -> Response:
        """Changer une recherche enregistrée (If-Match obligatoire)."""
        identifier, expected = SavedSearchId.parse(search_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            return _answer(change_search(identifier, body.to_asked(), expected_version=expected, uow=uow))

        return app.commands.run(act, work)

    @router.delete("/searches/{search_id}", status_code=204, response_class=Response)
    def forget(search_id: str, act: _Company) -> Response:
        """Supprimer une recherche enregistrée : plus aucune alerte ne part."""
        identifier = SavedSearchId.parse(search_id)
        return app.commands.run(act, lambda uow: forget_search(identifier, uow=uow))

    return router


def _answer(search: SavedSearch) -> Answer:
    return answer(SavedSearchOut.of(search), location=f"/tenders/searches/{search.search_id}", version=search.version)
