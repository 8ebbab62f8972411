"""Papers of a candidacy: joined, read again, withdrawn by the company."""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from urllib.parse import quote

from anyio import CancelScope
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.mps.api.form_outputs import PaperOut
from services.mps.api.service import MpsApp, Reader, Submitter, scope_of
from services.mps.domain.papers import SIGN_BYTES, Paper, PaperId, PaperKind, PaperName, StoredPaper
from services.mps.handlers.papers import PaperPlace, add_paper, check_paper, read_paper, withdraw_paper
from services.mps.ports import UnitOfWork
from shared.http.act import Act, act_of_upload
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread
from shared.http.errors import Problem
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import Right
from shared.storage.blob_errors import NoRoom
from shared.storage.unit_of_work import Scope

PAPER_LIMIT: Final = "paper_bytes"
_ABOUT: Final = r"^[\w .:/-]{1,100}$"
_Uploader = Annotated[Act, Depends(act_of_upload(Right.SUBMIT, limit=PAPER_LIMIT))]


@dataclass(frozen=True, slots=True)
class _Described:
    """What the address of an upload says of its paper."""

    name: PaperName
    kind: PaperKind
    about: str | None
    expires_on: date | None

    def place(self, candidacy_id: CandidacyId) -> PaperPlace:
        """Say where the paper goes."""
        return PaperPlace(candidacy_id, self.kind, self.about, self.name, self.expires_on)


def _described(
    name: Annotated[str, Query(max_length=200, description="Nom du fichier, avec son extension.")],
    kind: Annotated[PaperKind, Query(description="Nature de la pièce.")] = PaperKind.OTHER,
    about: Annotated[str | None, Query(pattern=_ABOUT, description="Code de la demande ou de la source.")] = None,
    expires_on: Annotated[date | None, Query(description="Dernier jour de validité.")] = None,
) -> _Described:
    return _Described(PaperName.parse(name), kind, about, expires_on)


def paper_uploads(app: MpsApp) -> APIRouter:
    """Make the route by which papers come."""
    router = service_router(tags=["Pièces de la candidature"])

    @router.post("/candidacies/{candidacy_id}/papers", status_code=201, response_model=PaperOut)
    async def upload(
        candidacy_id: str,
        request: Request,
        act: _Uploader,
        described: Annotated[_Described, Depends(_described)],
    ) -> Response:
        """Joindre une pièce (PDF, image, texte, tableur, DUME en XML) ; le contenu est le corps."""
        place = described.place(CandidacyId.parse(candidacy_id))
        await in_handler_thread(_check, app, place, scope_of(request, act.principal))
        limit: int = request.app.state.limits.value(PAPER_LIMIT)
        announced = request.headers.get("content-length", "")
        size = int(announced) if announced.isdecimal() else limit
        stored, head = await store_paper(app, request.stream(), size=size, limit=limit)
        kept = False

        def work(uow: UnitOfWork) -> Answer:
            """Keep the paper; the bytes belong to it from here on."""
            nonlocal kept
            paper = add_paper(place, stored, head=head, uow=uow)
            kept = True
            location = f"/mps/candidacies/{place.candidacy_id}/papers/{paper.paper_id}"
            return answer(PaperOut.of(paper), location=location)

        response = await in_handler_thread(app.commands.run, act.with_body(stored.sha256), work, status=201)
        if not kept:  # refused, or a repetition answered from memory: these bytes belong to nothing
            await app.documents.delete(stored.blob_id)
        return response

    return router


def paper_routes(app: MpsApp) -> APIRouter:
    """Make the routes by which papers are read and withdrawn."""
    router = service_router(tags=["Pièces de la candidature"])

    @router.get("/candidacies/{candidacy_id}/papers/{paper_id}", response_class=StreamingResponse)
    async def download(candidacy_id: str, paper_id: str, request: Request, principal: Reader) -> Response:
        """Télécharger une pièce de sa candidature."""
        ids = CandidacyId.parse(candidacy_id), PaperId.parse(paper_id)
        return paper_stream(app, await in_handler_thread(_paper, app, ids, scope_of(request, principal)))

    @router.delete("/candidacies/{candidacy_id}/papers/{paper_id}", response_model=PaperOut)
    def withdraw(candidacy_id: str, paper_id: str, act: Submitter) -> Response:
        """Retirer une pièce avant de confirmer."""
        ids = CandidacyId.parse(candidacy_id), PaperId.parse(paper_id)

        def work(uow: UnitOfWork) -> Answer:
            return answer(PaperOut.of(withdraw_paper(*ids, uow=uow)))

        return app.commands.run(act, work)

    return router


def paper_stream(app: MpsApp, paper: Paper) -> Response:
    """Send a paper as an attachment, never shown in the page."""
    name = paper.name.value
    plain = "".join(letter if letter.isascii() and letter not in '"\\%' else "_" for letter in name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(paper.content.size),
        "X-Content-Type-Options": "nosniff",
    }
    pieces = app.documents.read(paper.content.blob_id, start=0, end=paper.content.size)
    return StreamingResponse(pieces, media_type=paper.name.media_type, headers=headers)


async def store_paper(app: MpsApp, chunks: AsyncIterable[bytes], *, size: int, limit: int) -> tuple[StoredPaper, bytes]:
    """Write bytes to the store, within the limit, and give the first ones; what fails leaves nothing there.

    Raises:
        Problem: ``HTTP-UNAVAILABLE`` when the disk has no room.
        TooManyBytes: above the limit.
    """
    try:
        blob_id = await app.documents.create(size)
    except NoRoom:
        raise Problem("HTTP-UNAVAILABLE", headers={"Retry-After": "60"}) from None
    is_whole = False
    try:
        end = await app.documents.append(blob_id, offset=0, chunks=chunks, limit=limit)
        is_whole = True
    finally:
        if not is_whole:
            with CancelScope(shield=True):
                await app.documents.delete(blob_id)
    assert end.sha256 is not None, "a blob written from its first byte has a digest"  # noqa: S101 - programmer error
    head = b"".join([piece async for piece in app.documents.read(blob_id, start=0, end=min(end.offset, SIGN_BYTES))])
    return StoredPaper(blob_id=blob_id, size=end.offset, sha256=end.sha256), head


def _check(app: MpsApp, place: PaperPlace, scope: Scope) -> None:
    with app.open_uow(scope) as uow:
        check_paper(place, uow=uow)


def _paper(app: MpsApp, ids: tuple[CandidacyId, PaperId], scope: Scope) -> Paper:
    with app.open_uow(scope) as uow:
        return read_paper(*ids, uow=uow)
