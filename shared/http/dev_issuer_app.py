"""The HTTP face of the development issuer: ``/dev/.well-known/openid-configuration``, ``/dev/jwks``, ``/dev/token``.

It answers only this machine: loopback peer, loopback ``Host``, no trace of a proxy, no page of a browser (no CORS,
no ``Origin``), and a token only against the launch secret, which only this account can read.
"""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.http.body_limit import BodyLimitMiddleware
from shared.http.concurrency import Limiters
from shared.http.dev_issuer import TOKEN_SECONDS, DevelopmentIssuer
from shared.http.edge import Banner, EdgeMiddleware
from shared.http.errors import ErrorAnswers, Problem
from shared.http.personas import PERSONAS
from shared.http.routing import service_router
from shared.http.texts import HTTP_TEXTS
from shared.kernel.principal import PrincipalKind, Right

_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PROXY_HEADERS = frozenset({b"forwarded", b"via", b"x-real-ip", b"origin"})
_MAX_BODY = 16 * 1024


class ClaimsIn(BaseModel):
    """Explicit claims, for tests that need another organisation or other rights."""

    model_config = ConfigDict(extra="forbid")

    sub: str = Field(min_length=1, max_length=200)
    name: str = Field(default="", max_length=200)
    kind: PrincipalKind
    rights: list[Right]
    siret: str | None = None


class TokenIn(BaseModel):
    """Which identity is wanted."""

    model_config = ConfigDict(extra="forbid")

    secret: SecretStr
    persona: str | None = None
    claims: ClaimsIn | None = None

    @model_validator(mode="after")
    def _one_identity(self) -> "TokenIn":
        if (self.persona is None) == (self.claims is None):
            raise ValueError("persona or claims, one of them")
        return self


class TokenOut(BaseModel):
    """A token, as RFC 6749 section 5.1 writes it."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the type of a token, not its value
    expires_in: int = TOKEN_SECONDS
    notice: str = "Identité de développement."


class LoopbackOnly:
    """Answers 404 to whatever did not come straight from this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] == "http" and not _is_local(scope):
            response: Response = JSONResponse({"detail": "Not Found"}, status_code=404)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_local(scope: Scope) -> bool:
    headers = scope["headers"]
    if any(name in _PROXY_HEADERS or name.startswith(b"x-forwarded") for name, _ in headers):
        return False
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    peer = (scope.get("client") or ("", 0))[0]
    return len(hosts) == 1 and _host_name(hosts[0]) in _LOOPBACK_HOSTS and _is_loopback(peer)


def _host_name(host: str) -> str:
    return host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host


def _is_loopback(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False


def dev_issuer_app(issuer: DevelopmentIssuer) -> FastAPI:
    """The application of the issuer, under ``/dev``."""
    app = FastAPI(
        title="Émetteur d'identités de développement",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(LoopbackOnly),
            Middleware(EdgeMiddleware, service="dev", limiters=Limiters(handlers=2), banner=Banner(development=True)),
            Middleware(BodyLimitMiddleware, limit=_MAX_BODY),
        ],
    )
    ErrorAnswers(HTTP_TEXTS).install(app)
    app.include_router(_routes(issuer), prefix="/dev")
    return app


def _routes(issuer: DevelopmentIssuer) -> APIRouter:
    router = service_router()

    @router.get("/.well-known/openid-configuration")
    async def configuration(request: Request) -> Mapping[str, Any]:
        """Décrire l'émetteur (OpenID Connect Discovery 1.0)."""
        base = f"{request.url.scheme}://{request.headers['host']}/dev"
        return {
            "issuer": issuer.name,
            "jwks_uri": f"{base}/jwks",
            "token_endpoint": f"{base}/token",
            "id_token_signing_alg_values_supported": ["ES256"],
            "subject_types_supported": ["public"],
        }

    @router.get("/jwks")
    async def key_set() -> Mapping[str, Any]:
        """La clé publique de l'émetteur."""
        return issuer.key_set()

    @router.post("/token")
    async def token(body: TokenIn) -> TokenOut:
        """Obtenir un jeton d'une heure contre le secret de lancement."""
        if not issuer.accepts(body.secret.get_secret_value()):
            raise Problem("HTTP-TOKEN-INVALID", headers={"WWW-Authenticate": "Bearer"}, reason="secret de lancement")
        if body.claims is not None:
            return TokenOut(access_token=issuer.issue(body.claims.model_dump(mode="json", exclude_none=True)))
        if body.persona not in PERSONAS:
            raise Problem("HTTP-NOT-FOUND")
        return TokenOut(access_token=issuer.token_for(str(body.persona)))

    return router
