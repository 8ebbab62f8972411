"""The single document of a buyer (DUME demande), the documents that a candidacy needs, and imports into its form."""

import hashlib
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from services.mps.api.espd import RAW, XML, Wait, as_download, verdict_on
from services.mps.api.espd_import_outputs import EspdImportedOut, EspdPartiesOut
from services.mps.api.espd_outputs import EspdVerdictOut
from services.mps.api.limits import ESPD_BODY
from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.domain.espd import EspdKind
from services.mps.handlers.espd import espd_asked, parties_of
from services.mps.handlers.espd_import import import_espd
from services.mps.ports import UnitOfWork
from services.mps.ports.espd import EspdFile
from shared.http.act import Act, act_of_upload
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Right
from shared.storage.unit_of_work import Scope

_TAG: Final = "DUME"
_Lot = Annotated[str | None, Query(pattern=r"^LOT-\d{4}$", description="Lot, par exemple LOT-0001.")]
_Upload = Annotated[Act, Depends(act_of_upload(Right.SUBMIT, limit=ESPD_BODY.name))]


def espd_requests(app: MpsApp) -> APIRouter:
    """Make the routes of the document of a consultation."""
    router = service_router(tags=[_TAG])

    @router.get("/consultations/{tender_id}/espd", response_class=Response, responses=XML)
    def document(tender_id: str, request: Request, principal: Reader, lot: _Lot = None) -> Response:
        """Lire ce que demande une consultation sous la forme d'un DUME (demande ESPD 4.1.0)."""
        file = _asked(app, tender_id, lot, scope_of(request, principal))
        return as_download(file, request, stem=f"dume-demande-{tender_id}")

    @router.get("/consultations/{tender_id}/espd/verdict", response_model=EspdVerdictOut)
    async def verdict(
        tender_id: str, request: Request, response: Response, principal: Reader, lot: _Lot = None, wait: Wait = 0
    ) -> EspdVerdictOut:
        """Lire ce que disent de cette demande les validateurs officiels ; 202 tant qu'ils travaillent."""
        file = await in_handler_thread(_asked, app, tender_id, lot, scope_of(request, principal))
        return await verdict_on(app, file, EspdKind.REQUEST, response, wait=wait)

    return router


def espd_parties(app: MpsApp) -> APIRouter:
    """Make the route that lists the documents that a candidacy needs."""
    router = service_router(tags=[_TAG])

    @router.get("/candidacies/{candidacy_id}/espd/parties")
    def parties(candidacy_id: str, request: Request, principal: Reader) -> EspdPartiesOut:
        """Lister les DUME à réunir : le sien, celui de chaque membre et de chaque opérateur dont on s'appuie."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return EspdPartiesOut.of(parties_of(CandidacyId.parse(candidacy_id), uow=uow))

    return router


def espd_imports(app: MpsApp) -> APIRouter:
    """Make the route by which a document made elsewhere prefills a form."""
    router = service_router(tags=[_TAG])

    @router.post("/candidacies/{candidacy_id}/form/espd", response_model=EspdImportedOut, openapi_extra=RAW)
    async def prefill(candidacy_id: str, request: Request, act: _Upload) -> Response:
        """Reprendre un DUME fait ailleurs (ESPD 1.0.2 à 4.1.0) dans le formulaire ; tout est à confirmer (R2143-4)."""
        identifier, expected = CandidacyId.parse(candidacy_id), act.required_version()
        content = await request.body()
        document = await in_file_thread(app.espd.read, content)

        def work(uow: UnitOfWork) -> Answer:
            form, taken = import_espd(identifier, document, expected=expected, uow=uow)
            return answer(EspdImportedOut.of_import(form, taken), version=form.version)

        digest = hashlib.sha256(content).hexdigest()
        return await in_handler_thread(app.commands.run, act.with_body(digest), work)

    return router


def _asked(app: MpsApp, tender_id: str, lot: str | None, scope: Scope) -> EspdFile:
    with app.open_uow(scope) as uow:
        asked = espd_asked(TenderId.parse(tender_id), lot, uow=uow)
    return app.espd.request(asked)
