"""Routes of a service: synchronous endpoints run behind the handlers' limiter, JSON bodies are checked first."""

import inspect
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from shared.http.concurrency import in_handler_thread
from shared.http.json_guard import check_json_body
from shared.http.limits import JSON_DEPTH


def _behind_limiter(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The same endpoint, run in a thread of the handlers' limiter; FastAPI reads the original's signature."""
    if inspect.iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    async def limited(*args: object, **kwargs: object) -> object:
        return await in_handler_thread(endpoint, *args, **kwargs)

    return limited


class ServiceRoute(APIRoute):
    """A route with the platform's limits; only ``service_router`` makes them."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - the framework's own options
        super().__init__(path, _behind_limiter(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Check a JSON body before the framework parses it."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def guarded(request: Request) -> Response:
            """Check, then let the framework parse."""
            await check_json_body(request, depth=JSON_DEPTH.value)
            return await handle(request)

        return guarded


class UncountedRoute(ServiceRoute):
    """A route whose successes enter no figure, because their number is itself a secret (sealed responses)."""


def service_router(*, tags: list[str] | None = None) -> APIRouter:
    """An empty router; ``service_app`` puts it under ``/<service>`` and refuses any other kind of router."""
    return APIRouter(route_class=ServiceRoute, tags=list(tags or []))


def uncounted_router(*, tags: list[str] | None = None) -> APIRouter:
    """An empty router whose routes are left out of the figures, failures of the service excepted."""
    return APIRouter(route_class=UncountedRoute, tags=list(tags or []))
