"""Routes of needs: write, revise, read, list, what counts against one, and the need of a consultation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tenders.api.needs_inputs import JoinNeedIn, NeedIn
from services.tenders.api.needs_outputs import NeedOut, NeedPurchasesOut, NeedSummaryOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.errors import Code
from services.tenders.domain.needs import Need
from services.tenders.handlers.needs import JoinNeed, ReviseNeed, join_need, purchases_of, revise_need, write_need
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.http.versions import etag
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import NeedId

_Writer = Annotated[Act, Depends(act_of(Right.DRAFT))]
_Reader = Annotated[Principal, Depends(authenticated(Right.DRAFT))]


def need_writes(app: TendersApp) -> APIRouter:
    """Build the routes by which agents write needs."""
    router = service_router(tags=["Besoins"])

    @router.post("/needs", status_code=201, response_model=NeedOut)
    def write(body: NeedIn, act: _Writer) -> Response:
        """Écrire la fiche d'un besoin : sa valeur estimée, par lot et au total, avec son raisonnement."""

        def work(uow: UnitOfWork) -> Answer:
            return _answer(write_need(body.to_content(), uow=uow))

        return app.commands.run(act, work, status=201)

    @router.post("/needs/{need_id}/revisions", response_model=NeedOut)
    def revise(need_id: str, body: NeedIn, act: _Writer) -> Response:
        """Réviser un besoin (If-Match obligatoire) ; les versions précédentes restent."""
        identifier, expected = NeedId.parse(need_id), act.required_version()

        def work(uow: UnitOfWork) -> Answer:
            return _answer(revise_need(ReviseNeed(identifier, expected, body.to_content()), uow=uow))

        return app.commands.run(act, work)

    @router.post("/consultations/{tender_id}/need", response_model=NeedOut)
    def join(tender_id: str, body: JoinNeedIn, act: _Writer) -> Response:
        """Dire à quel besoin répond une consultation en préparation (If-Match obligatoire)."""
        command = JoinNeed(TenderId.parse(tender_id), NeedId.parse(body.need_id), act.required_version())
        return app.commands.run(act, lambda uow: NeedOut.of(join_need(command, uow=uow)))

    return router


def need_reads(app: TendersApp) -> APIRouter:
    """Build the reads of needs, for the buyer's agents alone."""
    router = service_router(tags=["Besoins"])

    @router.get("/needs")
    def needs(
        request: Request, principal: _Reader, page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[NeedSummaryOut]:
        """Lister les besoins de son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.needs.page(after=id_after(page, NeedId), limit=page.limit + 1)
        return page_of(page, found, show=NeedSummaryOut.of, key=lambda need: need.need_id)

    @router.get("/needs/{need_id}", response_model=NeedOut)
    def read(
        need_id: str,
        request: Request,
        response: Response,
        principal: _Reader,
        version: Annotated[
            int | None, Query(ge=1, le=1_000_000, description="Version ; la dernière par défaut.")
        ] = None,
    ) -> NeedOut:
        """Lire un besoin, à sa dernière version ou à une version passée."""
        identifier = NeedId.parse(need_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            need = uow.needs.get(identifier) if version is None else uow.needs.at_version(identifier, version)
        response.headers["ETag"] = etag(need.version)
        return NeedOut.of(need)

    return router


def need_facts(app: TendersApp) -> APIRouter:
    """Build the reads of what counts against a need, and of the need of a consultation."""
    router = service_router(tags=["Besoins"])

    @router.get("/needs/{need_id}/purchases", response_model=NeedPurchasesOut)
    def purchases(need_id: str, request: Request, principal: _Reader) -> NeedPurchasesOut:
        """Voir les achats de la même famille ou opération, et les seuils qu'ils atteignent ensemble."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return NeedPurchasesOut.of(purchases_of(NeedId.parse(need_id), uow=uow, law=app.law))

    @router.get("/consultations/{tender_id}/need", response_model=NeedOut)
    def of_tender(tender_id: str, request: Request, principal: _Reader) -> NeedOut:
        """Lire le besoin d'une consultation, à la version retenue pour elle."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            return NeedOut.of(need_of(identifier, uow=uow))

    return router


def need_of(tender_id: TenderId, *, uow: UnitOfWork) -> Need:
    """Give the need of a consultation, at the version kept for it, or refuse ``TND-NOT-FOUND``."""
    uow.tenders.get(tender_id)
    link = uow.needs.of_tender(tender_id)
    if link is None:
        refuse(Code.NOT_FOUND, object=tender_id)
    return uow.needs.at_version(link.need_id, link.need_version)


def _answer(need: Need) -> Answer:
    return answer(NeedOut.of(need), location=f"/tenders/needs/{need.need_id}", version=need.version)
