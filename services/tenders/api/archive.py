"""Everything at once: the current documents of a consultation as one archive, streamed (annexe 6, article 1)."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import StreamingResponse

from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.documents import ProcurementDocument
from services.tenders.handlers.documents import download_archive
from shared.archive.zip_stream import Member, ZipStream, archive_size
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.routing import service_router
from shared.http.security import anyone
from shared.kernel.ids import TenderId
from shared.kernel.paris import PARIS
from shared.kernel.principal import Principal
from shared.storage.blobs import ByteStore
from shared.storage.unit_of_work import Scope

_SUMS = "SHA256SUMS.txt"
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/zip": {}}},
    304: {"description": "Archive inchangée."},
}


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive of some documents: the same documents make the same bytes."""

    documents: tuple[ProcurementDocument, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Give names that no reader's disk confuses: two that differ by case alone are told apart."""
        taken: set[str] = {_SUMS.casefold()}
        names = []
        for document in self.documents:
            name = _free_name(document.name.value, taken)
            taken.add(name.casefold())
            names.append(name)
        return tuple(names)

    @property
    def sums(self) -> bytes:
        """Give the digests of the documents, as ``sha256sum --check`` reads them."""
        lines = (f"{each.content.sha256}  {name}\n" for each, name in zip(self.documents, self.names, strict=True))
        return "".join(lines).encode()

    @property
    def members(self) -> tuple[Member, ...]:
        """Give the members in order, the digests last."""
        if not self.documents:
            return ()
        times = [each.added_at.astimezone(PARIS) for each in self.documents]
        named = zip(self.documents, self.names, times, strict=True)
        files = [Member(name, each.content.size, moment) for each, name, moment in named]
        return (*files, Member(_SUMS, len(self.sums), max(times)))

    @property
    def etag(self) -> str:
        """Give a strong tag: names, digests and times make the bytes."""
        told = "".join(f"{member.name}\n{member.modified.isoformat()}\n" for member in self.members).encode()
        return f'"zip-{hashlib.sha256(self.sums + told).hexdigest()}"'


def archive_routes(app: TendersApp) -> APIRouter:
    """Build the route by which anybody downloads everything."""
    router = service_router(tags=["Lecture publique"])

    @router.get("/consultations/{tender_id}/archive", response_class=StreamingResponse, responses=_ANSWERS)
    async def archive(
        tender_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(anyone)],
        known: Annotated[str | None, Header(alias="If-None-Match")] = None,
    ) -> Response:
        """Télécharger tous les documents en une archive ZIP, sans compte ; les empreintes SHA-256 y sont jointes."""
        identifier = TenderId.parse(tender_id)
        documents = await in_handler_thread(_registered, app, identifier, scope_of(request, principal))
        found = Archive(tuple(documents))
        if known is not None and found.etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}:
            return Response(status_code=304, headers={"ETag": found.etag})
        headers = {
            "Content-Disposition": f'attachment; filename="consultation-{identifier}.zip"',
            "Content-Length": str(archive_size(found.members)),
            "ETag": found.etag,
        }
        return StreamingResponse(_pieces(found, app.documents), media_type="application/zip", headers=headers)

    return router


def _registered(app: TendersApp, tender_id: TenderId, scope: Scope) -> Sequence[ProcurementDocument]:
    with app.open_uow(scope) as uow:
        _, documents = download_archive(tender_id, uow=uow)
        uow.commit()
        return documents


async def _pieces(archive: Archive, store: ByteStore) -> AsyncIterator[bytes]:
    """Give the bytes of the archive; CRCs are computed in the threads of files, a piece in memory at a time."""
    stream = ZipStream()
    for document, member in zip(archive.documents, archive.members[:-1], strict=True):
        yield stream.begin(member)
        async for piece in store.read(document.content.blob_id, end=document.content.size):
            yield await in_file_thread(stream.data, piece)
        yield stream.finish()
    if archive.documents:
        yield stream.begin(archive.members[-1]) + stream.data(archive.sums) + stream.finish()
    yield stream.close()


def _free_name(name: str, taken: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}){dot}{extension}" if dot else f"{name} ({number})"
    return free
