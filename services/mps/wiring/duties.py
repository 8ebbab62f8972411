"""What the service does by itself as time passes."""

from typing import Final

from services.mps.handlers.ask_again import ask_again
from services.mps.wiring.consumers import SERVICE, OpenUow
from shared.kernel.principal import Principal
from shared.messaging.background import Background, Stop
from shared.storage.unit_of_work import Scope, retrying

_RETRY_POLL_SECONDS: Final = 2.0
_RETRY_BATCH: Final = 50


def retry_background(open_uow: OpenUow) -> Background:
    """Make the loop that asks again the sources whose time has come."""
    scope = Scope(Principal.system(SERVICE), correlation_id="retry")

    def run(stop: Stop) -> None:
        while not stop.is_set():
            asked = retrying(lambda: open_uow(scope), lambda uow: ask_again(uow=uow, limit=_RETRY_BATCH))
            if not asked:
                stop.wait(_RETRY_POLL_SECONDS)

    return Background("mps.retry", run)
