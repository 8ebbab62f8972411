"""Uploads of sealed files, tus 1.0.0 (core, checksum, termination): https://tus.io/protocols/resumable-upload.

The author is verified before one byte is read; an offset is acknowledged once its bytes are durable; the last byte
completes the file, and the last file its deposit.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.requests import ClientDisconnect

from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.domain.deposit import Deposit, DepositStatus, SealedFile
from services.responses.handlers.deposits import abandon_deposit
from services.responses.handlers.receipts import acknowledgement
from services.responses.ports import Transmission
from shared.http.body_limit import BUDGET
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.routing import uncounted_router
from shared.http.security import authenticated
from shared.kernel.ids import FileId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.storage.blob_errors import BlobBusy, BlobProtected, OffsetMismatch, TooManyBytes
from shared.storage.blobs import Appended

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "checksum,termination"
_TYPE: Final = "application/offset+octet-stream"
_LONGEST_HEADER: Final = 4096
Company = Annotated[Principal, Depends(authenticated(Right.SUBMIT))]


@dataclass(frozen=True, slots=True)
class Upload:
    """One file being received, and what its sender says about the next bytes."""

    deposit: Deposit
    file: SealedFile

    @property
    def size(self) -> int:
        """The declared size."""
        return self.file.declared.size


def uploads_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of uploads."""
    router = uncounted_router(tags=["Envoi des fichiers scellés (tus 1.0.0)"])

    @router.options("/uploads/{file_id}")
    def options(file_id: str) -> Response:  # noqa: ARG001 - every upload has the same options
        """Dire ce que le service sait faire de tus."""
        offered = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Checksum-Algorithm": "sha256"}
        return _answer(204, offered)

    @router.head("/uploads/{file_id}")
    async def offset(file_id: str, request: Request, principal: Company) -> Response:
        """Dire combien d'octets sont durablement reçus."""
        upload = await in_handler_thread(_find, app, request, principal, FileId.parse(file_id))
        received = await _received(app, upload)
        headers = {"Upload-Offset": str(received), "Upload-Length": str(upload.size), "Cache-Control": "no-store"}
        return _answer(200, headers)

    @router.patch("/uploads/{file_id}", status_code=204)
    async def patch(file_id: str, request: Request, principal: Company) -> Response:
        """Recevoir la suite d'un fichier ; la réponse suit l'écriture durable."""
        upload = await in_handler_thread(_find, app, request, principal, FileId.parse(file_id))
        offset = _checked_offset(request)
        received = await _receive(app, request, upload, offset)
        headers = {"Upload-Offset": str(received)}
        if received == upload.size:
            headers |= await in_handler_thread(_acknowledged, app, request, principal)
        app.reception.fault("answer")
        return _answer(204, headers)

    @router.delete("/uploads/{file_id}", status_code=204)
    def terminate(file_id: str, request: Request, principal: Company) -> Response:
        """Abandonner un dépôt qui n'est pas complet ; ce qui fut reçu en entier ne se retire pas."""
        _check_version(request)
        identifier = FileId.parse(file_id)
        app.read_and_record(scope_of(request, principal), lambda uow: abandon_deposit(identifier, uow=uow))
        return _answer(204, {})

    return router


async def _received(app: ResponsesApp, upload: Upload) -> int:
    """Give the durable offset; a file that is all there is finished, if a killed process could not."""
    if upload.file.completed_at is not None:
        return upload.size
    received = await _durable_offset(app, upload)
    if received == upload.size:
        # The sender's last answer was lost with the process: its question completes the file, now.
        await _finish(app, upload, sha256=None, exchange=None)
    return received


async def _receive(app: ResponsesApp, request: Request, upload: Upload, offset: int) -> int:
    """Append the body at an offset, and finish the file with its last byte; give the new offset."""
    budget = request.scope[BUDGET]
    budget.limit = max(upload.size - offset, 0)
    budget.check_declared()
    if upload.file.completed_at is not None:
        if offset != upload.size:
            refuse("RSP-UPLOAD-OFFSET", actual=upload.size)
        return offset
    exchange = Exchange(app, upload, offset, _checksum(request), app.clock.now())
    appended = await exchange.append(request)
    if appended.offset == upload.size:
        await _finish(app, upload, sha256=appended.sha256, exchange=exchange.evidence(appended.offset, "complete"))
    else:
        await in_handler_thread(app.reception.note, exchange.evidence(appended.offset, "partial"))
    return appended.offset


async def _finish(app: ResponsesApp, upload: Upload, *, sha256: str | None, exchange: Transmission | None) -> None:
    """State the instant of the last byte, then commit; the gate is held from before the clock to after the commit."""
    with ExitStack() as gate:

        def state() -> datetime:
            gate.enter_context(app.reception.gate.passing(upload.deposit.tender_id))
            return app.reception.state(upload.file)

        completed_at = await in_file_thread(state)
        digest = sha256 or await app.store.sha256(upload.file.blob_id)
        await in_handler_thread(
            app.reception.commit, upload.file, completed_at=completed_at, sha256=digest, exchange=exchange
        )


async def _durable_offset(app: ResponsesApp, upload: Upload) -> int:
    """Give how many bytes are on disk; asking syncs what an interrupted process had only written."""
    blob_id = upload.file.blob_id
    size = await app.store.size(blob_id)
    try:
        return (await app.store.append(blob_id, offset=size, chunks=_nothing(), limit=upload.size)).offset
    except BlobBusy:
        refuse("RSP-UPLOAD-BUSY")
    except (BlobProtected, OffsetMismatch):
        return await app.store.size(blob_id)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One PATCH: what is asked, and the evidence that remains of it."""

    app: ResponsesApp
    upload: Upload
    first_byte: int
    checksum: bytes | None
    started_at: datetime

    async def append(self, request: Request) -> Appended:
        """Append the body; bytes whose announced checksum cannot be verified are dropped again."""
        digest = hashlib.sha256()
        blob_id = self.upload.file.blob_id
        try:
            appended = await self.app.store.append(
                blob_id, offset=self.first_byte, chunks=_hashed(request, digest), limit=self.upload.size
            )
        except OffsetMismatch as error:
            refuse("RSP-UPLOAD-OFFSET", actual=error.actual)
        except BlobBusy:
            refuse("RSP-UPLOAD-BUSY")
        except BlobProtected:
            # Everything was received and stated; only the commit is missing.
            return Appended(self.upload.size, None)
        except TooManyBytes:
            await self._drop("overflow")
            refuse("RSP-UPLOAD-OVERFLOW", limit=self.upload.size)
        except ClientDisconnect:
            await self._interrupted()
            raise
        if self.checksum is not None and digest.digest() != self.checksum:
            await self._drop("checksum")
            refuse("RSP-UPLOAD-CHECKSUM")
        return appended

    def evidence(self, end_byte: int, outcome: str) -> Transmission:
        """Write what happened."""
        now = self.app.clock.now()
        return Transmission(self.upload.file.file_id, self.started_at, now, self.first_byte, end_byte, outcome)

    async def _interrupted(self) -> None:
        if self.checksum is not None:
            await self._drop("interrupted")
            return
        end = await self.app.store.size(self.upload.file.blob_id)
        await in_handler_thread(self.app.reception.note, self.evidence(end, "interrupted"))

    async def _drop(self, outcome: str) -> None:
        await in_file_thread(self.app.store.files.cut, self.upload.file.blob_id, size=self.first_byte)
        await in_handler_thread(self.app.reception.note, self.evidence(self.first_byte, outcome))


async def _hashed(request: Request, digest: "hashlib._Hash") -> AsyncIterator[bytes]:
    async for chunk in request.stream():
        digest.update(chunk)
        yield chunk


async def _nothing() -> AsyncIterator[bytes]:
    for never in list[bytes]():
        yield never


def _find(app: ResponsesApp, request: Request, principal: Principal, file_id: FileId) -> Upload:
    _check_version(request)
    with app.open_uow(scope_of(request, principal)) as uow:
        deposit = uow.deposits.of_file(file_id)
    if deposit.status is DepositStatus.ABANDONED:
        refuse("RSP-UPLOAD-ABANDONED")
    return Upload(deposit, deposit.file(file_id))


def _acknowledged(app: ResponsesApp, request: Request, principal: Principal) -> dict[str, str]:
    """Give the state of the deposit in headers, with its signed acknowledgement when this was its last byte."""
    with app.open_uow(scope_of(request, principal)) as uow:
        deposit = uow.deposits.of_file(FileId.parse(request.path_params["file_id"]))
        headers = {"Plis-Deposit": deposit.status.value}
        if deposit.status is DepositStatus.COMPLETE:
            signed = json.dumps(app.acknowledge(acknowledgement(deposit, uow=uow)), separators=(",", ":"))
            if len(signed) < _LONGEST_HEADER:  # a longer one is read at the deposit's address
                headers["Plis-Acknowledgement"] = base64.urlsafe_b64encode(signed.encode()).decode()
    return headers


def _check_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != VERSION:
        refuse("RSP-TUS-VERSION", version=VERSION)


def _checked_offset(request: Request) -> int:
    if request.headers.get("content-type") != _TYPE:
        refuse("RSP-TUS-TYPE")
    text = request.headers.get("upload-offset", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        refuse("RSP-TUS-HEADER", header="Upload-Offset")
    return int(text)


def _checksum(request: Request) -> bytes | None:
    header = request.headers.get("upload-checksum")
    if header is None:
        return None
    algorithm, _, encoded = header.partition(" ")
    try:
        digest = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        digest = b""
    if algorithm != "sha256" or len(digest) != hashlib.sha256().digest_size:
        refuse("RSP-TUS-HEADER", header="Upload-Checksum")
    return digest


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": VERSION, **headers})
