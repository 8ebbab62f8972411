"""Structured logs: one JSON object per line on standard error, with the request id, without any secret.

Lines of other libraries (uvicorn, alembic, pika) pass through the same processors, redaction included.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import structlog
from structlog.typing import Processor

from shared.observability.redaction import redaction_processor
from shared.observability.tracing import trace_ids_processor

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}
_TALKATIVE = ("uvicorn.access", "uvicorn.error", "pika", "httpx", "httpcore", "alembic")

_COMMON: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    trace_ids_processor,
    structlog.processors.StackInfoRenderer(),
)
_RENDERING: tuple[Processor, ...] = (
    structlog.processors.format_exc_info,
    redaction_processor,
    structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
)


def configure_logging(service: str, level: str = "info", *, stream: TextIO | None = None) -> None:
    """Send every log line of this process to ``stream`` (standard error by default) as JSON.

    Args:
        service: Name of the service or of the command, written in each line.
        level: Lowest level written: debug, info, warning, error or critical.
        stream: Where the lines go; standard output stays free for results.

    Raises:
        ValueError: the level is none of the five.
    """
    number = _LEVELS.get(level.lower())
    if number is None:
        raise ValueError(f"unknown log level {level!r}, expected one of {', '.join(_LEVELS)}")
    shared = [*_COMMON, _naming(service)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,  # a demo reconfigures the level; the cost is a dictionary lookup
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_RENDERING,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def use_default_logging() -> None:
    """What holds until ``configure_logging``: warnings and worse, redacted, on standard error.

    The library's own default prints on standard output, where the results of commands belong.
    """
    structlog.configure(
        processors=[*_COMMON, *_RENDERING],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _naming(service: str) -> Processor:
    def name_service(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event.setdefault("service", service)
        return event

    return name_service


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Make the logger of one module; events are names in snake case, facts are fields."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger(name)
    return bound


@contextmanager
def log_context(**fields: str) -> Iterator[None]:
    """Write these fields (request id, correlation id) in every line logged inside the block."""
    with structlog.contextvars.bound_contextvars(**fields):
        yield


use_default_logging()
