"""Routes of opening ceremonies."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.responses.api.opening_schemas import LayersOut, MinutesOut, OpeningIn, OpeningOut
from services.responses.api.ports import ResponsesApp, scope_of, scope_of_act
from services.responses.domain.opening import Opening
from services.responses.handlers.openings import (
    StartOpening,
    conclude_opening,
    current_opening,
    opened_content,
    read_minutes,
    start_opening,
)
from services.responses.handlers.peels import PeelPlan, RecordPeels, layers_to_peel, plan_peels, record_peels
from services.responses.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.layer_bodies import PeelsIn
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import CustodianId, FileId, OpeningId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse

CustodianAct = Annotated[Act, Depends(act_of(Right.CUSTODIAN))]
Custodian = Annotated[Principal, Depends(authenticated(Right.CUSTODIAN))]
Agent = Annotated[Principal, Depends(authenticated())]
Evaluator = Annotated[Principal, Depends(authenticated(Right.EVALUATE))]


def ceremonies_router(app: ResponsesApp) -> APIRouter:
    """Build the routes that start a ceremony and give the custodians their layers."""
    router = service_router(tags=["Ouverture des plis"])

    @router.post("/openings", status_code=201, response_model=OpeningOut)
    def start(body: OpeningIn, act: CustodianAct) -> Response:
        """Commencer la séance d'ouverture, après la clôture seulement ; une séance en cours est rendue telle quelle."""
        tender_id = TenderId.parse(body.tender_id)
        app.ceremony.interrupt_lost()
        current = _current(app, act, tender_id)
        if current is None:
            opening_id, recipient = app.ceremony.begin(tender_id)
        else:
            opening_id, recipient = current.opening_id, current.recipient
        command = StartOpening(tender_id, opening_id, recipient, app.ceremony.process)

        def work(uow: UnitOfWork) -> Answer:
            opening = start_opening(command, uow=uow)
            return answer(OpeningOut.of(opening), location=f"/responses/openings/{opening.opening_id}")

        try:
            return app.commands.run(act, work, status=201)
        finally:
            app.ceremony.end_worker(opening_id, _current(app, act, tender_id))

    @router.get("/openings/{opening_id}/wraps", response_model=LayersOut)
    def layers(opening_id: str, custodian_id: Annotated[str, Query()], act: Custodian, request: Request) -> LayersOut:
        """Lire les couches que ce détenteur peut ouvrir maintenant, pour les seuls plis à ouvrir."""
        identifier = OpeningId.parse(opening_id)
        return app.read_and_record(
            scope_of(request, act),
            lambda uow: LayersOut.of(
                uow.openings.get(identifier),
                list(layers_to_peel(identifier, CustodianId.parse(custodian_id), uow=uow)),
            ),
        )

    return router


def peels_router(app: ResponsesApp) -> APIRouter:
    """Build the routes by which custodians give back what they peeled, and end a ceremony."""
    router = service_router(tags=["Ouverture des plis"])

    @router.post("/openings/{opening_id}/peels", response_model=OpeningOut)
    async def peel(opening_id: str, body: PeelsIn, act: CustodianAct) -> Response:
        """Rendre des couches ouvertes ; la dernière d'un fichier l'ouvre, la dernière de toutes clôt la séance."""
        identifier, custodian_id = OpeningId.parse(opening_id), CustodianId.parse(body.custodian_id)
        peels = [one.to_peel() for one in body.peels]

        def plan() -> tuple[Opening, PeelPlan]:
            """Say what follows from these peels."""
            with app.open_uow(scope_of_act(act)) as uow:
                opening = uow.openings.get(identifier)
                return opening, plan_peels(identifier, custodian_id, peels, uow=uow)

        opening, planned = await in_handler_thread(plan)
        # Outside any transaction, and not in a handler's place: a large file takes seconds.
        unsealed = await in_file_thread(app.ceremony.unseal, opening, planned)
        command = RecordPeels(identifier, custodian_id, planned, unsealed)
        response = await in_handler_thread(
            app.commands.run, act, lambda uow: OpeningOut.of(record_peels(command, uow=uow))
        )
        await in_handler_thread(_end_worker, app, act, opening)
        return response

    @router.post("/openings/{opening_id}/conclusion", response_model=OpeningOut)
    def conclude(opening_id: str, act: CustodianAct) -> Response:
        """Clore la séance bien que des plis n'aient pu être ouverts, après les avoir tous tentés."""
        identifier = OpeningId.parse(opening_id)
        response = app.commands.run(act, lambda uow: OpeningOut.of(conclude_opening(identifier, uow=uow)))
        with app.open_uow(scope_of_act(act)) as uow:
            opening = uow.openings.get(identifier)
        _end_worker(app, act, opening)
        return response

    return router


def openings_router(app: ResponsesApp) -> APIRouter:
    """Build the routes that read what a ceremony gave."""
    router = service_router(tags=["Ouverture des plis"])

    @router.get("/openings/{opening_id}", response_model=MinutesOut)
    def minutes(opening_id: str, request: Request, principal: Agent) -> MinutesOut:
        """Lire le procès-verbal : tous les plis reçus, et ce qu'il en est de chacun."""
        app.ceremony.interrupt_lost()
        with app.open_uow(scope_of(request, principal)) as uow:
            return MinutesOut.of(read_minutes(OpeningId.parse(opening_id), uow=uow))

    @router.get("/openings/{opening_id}/files/{file_id}")
    def content(
        opening_id: str,
        file_id: str,
        request: Request,
        principal: Evaluator,
        document: Annotated[str | None, Query(max_length=200, description="Nom d'un document du pli.")] = None,
    ) -> Response:
        """Lire un pli ouvert (archive tar), ou un seul de ses documents ; chaque lecture est consignée."""
        opening, file = OpeningId.parse(opening_id), FileId.parse(file_id)

        def place(uow: UnitOfWork) -> tuple[str, frozenset[str]]:
            blob_id, _ = opened_content(opening, file, uow=uow)
            declared = uow.deposits.received_with(file).file(file).declared
            return blob_id, frozenset(item.name for item in declared.documents)

        blob_id, names = app.read_and_record(scope_of(request, principal), place)
        if document is not None and document not in names:
            refuse("RSP-NOT-FOUND")
        name = document or f"{file_id}.tar"
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "X-Content-Type-Options": "nosniff",
        }
        kind = "application/x-tar" if document is None else "application/octet-stream"
        return StreamingResponse(app.content(blob_id, document=document), media_type=kind, headers=headers)

    return router


def _current(app: ResponsesApp, act: Act, tender_id: TenderId) -> Opening | None:
    with app.open_uow(scope_of_act(act)) as uow:
        return current_opening(tender_id, uow=uow)


def _end_worker(app: ResponsesApp, act: Act, opening: Opening) -> None:
    app.ceremony.end_worker(opening.opening_id, _current(app, act, opening.tender_id))
