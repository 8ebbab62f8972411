"""Gathering what the minutes of a session say, from the consultations of its agenda."""

from services.tenders.domain.committee_minutes import LotWords, minutes_of
from services.tenders.domain.committee_sessions import AgendaItem
from services.tenders.ports import UnitOfWork
from shared.kernel.report import Report
from shared.kernel.tender_ids import CommitteeSessionId


def write_minutes(session_id: CommitteeSessionId, *, uow: UnitOfWork) -> Report:
    """Write the minutes of a session of one's organisation."""
    session = uow.committees.session(session_id)
    committee = uow.committees.get(session.committee_id)
    lots = {item: _words(item, uow=uow) for item in session.agenda}
    return minutes_of(session, committee=committee, lots=lots, dated_at=session.meets_at)


def _words(item: AgendaItem, *, uow: UnitOfWork) -> LotWords:
    tender = uow.tenders.get(item.tender_id)
    lot = tender.lot(item.lot_id)
    responses = uow.openings.responses(tender.offers_stage_id)
    return LotWords(
        consultation=tender.content.title,
        lot=f"lot {lot.number} ({lot.title})",
        companies={response.response_id: response.tenderer_name for response in responses},
    )
