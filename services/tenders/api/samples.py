"""Routes of the register of samples; the buyer's agents alone read and write it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field, StringConstraints

from services.tenders.api.inputs import In, Reason, ShortText
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.api.visits_outputs import SampleOut, SamplesOut
from services.tenders.domain.samples import Medium, SampleAction
from services.tenders.handlers.samples import (
    ReceiveSample,
    SettleSample,
    receive_sample,
    sample_receipt,
    settle_sample,
)
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import SampleId

_Drafter = Annotated[Act, Depends(act_of(Right.DRAFT))]
_Agent = Annotated[Principal, Depends(authenticated(Right.DRAFT))]
_SAMPLES = "/consultations/{tender_id}/samples"
_SAMPLE = _SAMPLES + "/{sample_id}"


class SampleIn(In):
    """What was received, from whom, when in legal time and where."""

    siret: Annotated[str, StringConstraints(max_length=20)]
    name: ShortText
    medium: Medium
    description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000)]
    lot_number: Annotated[int, Field(ge=1, le=1000)] | None = None
    place: ShortText
    received_at: AwareDatetime


class SettlementIn(In):
    """What became of it."""

    action: SampleAction
    note: Reason


def sample_routes(app: TendersApp) -> APIRouter:
    """Build the routes of samples."""
    router = service_router(tags=["Échantillons"])

    @router.post(_SAMPLES, status_code=201, response_model=SampleOut)
    def receive(tender_id: str, body: SampleIn, act: _Drafter) -> Response:
        """Inscrire au registre un échantillon, une maquette ou un prototype reçu (R2132-12, 6°)."""
        given = body.model_dump() | {"siret": Siret.parse(body.siret), "tender_id": TenderId.parse(tender_id)}
        command = ReceiveSample(**given)

        def work(uow: UnitOfWork) -> Answer:
            sample = receive_sample(command, uow=uow)
            return answer(SampleOut.of(sample), status=201, version=sample.version)

        return app.commands.run(act, work, status=201)

    @router.post(_SAMPLE + "/settlement", response_model=SampleOut)
    def settle(tender_id: str, sample_id: str, body: SettlementIn, act: _Drafter) -> Response:
        """Noter qu'un échantillon est rendu ou détruit (If-Match obligatoire)."""
        tender, sample = TenderId.parse(tender_id), SampleId.parse(sample_id)
        command = SettleSample(tender, sample, act.required_version(), body.action, body.note)

        def work(uow: UnitOfWork) -> Answer:
            settled = settle_sample(command, uow=uow)
            return answer(SampleOut.of(settled), version=settled.version)

        return app.commands.run(act, work)

    return router


def sample_reads(app: TendersApp) -> APIRouter:
    """Build the reads of the register."""
    router = service_router(tags=["Échantillons"])

    @router.get(_SAMPLES)
    def register(tender_id: str, request: Request, principal: _Agent) -> SamplesOut:
        """Lire le registre des échantillons."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(identifier)
            return SamplesOut(items=[SampleOut.of(each) for each in uow.samples.of_tender(identifier)])

    @router.get(_SAMPLE + "/receipt", response_class=Response, responses={200: {"content": {"application/pdf": {}}}})
    def receipt(tender_id: str, sample_id: str, request: Request, principal: _Agent) -> Response:
        """Télécharger le récépissé à remettre à l'entreprise (PDF)."""
        with app.open_uow(scope_of(request, principal)) as uow:
            report = sample_receipt(TenderId.parse(tender_id), SampleId.parse(sample_id), uow=uow)
        headers = {"Content-Disposition": 'attachment; filename="recepisse.pdf"'}
        return Response(app.reports.pdf(report), media_type="application/pdf", headers=headers)

    return router
