"""The loop that has invoices judged again whose time has come: one process of all runs it, a few at a time."""

from collections.abc import Callable
from typing import Final

from services.invoicing.handlers.judging import ask_due
from services.invoicing.storage.unit_of_work import InvoicingUnitOfWork
from shared.kernel.principal import Principal
from shared.messaging.background import Background, Stop
from shared.storage.unit_of_work import Scope, retrying

_POLL_SECONDS: Final = 5
_BATCH: Final = 20


def judging_background(open_uow: Callable[[Scope], InvoicingUnitOfWork]) -> Background:
    """Make the loop."""
    scope = Scope(Principal.system("invoicing"), correlation_id="judging-again")

    def run(stop: Stop) -> None:
        while not stop.wait(_POLL_SECONDS):
            retrying(lambda: open_uow(scope), lambda uow: ask_due(uow=uow, limit=_BATCH))

    return Background("invoicing.judging", run)
