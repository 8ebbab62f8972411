"""The list of an organisation's own consultations, for its agents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from services.tenders.api.exports import AS_FILES, EXPORT_ROWS, Column, ExportRequest, export_request, listing_response
from services.tenders.api.labels import KINDS, PROCEDURES, STATUSES
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.model import ContractKind
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.states import TenderStatus
from shared.contracts.amount import Amount
from shared.http.pages import Page, PageRequest, id_after, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse

_MOST_STATUSES: Final = 10


class OwnConsultationOut(BaseModel):
    """One of the organisation's consultations."""

    id: str
    version: int
    status: TenderStatus
    title: str
    kind: ContractKind
    procedure: ProcedureType
    estimated_value: Amount
    lots: int
    submission_deadline: datetime
    published_at: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "OwnConsultationOut":
        """Write a row."""
        return cls(
            id=str(row["id"]),
            version=row["version"],
            status=row["status"],
            title=row["title"],
            kind=row["kind"],
            procedure=row["procedure"],
            estimated_value=Amount.of(Money(row["estimated_value"])),
            lots=row["lots"],
            submission_deadline=row["deadline"],
            published_at=row["published_at"],
            closed_at=row["closed_at"],
        )


_COLUMNS: Final[list[Column[Any]]] = [
    Column("Identifiant", lambda row: str(row["id"])),
    Column("Titre", lambda row: row["title"]),
    Column("Objet", lambda row: row["object"]),
    Column("Nature", lambda row: KINDS[ContractKind(row["kind"])]),
    Column("Procédure", lambda row: PROCEDURES[ProcedureType(row["procedure"])]),
    Column("État", lambda row: STATUSES[TenderStatus(row["status"])]),
    Column("Valeur estimée (EUR HT)", lambda row: row["estimated_value"]),
    Column("Nombre de lots", lambda row: row["lots"]),
    Column("Publiée le (heure de Paris)", lambda row: row["published_at"]),
    Column("Date limite (heure de Paris)", lambda row: row["deadline"]),
    Column("Close le (heure de Paris)", lambda row: row["closed_at"]),
]


def own_list_routes(app: TendersApp) -> APIRouter:
    """Build the route of the list."""
    router = service_router(tags=["Consultations"])

    @router.get("/consultations/own", response_model=Page[OwnConsultationOut], responses=AS_FILES)
    def own(
        request: Request,
        principal: Annotated[Principal, Depends(authenticated())],
        page: Annotated[PageRequest, Depends(page_request)],
        export: Annotated[ExportRequest | None, Depends(export_request)],
        status: Annotated[list[TenderStatus], Query(max_length=_MOST_STATUSES, description="États voulus.")] = [],  # noqa: B006 - read only
    ) -> Response:
        """Lister les consultations de son organisme, brouillons compris, de la plus récente à la plus ancienne."""
        if principal.kind is not PrincipalKind.AGENT:
            refuse("HTTP-RIGHT-MISSING", right=PrincipalKind.AGENT.value)
        limit = EXPORT_ROWS.value if export is not None else page.limit
        with app.open_uow(scope_of(request, principal)) as uow:
            rows = uow.own_lists.consultations(statuses=status, after=id_after(page, TenderId), limit=limit + 1)
        if export is not None:
            return listing_response(export, app.tables, name="mes-consultations", columns=_COLUMNS, elements=rows)
        shown = rows[:limit]
        last_key = str(shown[-1]["id"]) if len(rows) > limit else None
        answered = page.page([OwnConsultationOut.of(row) for row in shown], last_key=last_key)
        return Response(answered.model_dump_json(), media_type="application/json")

    return router
