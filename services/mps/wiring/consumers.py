"""What the service does with events: learn consultations, and look at the lane of each source asked."""

from collections.abc import Callable
from typing import Final

from services.mps.domain.sources import Source
from services.mps.handlers.note_opening import note_opening
from services.mps.handlers.note_selection import note_selection
from services.mps.handlers.note_tender import note_tender
from services.mps.handlers.watch_contracts import note_contract
from services.mps.handlers.withdrawn_awards import note_award
from services.mps.storage.unit_of_work import MpsUnitOfWork
from shared.contracts.mps import CertificateRequestedV1
from shared.contracts.responses import ResponsesOpenedV1
from shared.contracts.tenders import ContractAwardedV1, ContractNotifiedV1, TenderChangedV1, TenderPublishedV1
from shared.contracts.tenders_awards import AwardWithdrawnV1
from shared.contracts.tenders_contract_life import ContractEndedV1
from shared.contracts.tenders_selection import SelectionAnnouncedV1
from shared.contracts.tenders_stages import TenderChangedV2, TenderChangedV3, TenderPublishedV2, TenderPublishedV3
from shared.legal import LegalTable
from shared.messaging.subscriptions import Consumer, Effect, Errand
from shared.storage.unit_of_work import Scope

SERVICE: Final = "mps"

OpenUow = Callable[[Scope], MpsUnitOfWork]


def consumer_of(
    open_uow: OpenUow, hear: Callable[[Source], None], law: LegalTable | None = None
) -> Consumer[MpsUnitOfWork]:
    """Say what the service does with events: learn consultations, and look at the lane of each source asked."""
    known_law = law or LegalTable.load()

    def fetch(event: CertificateRequestedV1) -> None:
        hear(Source(event.source_code))

    def apply(_event: CertificateRequestedV1, _heard: None, _uow: MpsUnitOfWork) -> None:
        """Do nothing more: the answer was kept with its task."""

    return Consumer(
        SERVICE,
        open_uow,
        [
            Effect(TenderPublishedV1, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderChangedV1, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderPublishedV2, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderChangedV2, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderPublishedV3, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderChangedV3, lambda event, uow: note_tender(event, uow=uow)),
            Effect(SelectionAnnouncedV1, lambda event, uow: note_selection(event, uow=uow)),
            Effect(ResponsesOpenedV1, lambda event, uow: note_opening(event, uow=uow)),
            Effect(ContractAwardedV1, lambda event, uow: note_award(event, uow=uow)),
            Effect(AwardWithdrawnV1, lambda event, uow: note_award(event, uow=uow)),
            Effect(ContractNotifiedV1, lambda event, uow: note_contract(event, law=known_law, uow=uow)),
            Effect(ContractEndedV1, lambda event, uow: note_contract(event, law=known_law, uow=uow)),
            Errand(CertificateRequestedV1, fetch, apply),
        ],
    )
