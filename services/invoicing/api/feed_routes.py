"""The finance feed over HTTP: for finance systems, which remember the last position that they have applied."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.invoicing.api.invoice_schemas import FeedEventOut, FeedOut, StreamOut
from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.handlers.feeds import read_feed, request_stream
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.limits import PAGE_SIZE
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.principal import Principal, Right

_LARGEST_POSITION = 2**62


def feed_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of the finance feed."""
    router = service_router(tags=["Fil financier"])

    @router.get("/feed", response_model=FeedOut)
    def feed(
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(Right.FINANCE_FEED))],
        after: Annotated[int, Query(ge=0, le=_LARGEST_POSITION, description="Dernière position déjà lue.")] = 0,
        limit: Annotated[int, Query(ge=1, le=PAGE_SIZE.value)] = PAGE_SIZE.value,
    ) -> FeedOut:
        """Lire la suite du fil de votre organisme : positions 1, 2, 3… sans trou, événements CloudEvents 1.0."""
        with app.read_uow(scope_of(request, principal)) as uow:
            entries = read_feed(position=after, limit=limit, uow=uow)
        events = [FeedEventOut(position=entry.position, event=json.loads(entry.envelope)) for entry in entries]
        return FeedOut(events=events, next_after=events[-1].position if events else after)

    @router.post("/feeds", status_code=201, response_model=StreamOut)
    def stream(act: Annotated[Act, Depends(act_of(Right.FINANCE_FEED))]) -> Response:
        """Demander que le fil soit aussi publié comme flux RabbitMQ, rejouable depuis son début."""

        def work(uow: UnitOfWork) -> StreamOut:
            return StreamOut(stream=request_stream(uow=uow, has_broker=app.settings.amqp_url is not None))

        return app.commands.run(act, work, status=201)

    return router
