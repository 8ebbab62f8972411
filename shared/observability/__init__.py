"""Logs, traces and metrics: what an operator sees, and nothing that an operator must not see."""

from shared.observability.logs import configure_logging, log_context, logger
from shared.observability.tracing import configure_tracing, continue_trace, current_traceparent, span

__all__ = [
    "configure_logging",
    "configure_tracing",
    "continue_trace",
    "current_traceparent",
    "log_context",
    "logger",
    "span",
]
