"""The event worker of the tenders service: ``nameko`` entrypoints only. Method names are queues: never rename them."""

from services.tenders.wiring import build
from shared.contracts.envelope import Envelope
from shared.contracts.responses import CustodianRegisteredV1, ResponsesOpenedV1
from shared.runtime import AppProvider, consume


class TendersService:
    """Receives what tenders want to hear of the responses service."""

    name = "tenders"

    app = AppProvider(build)

    @consume(CustodianRegisteredV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def custodian_registered(self, envelope: Envelope) -> None:
        """Keep a custodian that proved its key."""
        self.app.consumer.deliver(envelope)

    @consume(ResponsesOpenedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def responses_opened(self, envelope: Envelope) -> None:
        """Keep the responses that were opened."""
        self.app.consumer.deliver(envelope)
