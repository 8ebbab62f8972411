"""Uploads of sealed files (tus, ``shared/http/tus.py``): the last byte completes a file, the last file its deposit."""

import base64
import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request

from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.domain.deposit import Deposit, DepositStatus, SealedFile
from services.responses.domain.quota import MOST_OPEN_BYTES
from services.responses.handlers.deposits import abandon_deposit
from services.responses.handlers.receipts import acknowledged
from services.responses.ports import Transmission
from shared.http.concurrency import in_file_thread, in_handler_thread_first
from shared.http.gathering import Gathering
from shared.http.security import authenticated
from shared.http.traced import traced_router
from shared.http.tus import Uploads, add_tus_routes
from shared.http.tus_exchange import Bench, Evidence
from shared.kernel.ids import FileId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.proof.canonical import Json

_LONGEST_HEADER: Final = 4096


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """One declared file being received."""

    deposit: Deposit
    file: SealedFile

    @property
    def blob_id(self) -> str:
        """Where its bytes lie."""
        return self.file.blob_id

    @property
    def size(self) -> int:
        """The declared size."""
        return self.file.declared.size

    @property
    def is_complete(self) -> bool:
        """Whether it was received whole."""
        return self.file.completed_at is not None


@dataclass(frozen=True, slots=True)
class Receiving:
    """What uploads mean here."""

    app: ResponsesApp
    notes: Gathering[Transmission]

    def find(self, request: Request, principal: Principal, name: str) -> ExpectedFile:
        """Find a declared file of the company's own."""
        file_id = FileId.parse(name)
        with self.app.read_uow(scope_of(request, principal)) as uow:
            deposit = uow.deposits.of_file(file_id)
        if deposit.status is DepositStatus.ABANDONED:
            refuse("RSP-UPLOAD-ABANDONED")
        return ExpectedFile(deposit, deposit.file(file_id))

    async def finish(self, upload: ExpectedFile, *, sha256: str | None, evidence: Evidence | None) -> Mapping[str, str]:
        """State the instant of the last byte, then commit; the gate is held from before the clock to after it."""
        reception, file = self.app.reception, upload.file
        with ExitStack() as gate:

            def state() -> datetime:
                """State the instant of the last byte, under the gate."""
                gate.enter_context(reception.gate.passing(upload.deposit.tender_id))
                return reception.state(file)

            completed_at = await in_file_thread(state)
            digest = sha256 or await self.app.store.sha256(file.blob_id)
            exchange = None if evidence is None else _transmission(upload, evidence)
            content = await in_handler_thread_first(
                reception.commit, file, completed_at=completed_at, sha256=digest, exchange=exchange
            )
        return self._said(content)

    async def note(self, upload: ExpectedFile, evidence: Evidence) -> None:
        """Keep the evidence of an exchange, with those of others that ended with it."""
        await self.notes.written(_transmission(upload, evidence))

    def last_headers(self, request: Request, principal: Principal, name: str) -> Mapping[str, str]:
        """Give the state of the deposit, with its signed acknowledgement when this was its last byte."""
        with self.app.read_uow(scope_of(request, principal)) as uow:
            return self._said(acknowledged(uow.deposits.of_file(FileId.parse(name)), uow=uow))

    def _said(self, content: Mapping[str, Json] | None) -> Mapping[str, str]:
        if content is None:
            return {"Plis-Deposit": DepositStatus.RECEIVING.value}
        signed = json.dumps(self.app.acknowledge(content), separators=(",", ":")).encode()
        headers = {"Plis-Deposit": DepositStatus.COMPLETE.value}
        if len(signed) < _LONGEST_HEADER:  # a longer one is read at the deposit's address
            headers["Plis-Acknowledgement"] = base64.urlsafe_b64encode(signed).decode()
        return headers

    def terminate(self, request: Request, principal: Principal, name: str) -> None:
        """Give up a deposit that is not complete; what was received whole is never withdrawn."""
        file_id = FileId.parse(name)
        self.app.read_and_record(scope_of(request, principal), lambda uow: abandon_deposit(file_id, uow=uow))

    def answering(self) -> None:
        """Let the fault tests act before the answer."""
        self.app.reception.fault("answer")


def uploads_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of uploads."""
    router = traced_router(
        app.keep_traces, node=app.settings.node, clock=app.clock, tags=["Envoi des fichiers scellés (tus 1.0.0)"]
    )
    bench, receiving = Bench(app.store, app.clock, "RSP"), Receiving(app, Gathering(app.reception.note, name="notes"))
    add_tus_routes(
        router, "/uploads", Uploads(receiving, bench, authenticated(Right.SUBMIT), "file_id", MOST_OPEN_BYTES)
    )
    return router


def _transmission(upload: ExpectedFile, found: Evidence) -> Transmission:
    return Transmission(
        upload.file.file_id, found.started_at, found.ended_at, found.first_byte, found.end_byte, found.outcome
    )
