"""Several services on one port: the first segment of the path chooses the application (``plis serve``)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.http.problems import problem_document, problem_response
from shared.http.texts import HTTP_TEXTS
from shared.kernel.refusal import Refusal


class CombinedApp:
    """Applications by prefix; each keeps its own full paths, limits and lifespan.

    Args:
        apps: Applications by first segment of the path, for instance ``{"tenders": …, "dev": …}``.
        fallback: What answers every other path; by default a problem document 404.
    """

    def __init__(self, apps: Mapping[str, ASGIApp], *, fallback: ASGIApp | None = None) -> None:
        self._apps = dict(apps)
        self._fallback = fallback or _not_found
        self._lifespan = Starlette(lifespan=self._all_lifespans)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a connection on (ASGI)."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
            return
        prefix = scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
        await self._apps.get(prefix, self._fallback)(scope, receive, send)

    @asynccontextmanager
    async def _all_lifespans(self, _app: Starlette) -> AsyncIterator[None]:
        """Start every application, and stop them in the opposite order."""
        async with AsyncExitStack() as stack:
            for app in self._apps.values():
                if isinstance(app, Starlette):
                    await stack.enter_async_context(app.router.lifespan_context(app))
            yield


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    document = problem_document(Refusal("HTTP-NOT-FOUND"), HTTP_TEXTS, request_id=None)
    response: Response = problem_response(document)
    await response(scope, receive, send)
