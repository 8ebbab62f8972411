"""The invoicing service as a nameko worker: one entrypoint per event; the names are part of the deployment."""

from services.invoicing import wiring
from shared.contracts.envelope import Envelope
from shared.contracts.invoicing import InvoiceReceivedV1
from shared.contracts.tenders import ContractNotifiedV1
from shared.runtime import AppProvider, consume


class InvoicingService:
    """Receives the events that invoicing subscribes to and delivers them to its application."""

    name = "invoicing"
    app = AppProvider(wiring.build)

    @consume(ContractNotifiedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_notified(self, envelope: Envelope) -> None:
        """Learn a contract on which orders may be placed."""
        self.app.consumer.deliver(envelope)

    @consume(InvoiceReceivedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def invoice_received(self, envelope: Envelope) -> None:
        """Judge a received invoice by the official rules and match it with its order."""
        self.app.consumer.deliver(envelope)
