"""What the tenders service announced: consultations and their closing."""

from typing import Final

from services.responses.domain.acts import custody_act, custody_content
from services.responses.domain.consultation import (
    Buyer,
    Closing,
    Consultation,
    FileLimits,
    KnownDeadline,
    OfferedLot,
)
from services.responses.handlers.amendments import amend_receipts
from services.responses.ports import UnitOfWork
from shared.contracts.tenders import ConsultationFacts, SubmissionClosedV1
from shared.contracts.tenders_stages import StageFacts, TenderAbandonedV1
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, TenderId
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.electronic import Regime, ResponseRules
from shared.proof.log import enter_act
from shared.sealing.custody import Custodian, Custody
from shared.sealing.manifest import Role

_BOTH: Final = frozenset(Role)  # before stages were announced, a response held both parts
_ROLES: Final = {"candidacy": Role.CANDIDACY, "offer": Role.BID}


def keep_consultation(event: ConsultationFacts, uow: UnitOfWork) -> None:
    """Keep the published state of a consultation, unless a newer one is known."""
    timeline = event.timeline
    staged = event if isinstance(event, StageFacts) else None
    invited = staged.invited if staged else None
    found = Consultation(
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
        receives=_BOTH if staged is None else frozenset(_ROLES[part] for part in staged.stage.receives),
        rules=ResponseRules()
        if staged is None
        else ResponseRules(Regime(staged.responses.regime), staged.responses.exception),
        origin=TenderId.parse(event.aggregate_id if staged is None else staged.stage.tender_id),
        invited=None if invited is None else tuple(Siret.parse(siret) for siret in invited),
    )
    uow.consultations.keep(found)
    # Once for each list of custodians: whoever seals can check that the keys it is given are the logged ones.
    enter_act(uow.log, custody_content(found), object_id=custody_act(found))


def keep_abandonment(event: TenderAbandonedV1, uow: UnitOfWork) -> None:
    """Receive nothing more for what was given up (R2185-1), lots or the whole: its responses stay sealed for ever."""
    uow.consultations.keep_abandonment(TenderId.parse(event.aggregate_id), () if event.whole else event.lots)


def keep_closing(event: SubmissionClosedV1, uow: UnitOfWork) -> None:
    """Keep the closing: without it nothing is ever released (R2132-9)."""
    closing = Closing(TenderId.parse(event.aggregate_id), Deadline(event.deadline), event.deadline_version)
    uow.consultations.keep_closing(closing)
    amend_receipts(closing.tender_id, uow=uow)
