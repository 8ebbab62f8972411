"""The DUME service of the State: a buyer creates its document there, a company has its own made from it.

A route keeps what is asked and answers at once; the service is called by a lane, and the state is read afterwards.
"""

import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.mps.api.espd import XML
from services.mps.api.service import MpsApp, Reader, Submitter, scope_of
from services.mps.domain.dume_errands import DumeErrand, DumeErrandStatus
from services.mps.handlers.dume_errands import ask_publication, ask_request, ask_response, own_errands, own_response
from services.mps.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse

_TAG: Final = "Service DUME de l'État"
_Drafts = Annotated[Act, Depends(act_of(Right.DRAFT))]
_Awards = Annotated[Act, Depends(act_of(Right.AWARD))]
_Buyer = Annotated[Principal, Depends(authenticated(Right.DRAFT))]


class DumeErrandOut(BaseModel):
    """Where something asked of the service stands."""

    kind: str
    status: str = Field(description="waiting, done, refused ou given_up.")
    asked_at: str
    tries: int
    next_try_at: str | None
    dume_id: str | None = Field(description="Identifiant du DUME de l'acheteur (8 caractères).")
    detail: str | None = Field(description="Dernier refus ou dernière panne, dans les mots du service.")
    answered_at: str | None

    @classmethod
    def of(cls, errand: DumeErrand) -> "DumeErrandOut":
        """Write one."""
        return cls(
            kind=errand.kind.value,
            status=errand.status.value,
            asked_at=errand.asked_at.isoformat(),
            tries=errand.tries,
            next_try_at=None if errand.next_try_at is None else errand.next_try_at.isoformat(),
            dume_id=errand.dume_id,
            detail=errand.detail,
            answered_at=None if errand.answered_at is None else errand.answered_at.isoformat(),
        )


class DumeErrandsOut(BaseModel):
    """Everything that a buyer has asked of the service for a consultation."""

    items: list[DumeErrandOut]


class EssentialDataIn(BaseModel):
    """Essential data to publish, with the names of fields of the service's table (« enregistrerDE »)."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any]


class ResponseIn(BaseModel):
    """From which document of a buyer the company's own is made, when the buyer did not create it here."""

    model_config = ConfigDict(extra="forbid")

    dume_id: Annotated[str, Field(max_length=40)] | None = None


def dume_of_buyers(app: MpsApp) -> APIRouter:
    """Make the routes of a buyer."""
    router = service_router(tags=[_TAG])

    @router.post("/consultations/{tender_id}/dume", status_code=202, response_model=DumeErrandOut)
    def create(tender_id: str, act: _Drafts) -> Response:
        """Créer le DUME de sa consultation auprès du service de l'État ; le service est appelé ensuite."""
        identifier = TenderId.parse(tender_id)

        def work(uow: UnitOfWork) -> Answer:
            _require(app)
            return answer(DumeErrandOut.of(ask_request(identifier, uow=uow)))

        return app.commands.run(act, work, status=202)

    @router.post("/consultations/{tender_id}/dume/essential-data", status_code=202, response_model=DumeErrandOut)
    def publish(tender_id: str, body: EssentialDataIn, act: _Awards) -> Response:
        """Faire publier des données essentielles par le service de l'État ; le service est appelé ensuite."""
        identifier, document = TenderId.parse(tender_id), json.dumps(body.document, ensure_ascii=False)

        def work(uow: UnitOfWork) -> Answer:
            _require(app)
            return answer(DumeErrandOut.of(ask_publication(identifier, document, uow=uow)))

        return app.commands.run(act, work, status=202)

    @router.get("/consultations/{tender_id}/dume")
    def read(tender_id: str, request: Request, principal: _Buyer) -> DumeErrandsOut:
        """Lire où en est ce qui a été demandé au service de l'État pour sa consultation."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = own_errands(TenderId.parse(tender_id), uow=uow)
        return DumeErrandsOut(items=[DumeErrandOut.of(each) for each in found])

    return router


def dume_of_companies(app: MpsApp) -> APIRouter:
    """Make the routes of a company."""
    router = service_router(tags=[_TAG])

    @router.post("/candidacies/{candidacy_id}/dume", status_code=202, response_model=DumeErrandOut)
    def make(candidacy_id: str, body: ResponseIn, act: Submitter) -> Response:
        """Faire établir son DUME par le service de l'État, à partir de celui de l'acheteur ; il est appelé ensuite."""
        identifier = CandidacyId.parse(candidacy_id)

        def work(uow: UnitOfWork) -> Answer:
            _require(app)
            return answer(DumeErrandOut.of(ask_response(identifier, body.dume_id, uow=uow)))

        return app.commands.run(act, work, status=202)

    @router.get("/candidacies/{candidacy_id}/dume")
    def read(candidacy_id: str, request: Request, principal: Reader) -> DumeErrandOut:
        """Lire où en est son DUME auprès du service de l'État."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return DumeErrandOut.of(own_response(CandidacyId.parse(candidacy_id), uow=uow))

    @router.get("/candidacies/{candidacy_id}/dume/document", response_class=Response, responses=XML)
    def document(candidacy_id: str, request: Request, principal: Reader) -> Response:
        """Télécharger le DUME que le service de l'État a établi ; il se reprend par `…/form/espd`."""
        with app.open_uow(scope_of(request, principal)) as uow:
            errand = own_response(CandidacyId.parse(candidacy_id), uow=uow)
        if errand.status is not DumeErrandStatus.DONE or errand.content is None:
            refuse("DUME-NOT-MADE", status=errand.status.value, detail=errand.detail or "")
        headers = {"Content-Disposition": f'attachment; filename="dume-etat-{candidacy_id}.xml"'}
        return Response(errand.content.encode(), media_type="application/xml", headers=headers)

    return router


def _require(app: MpsApp) -> None:
    """Refuse at once where the platform is not connected: waiting would bring nothing."""
    if not app.dume.is_configured:
        refuse("DUME-NOT-CONFIGURED")
