"""The event worker of responses: `nameko` entrypoints only; their names are queues, frozen by a test."""

from services.responses.wiring import build
from shared.contracts.envelope import Envelope
from shared.contracts.mps import DelegationRecordedV1, RepresentationShownV1
from shared.contracts.tenders import ContractSignedV1, SubmissionClosedV1, TenderChangedV1, TenderPublishedV1
from shared.contracts.tenders_awards import ContractCancelledV1
from shared.contracts.tenders_stages import (
    TenderAbandonedV1,
    TenderChangedV2,
    TenderChangedV3,
    TenderPublishedV2,
    TenderPublishedV3,
)
from shared.runtime import AppProvider, consume


class ResponsesService:
    """Hears of consultations and of their closing."""

    name = "responses"

    app = AppProvider(build)

    @consume(TenderPublishedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def tender_published(self, envelope: Envelope) -> None:
        """Keep a published consultation."""
        self.app.consumer.deliver(envelope)

    @consume(TenderChangedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def tender_changed(self, envelope: Envelope) -> None:
        """Keep a changed consultation."""
        self.app.consumer.deliver(envelope)

    @consume(TenderPublishedV2)  # type: ignore[untyped-decorator]  # nameko is untyped
    def stage_published(self, envelope: Envelope) -> None:
        """Keep a stage that begins."""
        self.app.consumer.deliver(envelope)

    @consume(TenderChangedV2)  # type: ignore[untyped-decorator]  # nameko is untyped
    def stage_changed(self, envelope: Envelope) -> None:
        """Keep a stage that changed."""
        self.app.consumer.deliver(envelope)

    @consume(TenderPublishedV3)  # type: ignore[untyped-decorator]  # nameko is untyped
    def stage_terms_published(self, envelope: Envelope) -> None:
        """Keep a stage that begins."""
        self.app.consumer.deliver(envelope)

    @consume(TenderChangedV3)  # type: ignore[untyped-decorator]  # nameko is untyped
    def stage_terms_changed(self, envelope: Envelope) -> None:
        """Keep a stage that changed."""
        self.app.consumer.deliver(envelope)

    @consume(TenderAbandonedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def tender_abandoned(self, envelope: Envelope) -> None:
        """Receive nothing more for what was given up."""
        self.app.consumer.deliver(envelope)

    @consume(ContractSignedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_signed(self, envelope: Envelope) -> None:
        """Keep the day from which responses are kept."""
        self.app.consumer.deliver(envelope)

    @consume(ContractCancelledV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_cancelled(self, envelope: Envelope) -> None:
        """Forget that day."""
        self.app.consumer.deliver(envelope)

    @consume(SubmissionClosedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def submission_closed(self, envelope: Envelope) -> None:
        """Keep a closing."""
        self.app.consumer.deliver(envelope)

    @consume(DelegationRecordedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def delegation_recorded(self, envelope: Envelope) -> None:
        """Keep who may commit a company."""
        self.app.consumer.deliver(envelope)

    @consume(RepresentationShownV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def representation_shown(self, envelope: Envelope) -> None:
        """Keep whether the registers name somebody."""
        self.app.consumer.deliver(envelope)
