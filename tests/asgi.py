"""A synchronous client for an ASGI application, on one event loop in a thread: no socket, no server."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal


class AsgiClient:
    """Sends requests to an application as a server would, one method per HTTP verb."""

    def __init__(self, portal: BlockingPortal, client: httpx.AsyncClient) -> None:
        self._portal = portal
        self._client = client

    def request(self, method: str, path: str, **options: object) -> httpx.Response:
        async def send() -> httpx.Response:
            return await self._client.request(method, path, **options)

        return self._portal.call(send)

    def get(self, path: str, **options: object) -> httpx.Response:
        return self.request("GET", path, **options)

    def head(self, path: str, **options: object) -> httpx.Response:
        return self.request("HEAD", path, **options)

    def post(self, path: str, **options: object) -> httpx.Response:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: object) -> httpx.Response:
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: object) -> httpx.Response:
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: object) -> httpx.Response:
        return self.request("DELETE", path, **options)


@contextmanager
def asgi_client(app: object, **options: object) -> Iterator[AsgiClient]:
    """Open a client; an exception that escapes the application is raised in the test."""
    with start_blocking_portal() as portal:
        transport = httpx.ASGITransport(app=app)
        client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", **options)
        try:
            yield AsgiClient(portal, client)
        finally:
            portal.call(client.aclose)
