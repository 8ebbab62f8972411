"""The event worker of the mps service: `nameko` entrypoints only."""

from services.mps.wiring import build
from shared.contracts.envelope import Envelope
from shared.contracts.mps import CertificateRequestedV1
from shared.contracts.responses import ResponsesOpenedV1
from shared.contracts.tenders import ContractAwardedV1, ContractNotifiedV1, TenderChangedV1, TenderPublishedV1
from shared.contracts.tenders_awards import AwardWithdrawnV1
from shared.contracts.tenders_contract_life import ContractEndedV1
from shared.contracts.tenders_selection import SelectionAnnouncedV1
from shared.contracts.tenders_stages import TenderChangedV2, TenderChangedV3, TenderPublishedV2, TenderPublishedV3
from shared.runtime import AppProvider, consume


class MpsService:
    """Receives what the simplified application wants to hear of."""

    name = "mps"

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

    @consume(SelectionAnnouncedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def selection_announced(self, envelope: Envelope) -> None:
        """Keep what a consultation asks of candidates."""
        self.app.consumer.deliver(envelope)

    @consume(ResponsesOpenedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def responses_opened(self, envelope: Envelope) -> None:
        """Keep who may be examined."""
        self.app.consumer.deliver(envelope)

    @consume(ContractAwardedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_awarded(self, envelope: Envelope) -> None:
        """Keep who is to be awarded a contract."""
        self.app.consumer.deliver(envelope)

    @consume(AwardWithdrawnV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def award_withdrawn(self, envelope: Envelope) -> None:
        """Ask no more about who is awarded nothing."""
        self.app.consumer.deliver(envelope)

    @consume(ContractNotifiedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_notified(self, envelope: Envelope) -> None:
        """Watch a contract in force."""
        self.app.consumer.deliver(envelope)

    @consume(ContractEndedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def contract_ended(self, envelope: Envelope) -> None:
        """Watch a contract no more."""
        self.app.consumer.deliver(envelope)

    @consume(CertificateRequestedV1)  # type: ignore[untyped-decorator]  # nameko is untyped
    def certificate_requested(self, envelope: Envelope) -> None:
        """Ask one source and keep its answer."""
        self.app.consumer.deliver(envelope)
