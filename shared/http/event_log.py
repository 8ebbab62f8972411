"""The operator's view of what a service has announced: ``GET /<service>/events``, page by page, in order.

It is for the operation of the platform and for demonstrations. Finance systems read their buyer's feed instead, whose
positions are their own; the positions used here stay inside the opaque cursor.
"""

import json
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import JsonValue

from shared.http.errors import Problem
from shared.http.pages import Page, PageRequest, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal, Right
from shared.storage.database import Database
from shared.storage.event_log import numbered_events
from shared.storage.tables import ServiceTables


def event_log_router(database: Database, tables: ServiceTables) -> APIRouter:
    """Build the operator's route over the outbox of one service."""
    router = service_router(tags=["Exploitation"])

    @router.get("/events", summary="Événements annoncés par ce service")
    def events(
        _operator: Annotated[Principal, Depends(authenticated(Right.OPERATE))],
        page: Annotated[PageRequest, Depends(page_request)],
    ) -> Page[dict[str, JsonValue]]:
        after = _position(page.after)
        with database.reader() as connection:
            rows = numbered_events(connection, tables, after=after, limit=page.limit + 1)
        shown = rows[: page.limit]
        items: list[dict[str, JsonValue]] = [json.loads(text) for _, text in shown]
        return page.page(items, last_key=str(shown[-1][0]) if len(rows) > page.limit else None)

    return router


def _position(key: str | None) -> int:
    if key is None:
        return 0
    if not key.isascii() or not key.isdigit():
        raise Problem("HTTP-CURSOR-INVALID")
    return int(key)
