"""A consultation was published or changed: keep the few columns that candidacies need."""

from services.mps.domain.tender import KnownLot, KnownTender
from services.mps.ports import UnitOfWork
from shared.contracts.tenders import ConsultationFacts
from shared.contracts.tenders_stages import StageFacts
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline


def note_tender(event: ConsultationFacts, *, uow: UnitOfWork) -> None:
    """Keep the public state of a consultation; an older state that arrives late is ignored by the store."""
    timeline = Timeline(event.timeline.started_at, event.timeline.legal_start, event.timeline.factor)
    uow.tenders.put(
        KnownTender(
            tender_id=TenderId.parse(event.aggregate_id),
            version=event.aggregate_version,
            buyer_siret=Siret.parse(event.buyer.siret),
            buyer_name=event.buyer.name,
            title=event.title,
            deadline=event.deadline,
            timeline=timeline,
            sandbox=event.sandbox,
            lots=tuple(KnownLot(lot.number, lot.title) for lot in event.lots),
            kind=event.kind,
            procedure=event.procedure,
            consultation_id=TenderId.parse(event.stage.tender_id) if isinstance(event, StageFacts) else None,
        )
    )
