"""The European single procurement document (DUME): that of a candidacy, its verdict, and those made elsewhere."""

import base64
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from services.mps.api.espd_inputs import Declared
from services.mps.api.espd_outputs import EspdReadingOut, EspdVerdictOut
from services.mps.api.limits import ESPD_BODY
from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.domain.espd import EspdKind
from services.mps.domain.espd_candidacy import EspdDeclared
from services.mps.domain.espd_verdict import EspdVerdict
from services.mps.handlers.espd import espd_candidate
from services.mps.ports.espd import EspdFile
from shared.http.act import allow_body
from shared.http.concurrency import in_file_thread, in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId
from shared.storage.unit_of_work import Scope

_XML: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/xml": {}}, "description": "Le document"}}
_RAW: Final = {"requestBody": {"required": True, "content": {"application/xml": {"schema": {"type": "string"}}}}}


def espd_of_candidacies(app: MpsApp) -> APIRouter:
    """Make the routes of the document of a candidacy."""
    router = service_router(tags=["DUME"])

    @router.get("/candidacies/{candidacy_id}/espd", response_class=Response, responses=_XML)
    def document(candidacy_id: str, request: Request, principal: Reader, declared: Declared) -> Response:
        """Lire la candidature sous la forme d'un DUME (réponse ESPD 4.1.0) ; le lien `describedby` donne le verdict."""
        file = _written(app, candidacy_id, declared, scope_of(request, principal))
        query = f"?{request.url.query}" if request.url.query else ""
        headers = {
            "Link": f'</mps/candidacies/{candidacy_id}/espd/verdict{query}>; rel="describedby"',
            "Content-Disposition": f'attachment; filename="dume-{candidacy_id}.xml"',
            "Repr-Digest": f"sha-256=:{_base64(file.digest)}:",
            "Plis-Left-Out": ", ".join(file.left_out),
        }
        return Response(file.content, media_type="application/xml", headers={k: v for k, v in headers.items() if v})

    return router


def espd_verdicts(app: MpsApp) -> APIRouter:
    """Make the route of the verdict on the document of a candidacy."""
    router = service_router(tags=["DUME"])

    @router.get("/candidacies/{candidacy_id}/espd/verdict", response_model=EspdVerdictOut)
    async def verdict(
        candidacy_id: str,
        request: Request,
        response: Response,
        principal: Reader,
        declared: Declared,
        wait: Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente, en secondes.")] = 0,
    ) -> EspdVerdictOut:
        """Lire ce que disent du document les validateurs officiels ; 202 tant qu'ils travaillent."""
        file = await in_handler_thread(_written, app, candidacy_id, declared, scope_of(request, principal))

        def judged() -> EspdVerdict | None:
            """Give the verdict once the official rules have spoken."""
            return app.espd.verdict(file.content, EspdKind.RESPONSE)

        found = await long_poll(judged, wait=wait)
        if found is None:
            response.status_code = 202
            return EspdVerdictOut.pending(file.digest)
        return EspdVerdictOut.of(found)

    return router


def espd_readings(app: MpsApp) -> APIRouter:
    """Make the route that reads documents made elsewhere."""
    router = service_router(tags=["DUME"])

    @router.post("/espd", response_model=EspdReadingOut, openapi_extra=_RAW)
    async def read(request: Request, principal: Reader) -> EspdReadingOut:  # noqa: ARG001 - somebody known, whoever
        """Lire un DUME fait ailleurs (ESPD 1.0.2 à 4.1.0) comme des données structurées ; rien n'est conservé."""
        allow_body(request, limit=ESPD_BODY.name)
        content = await request.body()
        return EspdReadingOut.of(await in_file_thread(app.espd.read, content))

    return router


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode("ascii")


def _written(app: MpsApp, candidacy_id: str, declared: EspdDeclared, scope: Scope) -> EspdFile:
    identifier = CandidacyId.parse(candidacy_id)
    with app.open_uow(scope) as uow:
        candidate = espd_candidate(identifier, declared, platform_url=app.settings.public_url, uow=uow)
    return app.espd.respond(candidate)
