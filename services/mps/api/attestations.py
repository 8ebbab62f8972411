"""The attestation as a PDF, and the package with the originals as a ZIP: for the company and for the buyer."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from services.mps.api.service import MpsApp, Reader, scope_of
from services.mps.handlers.attestations import Original, Package, buyer_package, company_package
from services.mps.ports import UnitOfWork
from shared.archive.zip_stream import Member, ZipStream, archive_size
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId
from shared.kernel.paris import PARIS
from shared.storage.unit_of_work import Scope

_PDF: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/pdf": {}}, "description": "PDF"}}
_ZIP: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/zip": {}}, "description": "ZIP"}}
Make = Callable[[UnitOfWork], Package]


def company_attestations(app: MpsApp) -> APIRouter:
    """Make the routes of the company: the content of open data only."""
    router = service_router(tags=["Attestation"])

    @router.get("/candidacies/{candidacy_id}/attestation.pdf", response_class=Response, responses=_PDF)
    async def attestation(candidacy_id: str, request: Request, principal: Reader) -> Response:
        """Lire l'attestation de sa candidature (PDF) : formulaire, sources, dates, empreintes."""
        identifier, scope = CandidacyId.parse(candidacy_id), scope_of(request, principal)
        return await package_pdf(app, scope, lambda uow: company_package(identifier, uow=uow), stem=candidacy_id)

    @router.get("/candidacies/{candidacy_id}/package.zip", response_class=StreamingResponse, responses=_ZIP)
    async def package(candidacy_id: str, request: Request, principal: Reader) -> Response:
        """Télécharger l'attestation et ses originaux : réponses ouvertes des administrations, pièces jointes."""
        identifier, scope = CandidacyId.parse(candidacy_id), scope_of(request, principal)
        return await package_zip(app, scope, lambda uow: company_package(identifier, uow=uow), stem=candidacy_id)

    return router


def buyer_attestations(app: MpsApp) -> APIRouter:
    """Make the routes of the buyer: everything that it was given."""
    router = service_router(tags=["Attestation"])

    @router.get("/examinations/{examination_id}/attestation.pdf", response_class=Response, responses=_PDF)
    async def attestation(examination_id: str, request: Request, principal: Reader) -> Response:
        """Lire l'attestation d'un candidat (PDF), données protégées comprises."""
        identifier, scope = CandidacyId.parse(examination_id), scope_of(request, principal)
        make: Make = lambda uow: buyer_package(identifier, reader=app.reader, uow=uow)  # noqa: E731 - one line, twice
        return await package_pdf(app, scope, make, stem=examination_id)

    @router.get("/examinations/{examination_id}/package.zip", response_class=StreamingResponse, responses=_ZIP)
    async def package(examination_id: str, request: Request, principal: Reader) -> Response:
        """Télécharger l'attestation d'un candidat et ses originaux, données protégées comprises."""
        identifier, scope = CandidacyId.parse(examination_id), scope_of(request, principal)
        make: Make = lambda uow: buyer_package(identifier, reader=app.reader, uow=uow)  # noqa: E731 - one line, twice
        return await package_zip(app, scope, make, stem=examination_id)

    return router


async def package_pdf(app: MpsApp, scope: Scope, make: Make, *, stem: str) -> Response:
    """Answer the attestation of a candidacy as a PDF."""
    made = await in_handler_thread(_made, app, scope, make)
    content = await in_file_thread(app.reports.pdf, made.report)
    headers = {"Content-Disposition": f'attachment; filename="attestation-{stem}.pdf"', "Cache-Control": "private"}
    return Response(content, media_type="application/pdf", headers=headers)


async def package_zip(app: MpsApp, scope: Scope, make: Make, *, stem: str) -> Response:
    """Answer the attestation and the originals as a ZIP."""
    made = await in_handler_thread(_made, app, scope, make)
    content = await in_file_thread(app.reports.pdf, made.report)
    files = _files(made, content)
    headers = {
        "Content-Disposition": f'attachment; filename="candidature-{stem}.zip"',
        "Content-Length": str(archive_size([_member(each) for each in files])),
        "Cache-Control": "private",
    }
    return StreamingResponse(_stream(app, files), media_type="application/zip", headers=headers)


def _made(app: MpsApp, scope: Scope, make: Make) -> Package:
    """Build the package; a reading of protected data is written in the journal, so the unit of work is committed."""
    with app.open_uow(scope) as uow:
        made = make(uow)
        uow.commit()
        return made


def _files(made: Package, pdf: bytes) -> list[Original]:
    """Put the attestation first and the list of digests last."""
    digest = hashlib.sha256(pdf).hexdigest()
    files = [Original("attestation.pdf", made.dated_at, digest, len(pdf), content=pdf), *made.originals]
    listed = [{"name": each.name, "size": each.size, "sha256": _digest(each)} for each in files]
    manifest = json.dumps(listed, ensure_ascii=False, indent=2).encode("utf-8")
    return [*files, Original("empreintes.json", made.dated_at, None, len(manifest), content=manifest)]


def _digest(original: Original) -> str:
    if original.sha256 is not None or original.content is None:
        return original.sha256 or ""
    return hashlib.sha256(original.content).hexdigest()


def _member(original: Original) -> Member:
    return Member(original.name, original.size, original.modified.astimezone(PARIS))


async def _stream(app: MpsApp, files: list[Original]) -> AsyncIterator[bytes]:
    archive = ZipStream()
    for each in files:
        yield archive.begin(_member(each))
        if each.content is not None:
            yield archive.data(each.content) if each.content else b""
        elif each.blob_id is not None:
            async for piece in app.documents.read(each.blob_id, start=0, end=each.size):
                yield archive.data(piece)
        yield archive.finish()
    yield archive.close()
