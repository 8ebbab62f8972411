"""Routes of price schedules: written by the buyer, public, filled in by companies, read again after the opening."""

import functools
import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from services.tenders.api.decisions import decision_query
from services.tenders.api.price_bodies import (
    PricedOfferOut,
    PricedOffersOut,
    PricedSummaryOut,
    ScheduleIn,
    ScheduleOut,
    ScheduleWrittenOut,
    schedule_schema,
)
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.errors import Code
from services.tenders.domain.price_files import COLUMNS, filled_lines, schedule_lines
from services.tenders.domain.price_schedules import MOST_LINES, TITLES, PriceLine, PriceSchedule, ScheduleKind
from services.tenders.domain.rectifications import Decision
from services.tenders.handlers.price_schedules import (
    EnterPrices,
    WriteSchedule,
    enter_prices,
    read_schedule,
    write_schedule,
)
from services.tenders.ports import UnitOfWork
from services.tenders.ports.exports import Row
from shared.http.act import Act, act_of_upload
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.json_guard import check_json_body
from shared.http.limits import JSON_DEPTH, MIB, Limit
from shared.http.routing import service_router
from shared.http.security import anyone, authenticated
from shared.http.versions import etag
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.legal.table import LegalTable

SCHEDULE_BYTES: Final = Limit("price_schedule_bytes", 8 * MIB, "octets", "Bordereau de prix d'un lot")
SCHEDULE_LINES: Final = Limit("price_schedule_lines", MOST_LINES, "éléments", "Lignes d'un bordereau de prix")
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_CSV: Final[dict[str, Any]] = {"text/csv": {"schema": {"type": "string"}}}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {**_CSV, "application/json": {"schema": schedule_schema()}},
    }
}
_FILLED: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": _CSV}}
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {**_CSV, _ODS: {"schema": {"type": "string", "format": "binary"}}}}
}
_Evaluator = Annotated[Principal, Depends(authenticated(Right.EVALUATE))]


class ScheduleFormat(StrEnum):
    """The files that a schedule can be."""

    JSON = "json"
    CSV = "csv"
    ODS = "ods"


def schedule_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the buyer's schedules."""
    router = service_router(tags=["Bordereaux de prix"])
    path = "/consultations/{tender_id}/lots/{lot_id}/price-schedule"

    @router.put(path, response_model=ScheduleWrittenOut, openapi_extra=_BODY)
    async def write(
        tender_id: str,
        lot_id: str,
        request: Request,
        act: Annotated[Act, Depends(act_of_upload(Right.DRAFT, limit=SCHEDULE_BYTES.name))],
        decision: Annotated[Decision, Depends(decision_query)],
        kind: Annotated[ScheduleKind, Query(description="Nature du bordereau, pour un CSV.")] = ScheduleKind.QUANTITIES,
    ) -> Response:
        """Écrire le bordereau de prix d'un lot, en JSON ou en CSV (If-Match : version lue, 0 au départ)."""
        tender, lot, expected = TenderId.parse(tender_id), LotId.parse(lot_id), act.required_version()
        await in_handler_thread(_check_owner, app, tender, request, act.principal)
        content = await request.body()
        chosen, lines = await _lines(request, content, kind=kind)
        command = WriteSchedule(tender, lot, expected, chosen, lines, decision)
        work = functools.partial(_kept, command, law=app.law)
        return await in_handler_thread(app.commands.run, act.with_body(_digest(content)), work)

    @router.get(path, response_model=ScheduleOut, responses=_FILES)
    def read(
        tender_id: str,
        lot_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(anyone)],
        form: Annotated[ScheduleFormat, Query(alias="format", description="Format.")] = ScheduleFormat.JSON,
    ) -> Response:
        """Lire ou télécharger le bordereau à remplir, librement (CSV ou ODS à rendre dans le pli)."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = read_schedule(TenderId.parse(tender_id), LotId.parse(lot_id), uow=uow)
        return _written(app, found, form)

    return router


def priced_offer_routes(app: TendersApp) -> APIRouter:
    """Build the route by which the buyer's agents enter what companies filled in."""
    router = service_router(tags=["Bordereaux de prix"])
    path = "/consultations/{tender_id}/lots/{lot_id}/priced-offers"

    @router.put(path + "/{response_id}", response_model=PricedSummaryOut, openapi_extra=_FILLED)
    async def enter(
        tender_id: str,
        lot_id: str,
        response_id: str,
        request: Request,
        act: Annotated[Act, Depends(act_of_upload(Right.EVALUATE, limit=SCHEDULE_BYTES.name))],
    ) -> Response:
        """Importer le bordereau rempli par une entreprise (CSV) : montant exact et anomalies, ligne par ligne."""
        tender, lot, response = TenderId.parse(tender_id), LotId.parse(lot_id), DepositId.parse(response_id)
        await in_handler_thread(_check_owner, app, tender, request, act.principal)
        content = await request.body()
        filled = await in_handler_thread(filled_lines, content)

        def work(uow: UnitOfWork) -> Answer:
            """Enter the prices and answer with their sum."""
            return answer(PricedSummaryOut.of(enter_prices(EnterPrices(tender, lot, response, filled), uow=uow)))

        return await in_handler_thread(app.commands.run, act.with_body(_digest(content)), work)

    return router


def priced_offer_reads(app: TendersApp) -> APIRouter:
    """Build the reads of what companies filled in: for the buyer's agents who evaluate (L2132-1)."""
    router = service_router(tags=["Bordereaux de prix"])
    path = "/consultations/{tender_id}/lots/{lot_id}/priced-offers"

    @router.get(path)
    def offers(tender_id: str, lot_id: str, request: Request, principal: _Evaluator) -> PricedOffersOut:
        """Lire les montants calculés d'un lot, le nombre d'anomalies de chaque bordereau et les premières."""
        with app.open_uow(scope_of(request, principal)) as uow:
            tender = uow.tenders.get(TenderId.parse(tender_id))
            lot = tender.lot(LotId.parse(lot_id))
            return PricedOffersOut.of(uow.price_schedules.offers(tender.tender_id, lot.lot_id))

    @router.get(path + "/{response_id}")
    def offer(tender_id: str, lot_id: str, response_id: str, request: Request, principal: _Evaluator) -> PricedOfferOut:
        """Lire le bordereau rempli par une entreprise : chaque ligne, chaque anomalie."""
        response = DepositId.parse(response_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            tender = uow.tenders.get(TenderId.parse(tender_id))
            found = uow.price_schedules.offer(tender.tender_id, tender.lot(LotId.parse(lot_id)).lot_id, response)
        if found is None:
            refuse(Code.NOT_FOUND, object=response)
        return PricedOfferOut.of(found)

    return router


def _check_owner(app: TendersApp, tender_id: TenderId, request: Request, principal: Principal) -> None:
    """Refuse a foreign or unknown consultation before its bytes are read."""
    with app.open_uow(scope_of(request, principal)) as uow:
        uow.tenders.get(tender_id)


async def _lines(request: Request, content: bytes, *, kind: ScheduleKind) -> tuple[ScheduleKind, tuple[PriceLine, ...]]:
    """Read the lines that were sent: JSON where the request says so, CSV otherwise."""
    if "json" not in request.headers.get("content-type", "").partition(";")[0].casefold():
        return kind, await in_handler_thread(schedule_lines, content)
    await check_json_body(request, depth=JSON_DEPTH.value)
    try:
        body = ScheduleIn.model_validate_json(content)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False)) from None
    return body.kind, body.to_lines()


def _written(app: TendersApp, schedule: PriceSchedule, form: ScheduleFormat) -> Response:
    headers = {"ETag": etag(schedule.version)}
    if form is ScheduleFormat.JSON:
        return Response(ScheduleOut.of(schedule).model_dump_json(), media_type="application/json", headers=headers)
    name = f'attachment; filename="bordereau.{form.value}"'
    headers["Content-Disposition"] = name
    if form is ScheduleFormat.ODS:
        content = app.tables.ods(COLUMNS, _rows(schedule), title=TITLES[schedule.kind])
        return Response(content, media_type=_ODS, headers=headers)
    pieces = app.tables.csv(COLUMNS, _rows(schedule))
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _rows(schedule: PriceSchedule) -> Iterator[Row]:
    """Give the lines with the two columns that the company fills in."""
    for line in schedule.lines:
        yield line.section, line.code, line.label, line.unit, line.quantity, None, None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _kept(command: WriteSchedule, uow: UnitOfWork, *, law: LegalTable) -> Answer:
    written = write_schedule(command, uow=uow, law=law)
    return answer(ScheduleWrittenOut.of(written), version=written.version)
