"""The HTTP face of a service: one factory, the same promises everywhere.

Usage, in ``services/<name>/api/app.py``::

    router = service_router(tags=["Consultations"])

    @router.post("/consultations", status_code=201, response_model=TenderOut)
    def draft(body: DraftIn, act: Annotated[Act, Depends(act_of(Right.DRAFT))]) -> Response:
        '''Préparer une consultation.'''
        def work(uow: TendersUnitOfWork) -> Answer:
            tender = draft_tender(body.to_command(), uow=uow)
            return answer(TenderOut.of(tender), location=f"/tenders/consultations/{tender.id}", version=tender.version)

        return commands.run(act, work, status=201)   # commands = Commands(open_uow), made in wiring

    def create_app(app: App, security: Security) -> FastAPI:
        return service_app(
            service="tenders", title="Consultations", description="…", routers=[router_of(app)], security=security,
            readiness=app.readiness, limits=LimitsTable([...]), texts=TEXTS, handlers=8,
        )

* Synchronous routes (``def``) run behind the handlers' limiter (as many places as database connections). Routes that
  stream bytes or wait are ``async def`` and use ``in_handler_thread``, ``in_file_thread``, ``long_poll``.
* Reads: ``Depends(anyone)`` or ``Depends(authenticated(Right.X, …))`` (every listed right is needed) give a
  ``Principal``. Writes: ``Depends(act_of(Right.X))`` gives an ``Act``; uploads: ``act_of_upload(Right.X, limit="…")``,
  stream ``request.stream()``, then ``act.with_body(sha256_hex)``; other raw bodies: ``allow_body(request, limit="…")``.
* ``commands.run(act, work, status=201)`` runs ``work(uow)`` once per ``Idempotency-Key`` (see ``commands.py``).
* ``Refused`` anywhere becomes a problem document with the French text of ``texts`` (code -> ``ProblemText``).
* Lists: ``Depends(page_request)`` and ``Page[T]``. Versions: ``act.required_version()``, ``etag(version)``.
* Served besides the routes, under ``/<service>``: ``/openapi.json /docs /limits /healthz /readyz``. ``/metrics`` is
  never on this application: see ``metrics_app``.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NotRequired, Required, TypedDict, Unpack

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from shared.http.body_limit import BodyLimitMiddleware
from shared.http.concurrency import PATIENCE_SECONDS, Limiters
from shared.http.description import install_description
from shared.http.edge import Banner, EdgeMiddleware
from shared.http.errors import ErrorAnswers
from shared.http.limits import LimitsTable
from shared.http.operational import operational_router
from shared.http.problems import PROBLEM_RESPONSES, ProblemText
from shared.http.readiness import Check
from shared.http.routing import ServiceRoute
from shared.http.security import Security
from shared.http.texts import HTTP_TEXTS

__all__ = ["ServiceParts", "service_app"]


class ServiceParts(TypedDict):
    """What a service gives to its HTTP face."""

    service: Required[str]
    title: Required[str]
    description: Required[str]
    routers: Required[Sequence[APIRouter]]
    security: Required[Security]
    readiness: NotRequired[Sequence[Check]]
    limits: NotRequired[LimitsTable]
    texts: NotRequired[Mapping[str, ProblemText]]
    handlers: NotRequired[int]  # places of the handlers' limiter: the size of the database pool
    patience: NotRequired[float]  # seconds that a request waits for such a place
    sandbox: NotRequired[bool]
    development: NotRequired[bool]
    lifespan: NotRequired[Callable[[FastAPI], AbstractAsyncContextManager[None] | AsyncIterator[None]]]


def service_app(**parts: Unpack[ServiceParts]) -> FastAPI:
    """Build the application of one service; every route is under ``/<service>``."""
    service, limits = parts["service"], parts.get("limits") or LimitsTable()
    banner = Banner(sandbox=parts.get("sandbox", False), development=parts.get("development", False))
    limiters = Limiters(handlers=parts.get("handlers", 8), wait_seconds=parts.get("patience", PATIENCE_SECONDS))
    app = FastAPI(
        title=parts["title"],
        description=parts["description"],
        version="1",
        openapi_url=f"/{service}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=PROBLEM_RESPONSES,
        lifespan=parts.get("lifespan"),  # type: ignore[arg-type]
        middleware=[
            Middleware(EdgeMiddleware, service=service, limiters=limiters, banner=banner),
            Middleware(BodyLimitMiddleware, limit=limits.value("json_body_bytes")),
        ],
    )
    texts = {**HTTP_TEXTS, **parts.get("texts", {})}
    app.state.security, app.state.limits, app.state.texts = parts["security"], limits, texts
    ErrorAnswers(texts).install(app)
    for router in parts["routers"]:
        app.include_router(_checked(router), prefix=f"/{service}")
    operational = operational_router(service=service, limits=limits, checks=parts.get("readiness", ()), banner=banner)
    app.include_router(operational, prefix=f"/{service}")
    install_description(app)
    return app


def _checked(router: APIRouter) -> APIRouter:
    """Refuse routes that would escape the limits of this package."""
    for route in router.routes:
        if isinstance(route, APIRoute) and not isinstance(route, ServiceRoute):
            raise TypeError(f"{route.path}: make the router with service_router()")
    return router
