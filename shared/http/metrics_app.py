"""``/metrics`` on its own internal listener, never on the public port (design section 4)."""

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.observability.metrics import REGISTRY


def metrics_app(registry: CollectorRegistry = REGISTRY) -> Starlette:
    """The application of the internal listener: figures of the whole process."""

    async def metrics(_request: Request) -> Response:
        """Write every figure of the registry."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return Starlette(routes=[Route("/metrics", metrics)])
