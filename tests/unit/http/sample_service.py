"""The service that the tests of ``shared.http`` ask: reads, writes, uploads, refusals and faults."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from pydantic import BaseModel, Field, field_validator

from shared.http.act import Act, act_of, act_of_upload
from shared.http.app import service_app
from shared.http.concurrency import in_file_thread, in_handler_thread, long_poll
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.limits import LONG_POLL, Limit, LimitsTable
from shared.http.pages import Page, PageRequest, page_request
from shared.http.problems import ProblemText
from shared.http.readiness import Check
from shared.http.routing import service_router
from shared.http.security import Security, anyone, authenticated
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import Clock
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

UPLOAD_LIMIT = 2_000_000
TEXTS = {"SMP-TOO-LATE": ProblemText("Trop tard", "Remis à {at}, limite {deadline}.", 409)}


class ThingIn(BaseModel):
    title: str = Field(min_length=1, max_length=20)
    count: int = Field(ge=1)
    siret: str | None = None

    @field_validator("siret")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        return None if value is None else str(Siret.parse(value))


class SaidOut(BaseModel):
    said: str


def _add_writes(router: APIRouter) -> None:
    @router.post("/things", status_code=201)
    def make(body: ThingIn, act: Annotated[Act, Depends(act_of(Right.DRAFT))]) -> SaidOut:
        """Faire une chose."""
        return SaidOut(said=f"{body.title} {act.body_digest[:8]} {act.if_match} {act.path}")

    @router.put("/things/{name}")
    def change(name: str, act: Annotated[Act, Depends(act_of(Right.DRAFT))]) -> SaidOut:
        return SaidOut(said=f"{name} {act.required_version()}")

    @router.post("/files")
    async def upload(
        request: Request, act: Annotated[Act, Depends(act_of_upload(Right.DRAFT, limit="file_bytes"))]
    ) -> SaidOut:
        digest = hashlib.sha256()
        async for chunk in request.stream():
            await in_file_thread(digest.update, chunk)
        return SaidOut(said=act.with_body(digest.hexdigest()).body_digest)


def _add_reads(router: APIRouter) -> None:
    @router.get("/public")
    def public(principal: Annotated[Principal, Depends(anyone)]) -> SaidOut:
        return SaidOut(said=principal.subject)

    @router.get("/private")
    def private(principal: Annotated[Principal, Depends(authenticated(Right.AWARD))]) -> SaidOut:
        return SaidOut(said=principal.subject)

    @router.get("/list")
    def listed(page: Annotated[PageRequest, Depends(page_request)]) -> Page[SaidOut]:
        return page.page([SaidOut(said=f"{page.after} {page.limit}")], last_key="clé/1")

    @router.get("/wait")
    async def wait(seconds: Annotated[float, Query(ge=0, le=LONG_POLL.value)] = 0) -> SaidOut:
        found: list[str | None] = [None, None, "enfin"]
        said = await long_poll(lambda: found.pop(0) if found else "vide", wait=seconds)
        return SaidOut(said=str(said))

    @router.get("/twice")
    async def twice() -> SaidOut:
        return SaidOut(said=await in_handler_thread(str, 2))


def _add_faults(router: APIRouter) -> None:
    @router.get("/late")
    def late() -> SaidOut:
        refuse("SMP-TOO-LATE", article="R2151-5", at="12:00:01", deadline="12:00:00")

    @router.get("/textless")
    def textless() -> SaidOut:
        refuse("SMP-WITHOUT-TEXT", lots=3)

    @router.get("/company")
    def company(siret: str) -> SaidOut:
        return SaidOut(said=str(Siret.parse(siret)))

    @router.get("/fault")
    def fault() -> SaidOut:
        raise RuntimeError("mot de passe hunter2")


def sample_app(
    issuer: DevelopmentIssuer, clock: Clock, *, checks: tuple[Check, ...] = (), handlers: int = 4
) -> FastAPI:
    router = service_router(tags=["Choses"])
    for add in (_add_writes, _add_reads, _add_faults):
        add(router)
    return service_app(
        service="sample",
        title="Service d'essai",
        description="Pour les tests.",
        routers=[router],
        security=Security(TokenVerifier([issuer.trusted()], clock=clock)),
        readiness=checks,
        limits=LimitsTable([Limit("file_bytes", UPLOAD_LIMIT, "octets", "Un fichier")]),
        texts=TEXTS,
        handlers=handlers,
        sandbox=True,
        development=True,
    )
