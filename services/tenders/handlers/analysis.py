"""Gathering the analysis of lots, to show its computations and to write its report."""

from collections.abc import Sequence

from services.tenders.domain.analysis_report import LotAnalysis, analysis_report
from services.tenders.domain.low_bids import low_bids
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.openings import bids_of_lot
from services.tenders.domain.scoring import RankedBid, computations
from services.tenders.handlers.candidacies import candidates_of
from services.tenders.handlers.evaluation import EvaluatedLot, evaluated, lot_state
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import LotId, TenderId
from shared.kernel.principal import Right
from shared.kernel.report import Report


def analyse_lot(tender_id: TenderId, lot_id: LotId, *, uow: UnitOfWork) -> LotAnalysis:
    """Give everything known of the analysis of a lot.

    Raises:
        Refused: ``TND-NOT-FOUND``, ``TND-LOT-UNKNOWN``, or the right to evaluate is missing (L2132-1).
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.get(tender_id)
    return _analysis(tender, tender.lot(lot_id), uow=uow)


def report_analysis(tender_id: TenderId, lot_id: LotId | None, *, uow: UnitOfWork) -> Report:
    """Write the analysis report of a lot, or of every lot; reading it is an act of the journal.

    Raises:
        Refused: as ``analyse_lot``.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.get(tender_id)
    lots = tender.content.lots if lot_id is None else (tender.lot(lot_id),)
    analyses = [_analysis(tender, lot, uow=uow) for lot in lots]
    method = uow.evaluations.method(tender.tender_id)
    uow.record("analysis_reported", str(tender.tender_id), {"lots": str(len(lots))})
    return analysis_report(tender, method=method, lots=analyses, dated_at=tender.timeline.legal_at(uow.clock.now()))


def _analysis(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> LotAnalysis:
    state = lot_state(tender, lot, uow=uow)
    amounts = {key: sheet.amount.amount for key, sheet in state.evaluation.sheets.items() if sheet.amount is not None}
    asked = uow.inquiries.of_tender(tender.tender_id)
    return LotAnalysis(
        lot=lot,
        evaluation=state.evaluation,
        bids=state.bids,
        missing=state.missing,
        ranking=state.ranking,
        computations=computations(state.evaluation, ranking=state.ranking, bids=state.bids, grid=state.grid),
        grid=state.grid,
        low=low_bids(amounts, estimate=lot.estimated_value.amount),
        inquiries=tuple(each for each in asked if each.lot_id == lot.lot_id),
        examination=uow.candidacies.get(tender.tender_id, lot.lot_id),
        candidates=tuple(candidates_of(tender, lot, uow=uow)),
        earlier=tuple(_earlier(tender, lot, state=state, uow=uow)),
    )


def _earlier(tender: Tender, lot: Lot, *, state: EvaluatedLot, uow: UnitOfWork) -> Sequence[tuple[RankedBid, ...]]:
    """Rank again the rounds that are over, from the grids that were kept."""
    rankings = []
    for kept in uow.evaluations.rounds(tender.tender_id, lot.lot_id):
        bids = bids_of_lot(uow.openings.responses(kept.stage_id or tender.tender_id), lot)
        rankings.append(evaluated(kept, bids=bids, grid=state.grid).ranking)
    return rankings
