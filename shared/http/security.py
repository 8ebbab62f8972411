"""Who asks: FastAPI dependencies that give the ``Principal`` of a request.

``Depends(anyone)`` also admits anonymous readers; ``Depends(authenticated(Right.DRAFT))`` admits only a verified
token that has every listed right. A bad token is refused even where nobody needs one.
"""

from collections.abc import Awaitable, Callable

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from shared.http.errors import Problem
from shared.http.tokens import TokenRefused, TokenVerifier
from shared.kernel.principal import Principal, Right

_REALM = 'Bearer realm="plis"'
_scheme = HTTPBearer(auto_error=False, bearerFormat="JWT", description="Jeton d'accès OpenID Connect")


class Security:
    """The verification of one application."""

    def __init__(self, verifier: TokenVerifier) -> None:
        self._verifier = verifier

    async def principal_of(self, authorization: str | None) -> Principal | None:
        """The principal of an ``Authorization`` header; None when there is no header.

        Raises:
            Problem: ``HTTP-TOKEN-INVALID`` (401 with its challenge) for every other case.
        """
        if authorization is None:
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _challenge("un jeton Bearer est attendu")
        try:
            if self._verifier.may_block:
                return await to_thread.run_sync(self._verifier.verify, token.strip())
            return self._verifier.verify(token.strip())
        except TokenRefused as refused:
            raise _challenge(refused.reason) from None


def _challenge(reason: str) -> Problem:
    headers = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
    return Problem("HTTP-TOKEN-INVALID", headers=headers, reason=reason)


async def anyone(request: Request, _documented: object = Depends(_scheme)) -> Principal:
    """The principal of the request, anonymous when no token came."""
    security: Security = request.app.state.security
    found = await security.principal_of(request.headers.get("authorization"))
    request.state.principal = found
    return found or Principal.anonymous()


def authenticated(*rights: Right) -> Callable[..., Awaitable[Principal]]:
    """A dependency that gives a verified principal holding every one of ``rights``."""

    async def principal(request: Request, _documented: object = Depends(_scheme)) -> Principal:
        """Give the verified principal with its rights."""
        security: Security = request.app.state.security
        found = await security.principal_of(request.headers.get("authorization"))
        request.state.principal = found
        if found is None:
            raise Problem("HTTP-UNAUTHENTICATED", headers={"WWW-Authenticate": _REALM})
        for right in rights:
            found.require(right)
        return found

    return principal
