"""The European single procurement document (DUME): that of a candidacy, its verdict, and those made elsewhere."""

import base64
from typing import Annotated, Any, Final
from urllib.parse import quote

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

XML: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/xml": {}}, "description": "Le document"}}
RAW: Final = {"requestBody": {"required": True, "content": {"application/xml": {"schema": {"type": "string"}}}}}
_LONGEST_HEADER: Final = 2000
Wait = Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente, en secondes.")]


def espd_of_candidacies(app: MpsApp) -> APIRouter:
    """Make the routes of the document of a candidacy."""
    router = service_router(tags=["DUME"])

    @router.get("/candidacies/{candidacy_id}/espd", response_class=Response, responses=XML)
    def document(candidacy_id: str, request: Request, principal: Reader, declared: Declared) -> Response:
        """Lire la candidature sous la forme d'un DUME (réponse ESPD 4.1.0) ; le lien `describedby` donne le verdict."""
        file = _written(app, candidacy_id, declared, scope_of(request, principal))
        return as_download(file, request, stem=f"dume-{candidacy_id}")

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
        wait: Wait = 0,
    ) -> EspdVerdictOut:
        """Lire ce que disent du document les validateurs officiels ; 202 tant qu'ils travaillent."""
        file = await in_handler_thread(_written, app, candidacy_id, declared, scope_of(request, principal))
        return await verdict_on(app, file, EspdKind.RESPONSE, response, wait=wait)

    return router


def espd_readings(app: MpsApp) -> APIRouter:
    """Make the route that reads documents made elsewhere."""
    router = service_router(tags=["DUME"])

    @router.post("/espd", response_model=EspdReadingOut, openapi_extra=RAW)
    async def read(request: Request, principal: Reader) -> EspdReadingOut:  # noqa: ARG001 - somebody known, whoever
        """Lire un DUME fait ailleurs (ESPD 1.0.2 à 4.1.0) comme des données structurées ; rien n'est conservé."""
        allow_body(request, limit=ESPD_BODY.name)
        content = await request.body()
        return EspdReadingOut.of(await in_file_thread(app.espd.read, content))

    return router


def as_download(file: EspdFile, request: Request, *, stem: str) -> Response:
    """Give a document with its digest, what it has no place for, and where its verdict is."""
    query = f"?{request.url.query}" if request.url.query else ""
    digest = base64.b64encode(bytes.fromhex(file.digest)).decode("ascii")
    headers = {
        "Link": f'<{request.url.path}/verdict{query}>; rel="describedby"',
        "Content-Disposition": f'attachment; filename="{stem}.xml"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "Plis-Left-Out": quote(", ".join(file.left_out), safe=" ,/()")[:_LONGEST_HEADER],
    }
    return Response(file.content, media_type="application/xml", headers={k: v for k, v in headers.items() if v})


async def verdict_on(app: MpsApp, file: EspdFile, kind: EspdKind, response: Response, *, wait: int) -> EspdVerdictOut:
    """Give what the official validators say of a document; 202 while they work."""

    def judged() -> EspdVerdict | None:
        """Give the verdict once the official rules have spoken."""
        return app.espd.verdict(file.content, kind)

    found = await long_poll(judged, wait=wait)
    if found is None:
        response.status_code = 202
        return EspdVerdictOut.pending(file.digest)
    return EspdVerdictOut.of(found)


def _written(app: MpsApp, candidacy_id: str, declared: EspdDeclared, scope: Scope) -> EspdFile:
    identifier = CandidacyId.parse(candidacy_id)
    with app.open_uow(scope) as uow:
        candidate = espd_candidate(identifier, declared, platform_url=app.settings.public_url, uow=uow)
    return app.espd.respond(candidate)
