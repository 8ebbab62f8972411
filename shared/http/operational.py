"""The routes that every service has: limits, health, readiness, documentation."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel

from shared.http.docs_page import CONTENT_SECURITY_POLICY, docs_page
from shared.http.edge import Banner
from shared.http.limits import LimitsOut, LimitsTable
from shared.http.readiness import Check, ReadinessOut, run_checks
from shared.http.routing import service_router


class HealthOut(BaseModel):
    """The process answers."""

    alive: bool = True


def operational_router(*, service: str, limits: LimitsTable, checks: Sequence[Check], banner: Banner) -> APIRouter:
    """The operational routes of one service."""
    router = service_router(tags=["Exploitation"])
    published = LimitsOut.of(service, limits)

    @router.get("/limits")
    async def read_limits() -> LimitsOut:
        """Les limites appliquées par ce service."""
        return published

    @router.get("/healthz")
    async def health() -> HealthOut:
        """Le processus répond."""
        return HealthOut()

    @router.get("/readyz", responses={503: {"model": ReadinessOut}})
    def readiness() -> ReadinessOut:
        """Le service peut recevoir des demandes."""
        state = run_checks(checks)
        return state if state.ready else JSONResponse(state.model_dump(), status_code=503)  # type: ignore[return-value]

    @router.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    async def docs(request: Request) -> Response:
        """Lire cette documentation."""
        page = docs_page(request.app.openapi(), notice=_notice(banner))
        return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})

    return router


def _notice(banner: Banner) -> str | None:
    """What a person must know before anything else."""
    said = []
    if banner.sandbox:
        said.append("Bac à sable : aucun acte n'a d'effet juridique.")
    if banner.development:
        said.append("Identités de développement : ne pas utiliser en production.")
    return " ".join(said) or None
