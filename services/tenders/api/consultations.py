"""Routes of consultations: draft, publish, change, list, read."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.tenders.api.advice import PassageIn
from services.tenders.api.inputs import ChangesIn
from services.tenders.api.needs_inputs import DraftOfNeedIn
from services.tenders.api.outputs import ConsultationOut, TenderOut
from services.tenders.api.public_outputs import consultation_of
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.documents import current_documents
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Tender
from services.tenders.domain.passages import NO_PASSAGE
from services.tenders.handlers.changes import ChangeTender, change_tender
from services.tenders.handlers.drafting import draft_tender
from services.tenders.handlers.needs import link_draft
from services.tenders.handlers.publication import PublishTender, publish_tender
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.routing import service_router
from shared.http.security import anyone
from shared.http.versions import etag
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import Refused, refuse
from shared.kernel.tender_ids import NeedId
from shared.storage.idempotency import LARGEST_ANSWER

_JSON = "application/json"


def consultation_writes(app: TendersApp) -> APIRouter:
    """Build the routes of agents who prepare and publish."""
    router = service_router(tags=["Consultations"])

    @router.post("/consultations", status_code=201, response_model=TenderOut)
    def draft(body: DraftOfNeedIn, act: Annotated[Act, Depends(act_of(Right.DRAFT))]) -> Response:
        """Préparer une consultation ; l'acheteur est l'organisme de l'agent."""

        def work(uow: UnitOfWork) -> Answer:
            command = body.to_command(ids=uow.ids, ceiling=app.platform.ceiling)
            drafted = draft_tender(command, uow=uow, platform=app.platform)
            if body.need_id is not None:
                link_draft(drafted, NeedId.parse(body.need_id), uow=uow)
            return answer_of(drafted, uow)

        return app.commands.run(act, work, status=201)

    @router.post("/consultations/{tender_id}/publication", response_model=TenderOut)
    def publish(
        tender_id: str, act: Annotated[Act, Depends(act_of(Right.PUBLISH))], body: PassageIn | None = None
    ) -> Response:
        """Publier une consultation : les points d'attention sont confirmés, ou passés avec leur motif."""
        passage = NO_PASSAGE if body is None else body.to_passage()
        command = PublishTender(TenderId.parse(tender_id), passage)
        return app.commands.run(act, lambda uow: answer_of(publish_tender(command, uow=uow, law=app.law), uow))

    @router.post("/consultations/{tender_id}/changes", response_model=TenderOut)
    def change(tender_id: str, body: ChangesIn, act: Annotated[Act, Depends(act_of(Right.DRAFT))]) -> Response:
        """Modifier un brouillon, ou reculer la date limite d'une consultation publiée (If-Match obligatoire)."""
        identifier, expected = TenderId.parse(tender_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            command = ChangeTender(identifier, expected, body.to_changes(uow.ids), body.to_decision())
            return answer_of(change_tender(command, uow=uow, law=app.law), uow)

        return app.commands.run(act, work)

    return router


def consultation_reads(app: TendersApp) -> APIRouter:
    """Build the routes that anybody may read, without any account (R2132-2)."""
    router = service_router(tags=["Lecture publique"])

    @router.get("/consultations/{tender_id}", response_model=ConsultationOut | TenderOut)
    def read(tender_id: str, request: Request, principal: Annotated[Principal, Depends(anyone)]) -> Response:
        """Lire une consultation : publique pour tous, complète pour les agents de l'acheteur."""
        identifier = TenderId.parse(tender_id)
        own = _read_own(app, identifier, request, principal)
        return _version_of(own) if own is not None else _version_of(_read_public(app, identifier))

    return router


def _read_own(app: TendersApp, tender_id: TenderId, request: Request, principal: Principal) -> TenderOut | None:
    """Read as an agent of the buyer; None for anybody else."""
    if principal.kind is not PrincipalKind.AGENT:
        return None
    with app.open_uow(scope_of(request, principal)) as uow:
        try:
            return _out(uow.tenders.get(tender_id), uow)
        except Refused:
            return None


def _read_public(app: TendersApp, tender_id: TenderId) -> ConsultationOut:
    view = app.views.consultation(tender_id)
    if view is None:
        refuse(Code.NOT_FOUND, object=tender_id)
    return consultation_of(view)


def _version_of(found: ConsultationOut | TenderOut) -> Response:
    # Written here: the framework would check again, field by field, what was just built.
    headers = {"ETag": etag(found.version)}
    return Response(found.model_dump_json(), media_type=_JSON, headers=headers)


def answer_of(tender: Tender, uow: UnitOfWork) -> Answer:
    """Answer an act with the consultation; a very large one is to be read again, since answers are kept (P4)."""
    location = f"/tenders/consultations/{tender.tender_id}"
    shown = _out(tender, uow)
    if len(shown.model_dump_json().encode()) > LARGEST_ANSWER:
        shown = shown.abridged_copy()
    return answer(shown, location=location, version=tender.version)


def _out(tender: Tender, uow: UnitOfWork) -> TenderOut:
    # A first version has no document yet: the query is spared on the busiest write.
    documents = () if tender.version == 1 else current_documents(uow.documents.of_tender(tender.tender_id))
    return TenderOut.of(tender, documents)
