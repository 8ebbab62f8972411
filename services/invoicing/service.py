"""The invoicing service as a nameko worker: one entrypoint per event; the names are part of the deployment."""

from services.invoicing import wiring
from shared.contracts.envelope import Envelope
from shared.contracts.invoicing import InvoiceReceivedV1
from shared.contracts.invoicing_doors import InvoiceReceivedV2
from shared.contracts.invoicing_flows import InvoiceFlowReceivedV1
from shared.contracts.invoicing_judging import InvoiceJudgingRequestedV1
from shared.contracts.tenders import ContractNotifiedV1
from shared.contracts.tenders_contract_life import ContractEndedV1, ContractModifiedV1, SubcontractAcceptedV1
from shared.contracts.tenders_quotations import QuotationOrderedV1
from shared.runtime import AppProvider, consume


class InvoicingService:
    """Receives the events that invoicing subscribes to and delivers them to its application."""

    name = "invoicing"
    app = AppProvider(wiring.build)

    @consume(ContractNotifiedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_notified(self, envelope: Envelope) -> None:
        """Learn a contract on which orders may be placed."""
        self.app.consumer.deliver(envelope)

    @consume(ContractModifiedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_modified(self, envelope: Envelope) -> None:
        """Learn what a contract is worth from now on."""
        self.app.consumer.deliver(envelope)

    @consume(ContractEndedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_ended(self, envelope: Envelope) -> None:
        """Learn that a contract has ended."""
        self.app.consumer.deliver(envelope)

    @consume(SubcontractAcceptedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def subcontract_accepted(self, envelope: Envelope) -> None:
        """Keep an accepted subcontractor."""
        self.app.consumer.deliver(envelope)

    @consume(QuotationOrderedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def quotation_ordered(self, envelope: Envelope) -> None:
        """Learn an order made after a request for quotations."""
        self.app.consumer.deliver(envelope)

    @consume(InvoiceFlowReceivedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def invoice_flow_received(self, envelope: Envelope) -> None:
        """Deal with a deposited file, document by document."""
        self.app.consumer.deliver(envelope)

    @consume(InvoiceReceivedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def invoice_received(self, envelope: Envelope) -> None:
        """Judge a received invoice by the official rules and match it with its order."""
        self.app.consumer.deliver(envelope)

    @consume(InvoiceReceivedV2)  # type: ignore[untyped-decorator]  # nameko is untyped
    def invoice_received_v2(self, envelope: Envelope) -> None:
        """Judge a received invoice by the official rules and match it with its order."""
        self.app.consumer.deliver(envelope)

    @consume(InvoiceJudgingRequestedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def invoice_judging_requested(self, envelope: Envelope) -> None:
        """Judge an invoice again whose official checks could not be made."""
        self.app.consumer.deliver(envelope)
