"""Traces: spans that follow an act through requests, events and consumers (W3C Trace Context, OpenTelemetry).

Without ``OTEL_EXPORTER_OTLP_ENDPOINT`` no span is recorded and none of the exporter is imported; a ``traceparent``
received from outside still travels on to the events, so that a caller's trace is never cut.
Attributes of spans carry no personal data and no content: names of routes, handlers and event types only.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.typing import EventDict

_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("plis")  # a proxy: it records once a provider is installed


def configure_tracing(service: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Export spans to the collector named by the environment; return whether spans are recorded."""
    if not environ.get(_ENDPOINT):
        return False
    from shared.observability.otlp import install_exporter  # noqa: PLC0415 - 0.3 s that only an observed process pays

    install_exporter(service)
    return True


@contextmanager
def span(name: str, **attributes: str | int) -> Iterator[None]:
    """Time a piece of work as a child of the current span; an exception marks it failed without its message."""
    with _recorded(name, context=None, attributes=attributes):
        yield


@contextmanager
def continue_trace(traceparent: str | None, name: str) -> Iterator[None]:
    """Go on with the trace that a request or an event brought; an unreadable header starts a new trace."""
    context = _propagator.extract({"traceparent": traceparent}, Context()) if traceparent else Context()
    with _recorded(name, context=context, attributes={}):
        yield


def current_traceparent() -> str | None:
    """The ``traceparent`` to write in an event or an outgoing request; None outside any trace."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def _recorded(name: str, *, context: Context | None, attributes: Mapping[str, str | int]) -> Iterator[None]:
    # record_exception would copy messages, hence possibly content, into the trace store: only the class is kept.
    with _tracer.start_as_current_span(
        name, context=context, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield
        except BaseException as fault:  # told, and raised again as it was
            current.set_status(trace.Status(trace.StatusCode.ERROR, type(fault).__name__))
            raise


def trace_ids_processor(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Write the ids of the current trace in a log line, so that logs and traces can be read together."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    return event
