"""Closing the submission (clôture des dépôts), CCP R2132-9; design section 8.1.

Extending the deadline and closing lock the same row: whichever comes second sees what the first did. The closing is
announced once, with the deadline that held and its version; nothing is opened without that announcement.
"""

from services.tenders.domain import lifecycle
from services.tenders.domain.deadlines import refuse_closing
from services.tenders.domain.model import Tender
from services.tenders.domain.stage_acts import roll_over, rolls_over
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.announcements import submission_closed
from services.tenders.handlers.stages import announce_stage
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId


def close_tender(tender_id: TenderId, *, uow: UnitOfWork) -> Tender | None:
    """Close a consultation whose deadline has passed; None when another process did, or the deadline moved later."""
    tender = uow.tenders.lock(tender_id)
    now = uow.clock.now()
    if tender.status is not TenderStatus.PUBLISHED or refuse_closing(tender=tender, now=now) is not None:
        return None
    stage = tender.current_stage
    rolled = rolls_over(tender, legal_now=tender.timeline.legal_at(now))
    closed = roll_over(tender, stage_id=uow.ids.new(TenderId), now=now) if rolled else lifecycle.close(tender, now=now)
    uow.tenders.save(closed)
    uow.publish(submission_closed(stage, version=closed.version))
    if rolled:
        announce_stage(closed, uow=uow)
    facts = {
        "stage": str(stage.number),
        "deadline": str(stage.deadline),
        "deadline_version": str(stage.deadline_version),
    }
    uow.record("submission_closed", str(tender_id), facts)
    return closed
