"""The verdicts of an invoice over HTTP: what was said, and having it judged again when checks could not be made."""

from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.invoicing.api.judging_schemas import JudgingIn, JudgingOut, VerdictsOut
from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.handlers.judging import Verdicts, judge_again, judge_all_again, verdicts_of
from services.invoicing.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_handler_thread, long_poll
from shared.http.limits import LONG_POLL
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal, Right
from shared.storage.unit_of_work import Scope

_Reader = Annotated[Principal, Depends(authenticated())]
_Authoriser = Annotated[Act, Depends(act_of(Right.AUTHORISE))]
_Operator = Annotated[Act, Depends(act_of(Right.OPERATE))]
_Wait = Annotated[int, Query(ge=0, le=LONG_POLL.value, description="Attente du verdict demandé, en secondes.")]


def judging_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of the verdicts of an invoice."""
    router = service_router(tags=["Factures"])

    @router.post("/invoices/{invoice_id}/verdicts", status_code=202, response_model=VerdictsOut)
    def ask(invoice_id: str, act: _Authoriser) -> Response:
        """Demander un nouveau verdict, quand des contrôles officiels n'ont pas pu être faits.

        La facture n'est pas encore décidée ; le verdict remplacé reste lisible. Ce qu'une personne a décidé entre-temps
        demeure. Demander encore, avant que le verdict soit rendu, ne change rien.
        """
        identifier = InvoiceId.parse(invoice_id)

        def work(uow: UnitOfWork) -> Answer:
            judge_again(identifier, uow=uow)
            found = VerdictsOut.of(verdicts_of(identifier, uow=uow))
            return answer(found, location=f"/invoicing/invoices/{identifier}/verdicts")

        return app.commands.run(act, work, status=202)

    @router.get("/invoices/{invoice_id}/verdicts", response_model=VerdictsOut)
    async def verdicts(invoice_id: str, request: Request, principal: _Reader, wait: _Wait = 0) -> VerdictsOut:
        """Lire les verdicts successifs d'une facture ; avec `wait`, attendre celui qui est demandé."""
        identifier, scope = InvoiceId.parse(invoice_id), scope_of(request, principal)
        read = partial(_read, app, identifier, scope)
        found = await long_poll(partial(_answered, read), wait=wait)
        return VerdictsOut.of(await in_handler_thread(read) if found is None else found)

    return router


def _read(app: InvoicingApp, invoice_id: InvoiceId, scope: Scope) -> Verdicts:
    with app.read_uow(scope) as uow:
        return verdicts_of(invoice_id, uow=uow)


def _answered(read: Callable[[], Verdicts]) -> Verdicts | None:
    found = read()
    return None if found.is_awaited else found


def judging_operator_routes(app: InvoicingApp) -> APIRouter:
    """Build the route of the operator."""
    router = service_router(tags=["Exploitation"])

    @router.post("/verdicts", status_code=202, response_model=JudgingOut)
    def ask_all(body: JudgingIn, act: _Operator) -> Response:
        """Demander un nouveau verdict pour chaque facture à décider dont des contrôles n'ont pas pu être faits.

        Par exemple une fois des artefacts officiels installés. Elles sont jugées peu à peu, sans retarder celles qui
        arrivent.
        """
        recipient = body.siret()

        def work(uow: UnitOfWork) -> Answer:
            count = judge_all_again(recipient, uow=uow)
            return answer(JudgingOut(recipient=body.recipient, invoices=count))

        return app.commands.run(act, work, status=202)

    return router
