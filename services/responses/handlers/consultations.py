"""What the tenders service announced: consultations and their closing."""

from services.responses.domain.consultation import (
    Buyer,
    Closing,
    Consultation,
    FileLimits,
    KnownDeadline,
    OfferedLot,
)
from services.responses.domain.custody import Custodian, Custody
from services.responses.ports import UnitOfWork
from shared.contracts.tenders import ConsultationFacts, SubmissionClosedV1
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, TenderId
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline


def keep_consultation(event: ConsultationFacts, uow: UnitOfWork) -> None:
    """Keep the published state of a consultation, unless a newer one is known."""
    timeline = event.timeline
    uow.consultations.keep(
        Consultation(
            tender_id=TenderId.parse(event.aggregate_id),
            version=event.aggregate_version,
            buyer=Buyer(Siret.parse(event.buyer.siret), event.buyer.name),
            title=event.title,
            object=event.object,
            lots=tuple(OfferedLot(lot.number, lot.title) for lot in event.lots),
            known_deadline=KnownDeadline(Deadline(event.deadline), event.deadline_version),
            timeline=Timeline(timeline.started_at, timeline.legal_start, timeline.factor),
            custody=Custody(
                tuple(
                    Custodian(CustodianId.parse(custodian.custodian_id), custodian.recipient)
                    for custodian in event.custodians
                ),
                event.opening_threshold,
            ),
            limits=FileLimits(event.max_file_bytes, event.max_deposit_bytes),
            sandbox=event.sandbox,
        )
    )


def keep_closing(event: SubmissionClosedV1, uow: UnitOfWork) -> None:
    """Keep the closing: without it nothing is ever released (R2132-9)."""
    closing = Closing(TenderId.parse(event.aggregate_id), Deadline(event.deadline), event.deadline_version)
    uow.consultations.keep_closing(closing)
