"""Figures about requests: by route template, method and status; never by path, id or person."""

from starlette.types import Scope

from shared.http.routing import UncountedRoute
from shared.observability.metrics import counter, histogram

_requests = counter("http_requests_total", "Demandes traitées.", ("service", "route", "method", "status"))
_seconds = histogram("http_request_seconds", "Durée des demandes, en secondes.", ("service", "route", "method"))
_FAILURE = 500
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe_request(scope: Scope, *, service: str, status: int, seconds: float) -> None:
    """Count one request; unknown addresses share one label, so that a scan cannot fill the registry.

    Of uncounted routes only the service's own failures are counted: figures must look the same with 0 or 5 bids.
    """
    if isinstance(scope.get("route"), UncountedRoute) and status < _FAILURE:
        return
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    route = route_template(scope)
    _requests.labels(service=service, route=route, method=method, status=str(status)).inc()
    _seconds.labels(service=service, route=route, method=method).observe(seconds)


def route_template(scope: Scope) -> str:
    """The template of the matched route (``/tenders/consultations/{tender_id}``), never the path itself."""
    path = getattr(scope.get("route"), "path_format", None)
    return path if isinstance(path, str) else "(inconnue)"
