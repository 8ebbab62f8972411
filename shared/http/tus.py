"""Resumable uploads, tus 1.0.0 (core, creation, checksum, termination): https://tus.io/protocols/resumable-upload.

The author is verified before one byte is read; an offset is acknowledged once its bytes are durable. A service says
which files are expected, what their last byte means and what is left of each exchange; nothing else is its concern.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Generic, Protocol, TypeVar

from fastapi import APIRouter, Depends, Request, Response

from shared.http.body_limit import BUDGET
from shared.http.concurrency import in_handler_thread, in_handler_thread_first
from shared.http.tus_exchange import Bench, Evidence, Exchange, Upload
from shared.http.tus_headers import CHECKSUM_ALGORITHM, EXTENSIONS, VERSION, TusHeaders
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse

U = TypeVar("U", bound=Upload)


class Receiver(Protocol[U]):
    """What a service decides about uploads; its synchronous methods run in threads of the handlers."""

    def find(self, request: Request, principal: Principal, name: str) -> U:
        """Find a file that this person may send, or refuse."""

    async def finish(self, upload: U, *, sha256: str | None, evidence: Evidence | None) -> Mapping[str, str]:
        """Receive a file whose last byte is durable, and give what the answer says besides.

        The digest is known when one exchange brought it all.
        """

    async def note(self, upload: U, evidence: Evidence) -> None:
        """Keep what happened in an exchange that completed nothing."""

    def last_headers(self, request: Request, principal: Principal, name: str) -> Mapping[str, str]:
        """Give what the answer to the last byte of a file said besides, to whoever sends it again."""

    def terminate(self, request: Request, principal: Principal, name: str) -> None:
        """Give an upload up, or refuse."""

    def answering(self) -> None:
        """Hear that an exchange is about to be acknowledged (for the fault tests)."""


@dataclass(frozen=True, slots=True)
class Uploads(Generic[U]):
    """The uploads of one service: who may send, where bytes are received, what the service decides of them.

    ``key`` is the metadata by which a client names the expected file when it creates an upload; ``greatest`` the
    published size above which no upload is ever expected.
    """

    receiver: Receiver[U]
    bench: Bench
    who: Callable[..., Awaitable[Principal]]
    key: str
    greatest: int

    def read(self, request: Request) -> TusHeaders:
        """Give the headers of a request of this protocol."""
        headers = TusHeaders(request.headers, self.bench.family)
        headers.check_version()
        return headers

    async def find(self, request: Request, principal: Principal, name: str) -> U:
        """Find the file that is sent."""
        return await in_handler_thread_first(self.receiver.find, request, principal, name)

    async def received(self, upload: U) -> int:
        """Give the durable offset; a file that is all there is finished, if a killed process could not."""
        if upload.is_complete:
            return upload.size
        received = await self.bench.durable_offset(upload)
        if received == upload.size:
            # The sender's last answer was lost with the process: its question completes the file, now.
            await self.receiver.finish(upload, sha256=None, evidence=None)
        return received

    async def receive(self, request: Request, upload: U, headers: TusHeaders) -> tuple[int, Mapping[str, str] | None]:
        """Append the body at its offset, and finish the file with its last byte; give the new offset, what is said."""
        offset, budget = headers.offset(), request.scope[BUDGET]
        budget.limit = max(upload.size - offset, 0)
        budget.check_declared()
        if upload.is_complete:
            if offset != upload.size:
                refuse(f"{self.bench.family}-UPLOAD-OFFSET", actual=upload.size)
            return offset, None
        exchange = Exchange(self.bench, upload, offset, headers.checksum(), self.bench.clock.now(), self.receiver.note)
        appended = await exchange.append(request)
        if appended.offset == upload.size:
            evidence = exchange.evidence(appended.offset, "complete")
            return appended.offset, await self.receiver.finish(upload, sha256=appended.sha256, evidence=evidence)
        await exchange.keep(appended.offset, "partial")
        return appended.offset, {}

    async def create(self, request: Request, principal: Principal) -> Response:
        """Begin to send an expected file; as it was expected already, repeating this changes nothing."""
        headers = self.read(request)
        length, name = headers.length(), headers.metadata().get(self.key)
        if name is None:
            refuse(f"{self.bench.family}-TUS-HEADER", header="Upload-Metadata")
        upload = await self.find(request, principal, name)
        if length != upload.size:
            refuse(f"{self.bench.family}-UPLOAD-LENGTH", length=length, declared=upload.size)
        return _answer(201, {"Location": f"{request.url.path.rstrip('/')}/{name}"})

    async def patch(self, name: str, request: Request, principal: Principal) -> Response:
        """Receive what follows of a file; the answer comes after the durable write."""
        headers = self.read(request)
        upload = await self.find(request, principal, name)
        received, said = await self.receive(request, upload, headers)
        if said is None:  # the last byte was sent again
            said = await in_handler_thread_first(self.receiver.last_headers, request, principal, name)
        self.receiver.answering()
        return _answer(204, {"Upload-Offset": str(received), **said})

    async def terminate(self, name: str, request: Request, principal: Principal) -> Response:
        """Give an upload up."""
        self.read(request)
        await in_handler_thread(self.receiver.terminate, request, principal, name)
        return _answer(204, {})


def add_tus_routes(router: APIRouter, path: str, uploads: Uploads[U]) -> None:
    """Put the routes of tus under a path of a router: the creation there, each upload below."""
    who = uploads.who

    @router.options(path)
    @router.options(f"{path}/{{name}}")
    def options() -> Response:
        """Dire ce que le service sait faire de tus."""
        offered = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Checksum-Algorithm": CHECKSUM_ALGORITHM}
        return _answer(204, {**offered, "Tus-Max-Size": str(uploads.greatest)})

    @router.post(path, status_code=201)
    async def create(request: Request, principal: Annotated[Principal, Depends(who)]) -> Response:
        """Commencer l'envoi d'un fichier attendu, que les métadonnées désignent ; répétable."""
        return await uploads.create(request, principal)

    @router.head(f"{path}/{{name}}")
    async def offset(name: str, request: Request, principal: Annotated[Principal, Depends(who)]) -> Response:
        """Dire combien d'octets sont durablement reçus."""
        uploads.read(request)
        upload = await uploads.find(request, principal, name)
        received = await uploads.received(upload)
        headers = {"Upload-Offset": str(received), "Upload-Length": str(upload.size), "Cache-Control": "no-store"}
        return _answer(200, headers)

    _add_sending(router, f"{path}/{{name}}", uploads)


def _add_sending(router: APIRouter, path: str, uploads: Uploads[U]) -> None:
    who = uploads.who

    @router.patch(path, status_code=204)
    async def patch(name: str, request: Request, principal: Annotated[Principal, Depends(who)]) -> Response:
        """Recevoir la suite d'un fichier ; la réponse suit l'écriture durable."""
        return await uploads.patch(name, request, principal)

    @router.delete(path, status_code=204)
    async def terminate(name: str, request: Request, principal: Annotated[Principal, Depends(who)]) -> Response:
        """Abandonner un envoi qui n'est pas complet ; ce qui fut reçu en entier ne se retire pas."""
        return await uploads.terminate(name, request, principal)

    @router.post(path, status_code=204)
    async def override(name: str, request: Request, principal: Annotated[Principal, Depends(who)]) -> Response:
        """Envoyer ou abandonner derrière un relais qui ne connaît que POST (en-tête X-HTTP-Method-Override)."""
        is_patch = uploads.read(request).method() == "PATCH"
        return await (uploads.patch if is_patch else uploads.terminate)(name, request, principal)


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": VERSION, **headers})
