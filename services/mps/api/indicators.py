"""The figures of the evaluation, as JSON and as CSV."""

import csv
import io
from datetime import date
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.domain.indicators import Indicators
from services.mps.handlers.indicators import read_indicators
from shared.http.routing import service_router

_CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/csv": {}}, "description": "CSV (UTF-8)"}}
_HEADER: Final = ("indicateur", "source", "issue", "valeur")
_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 12, 31)
_First = Annotated[date, Query(alias="from", ge=_EARLIEST, le=_LATEST, description="Premier jour, inclus.")]
_Last = Annotated[date, Query(alias="to", ge=_EARLIEST, le=_LATEST, description="Dernier jour, inclus.")]


class BlockCountOut(BaseModel):
    """How many blocks of one source ended in one way."""

    source: str
    status: str
    count: int


class IndicatorsOut(BaseModel):
    """What the simplified application has spared to companies and to the buyer."""

    buyer: str
    first_day: date
    last_day: date
    consultations: int
    responses: int = Field(description="Réponses ouvertes et examinables de la période.")
    with_siret: int = Field(description="Dont l'entreprise a fait une candidature par SIRET.")
    share_percent: str | None
    confirmed: int
    median_seconds: int | None = Field(description="Temps médian de la demande à la confirmation.")
    papers_not_asked: int
    blocks: list[BlockCountOut]

    @classmethod
    def of(cls, figures: Indicators) -> Self:
        """Write the figures."""
        median = figures.median_time
        return cls(
            buyer=str(figures.buyer),
            first_day=figures.first_day,
            last_day=figures.last_day,
            consultations=figures.consultations,
            responses=figures.responses,
            with_siret=figures.with_siret,
            share_percent=figures.share,
            confirmed=figures.confirmed,
            median_seconds=None if median is None else int(median.total_seconds()),
            papers_not_asked=figures.papers_not_asked,
            blocks=[
                BlockCountOut(source=each.source.value, status=each.status.value, count=each.count)
                for each in figures.blocks
            ],
        )


def indicator_routes(app: MpsApp) -> APIRouter:
    """Make the routes of the figures."""
    router = service_router(tags=["Indicateurs"])

    @router.get("/indicators")
    def read(request: Request, principal: Reader, first: _First, last: _Last) -> IndicatorsOut:
        """Lire les indicateurs de son organisme sur une période : usage, pièces non demandées, temps, sources."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return IndicatorsOut.of(read_indicators(first_day=first, last_day=last, uow=uow))

    @router.get("/indicators.csv", response_class=Response, responses=_CSV)
    def table(request: Request, principal: Reader, first: _First, last: _Last) -> Response:
        """Télécharger les indicateurs de son organisme en CSV."""
        with app.open_uow(scope_of(request, principal)) as uow:
            figures = read_indicators(first_day=first, last_day=last, uow=uow)
        written = io.StringIO()
        writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
        writer.writerow(_HEADER)
        writer.writerows(figures.rows())
        name = f"indicateurs-{figures.first_day}-{figures.last_day}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response("\ufeff" + written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

    return router
