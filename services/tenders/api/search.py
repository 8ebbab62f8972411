"""Routes of the public search: lists, counts and files, for anybody and without account (R2132-2)."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from services.tenders.api.exports import AS_FILES, EXPORT_ROWS, Column, ExportRequest, export_request, listing_response
from services.tenders.api.labels import KINDS, PROCEDURES, STATUSES
from services.tenders.api.outputs import SummaryOut
from services.tenders.api.public_outputs import View, summary_of
from services.tenders.api.search_inputs import search_criteria
from services.tenders.api.search_outputs import FacetsOut
from services.tenders.api.service import TendersApp
from services.tenders.domain.model import ContractKind
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.search import SearchCriteria, SearchSort
from services.tenders.domain.states import TenderStatus
from services.tenders.ports.search import ConsultationSearch
from shared.http.pages import Page, PageRequest, page_request
from shared.http.routing import service_router

_EXPORTED_AT_ONCE = 1000


class ConsultationPage(Page[SummaryOut]):
    """A page of consultations, with the counts that refine the search when they were asked."""

    facets: FacetsOut | None = Field(None, description="Décomptes, avec « facets=true ».")


def search_routes(app: TendersApp) -> APIRouter:
    """Build the route of the public list."""
    router = service_router(tags=["Lecture publique"])

    @router.get("/consultations", response_model=ConsultationPage, responses=AS_FILES)
    def search(
        criteria: Annotated[SearchCriteria, Depends(search_criteria)],
        page: Annotated[PageRequest, Depends(page_request)],
        export: Annotated[ExportRequest | None, Depends(export_request)],
        sort: Annotated[SearchSort, Query(description="Ordre de la liste.")] = SearchSort.PUBLICATION,
        facets: Annotated[bool, Query(description="Compter aussi par nature, procédure, CPV, lieu, acheteur.")] = False,  # noqa: FBT002 - named in the address
    ) -> Response:
        """Chercher parmi les consultations publiées ; de la plus récente à la plus ancienne si rien n'est demandé."""
        if export is not None:
            views = _all(app.search, criteria, sort=sort)
            return listing_response(export, app.tables, name="consultations", columns=_columns(app), elements=views)
        found = app.search.page(criteria, sort=sort, after=page.after, limit=page.limit)
        items = page.page([summary_of(view) for view in found.views], last_key=found.last_key)
        counted = FacetsOut.of(app.search.facets(criteria)) if facets else None
        answered = ConsultationPage(items=items.items, next_cursor=items.next_cursor, facets=counted)
        return Response(answered.model_dump_json(), media_type="application/json")

    return router


def _all(search: ConsultationSearch, criteria: SearchCriteria, *, sort: SearchSort) -> Iterator[View]:
    """Give the answers one after the other, one more than a file holds."""
    after: str | None = None
    for _ in range(EXPORT_ROWS.value // _EXPORTED_AT_ONCE + 1):
        found = search.page(criteria, sort=sort, after=after, limit=_EXPORTED_AT_ONCE)
        yield from found.views
        after = found.last_key
        if after is None:
            return


def _columns(app: TendersApp) -> list[Column[Any]]:
    address = app.settings.public_url
    return [
        Column("Identifiant", lambda view: str(view["id"])),
        Column("Titre", lambda view: view["title"]),
        Column("Objet", lambda view: view["object"]),
        Column("Acheteur", lambda view: view["buyer_name"]),
        Column("SIRET de l'acheteur", lambda view: view["organisation"]),
        Column("Nature", lambda view: KINDS[ContractKind(view["kind"])]),
        Column("Procédure", lambda view: PROCEDURES[ProcedureType(view["procedure"])]),
        Column("État", lambda view: STATUSES[TenderStatus(view["status"])]),
        Column("Publiée le (heure de Paris)", lambda view: view["published_at"]),
        Column("Date limite (heure de Paris)", lambda view: view["deadline"]),
        Column("Nombre de lots", lambda view: len(view["lots"])),
        Column("Codes CPV", lambda view: " ".join(sorted({lot["cpv"] for lot in view["lots"]}))),
        Column("Adresse", lambda view: f"{address}/tenders/consultations/{view['id']}"),
    ]
