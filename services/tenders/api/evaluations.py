"""Routes of the analysis of bids: method, grid, computations, notes, report."""

from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tenders.api.computation_outputs import (
    ComputationOut,
    FormulasOut,
    LotComputationOut,
    LowBidOut,
    MethodOut,
)
from services.tenders.api.grid_inputs import MethodIn
from services.tenders.api.grid_outputs import GridOut, NoteOut, NotesOut, criteria_of
from services.tenders.api.report_outputs import ReportOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.errors import Code
from services.tenders.handlers.analysis import analyse_lot, report_analysis
from services.tenders.handlers.evaluation_method import choose_method, read_method
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.limits import Limit
from shared.http.routing import service_router
from shared.http.security import anyone, authenticated
from shared.http.versions import etag
from shared.kernel.ids import LotId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.kernel.report import Report
from shared.storage.unit_of_work import Scope

_ODT = "application/vnd.oasis.opendocument.text"
_PDF = "application/pdf"
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (_ODT, _PDF)}}
}
REPORT_LINES: Final = Limit("report_lines", 20_000, "éléments", "Titres et lignes d'un rapport en ODT ou en PDF")
_NOTES = 1_000  # the last ones; the report and the journal keep the rest
_Evaluator = Annotated[Principal, Depends(authenticated(Right.EVALUATE))]


class ReportFormat(StrEnum):
    """The files that a report can be."""

    ODT = "odt"
    PDF = "pdf"
    JSON = "json"


def method_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the method of evaluation."""
    router = service_router(tags=["Analyse et attribution"])

    @router.get("/price-formulas")
    def formulas() -> FormulasOut:
        """Lire les méthodes de notation du prix proposées, avec leur formule et leur mise en garde."""
        return FormulasOut.all()

    @router.put("/consultations/{tender_id}/evaluation-method", response_model=MethodOut)
    def choose(tender_id: str, body: MethodIn, act: Annotated[Act, Depends(act_of(Right.EVALUATE))]) -> Response:
        """Choisir la méthode de notation avant l'ouverture des offres (If-Match : version lue, 0 au départ)."""
        command = body.to_command(TenderId.parse(tender_id), expected=act.required_version())

        def work(uow: UnitOfWork) -> Answer:
            chosen = choose_method(command, uow=uow)
            return answer(MethodOut.of(chosen), version=chosen.version)

        return app.commands.run(act, work)

    @router.get("/consultations/{tender_id}/evaluation-method", response_model=MethodOut)
    def method(tender_id: str, request: Request, principal: Annotated[Principal, Depends(anyone)]) -> Response:
        """Lire la méthode de notation : par les agents de l'acheteur, ou par tous si elle est publiée."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = read_method(TenderId.parse(tender_id), uow=uow)
        headers = {"ETag": etag(found.version)}
        return Response(MethodOut.of(found).model_dump_json(), media_type="application/json", headers=headers)

    return router


def analysis_routes(app: TendersApp) -> APIRouter:
    """Build the reads of the analysis: for the buyer's agents who evaluate, and nobody else (L2132-1)."""
    router = service_router(tags=["Analyse et attribution"])

    @router.get("/consultations/{tender_id}/evaluations/{lot_id}")
    def grid(tender_id: str, lot_id: str, request: Request, principal: _Evaluator) -> GridOut:
        """Lire la grille d'un lot : saisies, motifs, classement, classements des tours précédents."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return GridOut.of_analysis(analyse_lot(TenderId.parse(tender_id), LotId.parse(lot_id), uow=uow))

    @router.get("/consultations/{tender_id}/evaluations/{lot_id}/computation")
    def computation(tender_id: str, lot_id: str, request: Request, principal: _Evaluator) -> LotComputationOut:
        """Lire chaque calcul d'un lot, étape par étape, et les prix à vérifier."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            lot = analyse_lot(identifier, LotId.parse(lot_id), uow=uow)
            method = uow.evaluations.method(identifier)
        return LotComputationOut(
            lot_id=str(lot.lot.lot_id),
            method=MethodOut.of(method),
            criteria=criteria_of(lot.grid),
            missing=list(lot.missing),
            computations=[ComputationOut.of(each) for each in lot.computations],
            low_bids=[LowBidOut.of(sign) for sign in lot.low],
        )

    @router.get("/consultations/{tender_id}/evaluations/{lot_id}/notes")
    def notes(tender_id: str, lot_id: str, request: Request, principal: _Evaluator) -> NotesOut:
        """Lire les dernières notes d'un lot avec leur auteur et leur date, même remplacées depuis."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            lot = uow.tenders.get(identifier).lot(LotId.parse(lot_id))
            kept = uow.evaluations.notes(identifier, lot.lot_id, limit=_NOTES)
        return NotesOut(items=[NoteOut.of(note) for note in kept])

    return router


def report_routes(app: TendersApp) -> APIRouter:
    """Build the route of the analysis report."""
    router = service_router(tags=["Analyse et attribution"])

    @router.get("/consultations/{tender_id}/analysis-report", response_model=ReportOut, responses=_FILES)
    async def report(
        tender_id: str,
        request: Request,
        principal: _Evaluator,
        lot_id: Annotated[str | None, Query(max_length=36, description="Un lot ; absent : tous.")] = None,
        form: Annotated[ReportFormat, Query(alias="format", description="Format du rapport.")] = ReportFormat.JSON,
    ) -> Response:
        """Produire le rapport d'analyse des offres, en ODT, en PDF ou en données."""
        identifier, lot = TenderId.parse(tender_id), None if lot_id is None else LotId.parse(lot_id)
        made = await in_handler_thread(_reported, app, identifier, lot, scope_of(request, principal))
        if form is ReportFormat.JSON:
            return Response(ReportOut.of(made).model_dump_json(), media_type="application/json")
        if made.line_count > REPORT_LINES.value:
            refuse(Code.REPORT_LARGE, lines=made.line_count, limit=REPORT_LINES.value)
        if form is ReportFormat.ODT:
            return _file(await in_file_thread(app.reports.odt, made), media_type=_ODT, name="rapport-analyse.odt")
        return _file(await in_file_thread(app.reports.pdf, made), media_type=_PDF, name="rapport-analyse.pdf")

    return router


def _reported(app: TendersApp, tender_id: TenderId, lot_id: LotId | None, scope: Scope) -> Report:
    with app.open_uow(scope) as uow:
        made = report_analysis(tender_id, lot_id, uow=uow)
        uow.commit()
    return made


def _file(content: bytes, *, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
