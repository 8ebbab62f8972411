"""Awarding a lot (attribution), CCP R2152-6, R2181-1, R2181-3, R2182-1."""

from dataclasses import dataclass
from datetime import datetime

from services.tenders.domain import lifecycle
from services.tenders.domain.awards import Award, choose_winner, rejection_notices
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.openings import bids_of_lot
from services.tenders.domain.standstill import (
    Standstill,
    StandstillChoice,
    standstill_basis,
    standstill_of,
)
from services.tenders.handlers.announcements import contract_awarded
from services.tenders.handlers.evaluation import EvaluatedLot, evaluated
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import AwardId, DepositId, LotId, TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class AwardLot:
    """Command: award a lot to the first of its ranking, or to a response chosen with its reason."""

    tender_id: TenderId
    lot_id: LotId
    response_id: DepositId | None = None
    reason: str | None = None
    standstill: StandstillChoice = StandstillChoice.BY_LAW


def award_lot(command: AwardLot, *, uow: UnitOfWork, law: LegalTable) -> Award:
    """Award a lot: choose the winner, send the rejections, start the standstill and announce the award.

    The rejections are sent with the commit of this act: its instant is the day from which the standstill counts.

    Raises:
        Refused: the grid is incomplete, the lot is already awarded, a tie or another choice has no reason.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    awarded = uow.awards.of_tender(tender.tender_id)
    if any(award.lot_id == lot.lot_id for award in awarded):
        refuse(Code.AWARD_EXISTS, lot=lot.number)
    changed = lifecycle.award_lot(tender, lot_id=lot.lot_id, now=uow.clock.now())
    award = _decide(command, tender=tender, lot=lot, uow=uow, law=law)
    uow.awards.add(award)
    uow.tenders.save(changed)
    uow.publish(contract_awarded(award, tender=tender))
    uow.record("lot_awarded", str(tender.tender_id), _facts(award, lot))
    return award


def _decide(command: AwardLot, *, tender: Tender, lot: Lot, uow: UnitOfWork, law: LegalTable) -> Award:
    now = uow.clock.now()
    state = _complete(tender, lot, uow=uow)
    winner = choose_winner(state.ranking, lot_number=lot.number, chosen=command.response_id, reason=command.reason)
    return Award(
        award_id=uow.ids.new(AwardId),
        tender_id=tender.tender_id,
        lot_id=lot.lot_id,
        winner=winner,
        ranking=state.ranking,
        reason=command.reason,
        notices=rejection_notices(
            winner=winner, ranking=state.ranking, bids=state.bids, evaluation=state.evaluation, sent_at=now
        ),
        standstill=_standstill(command, tender=tender, tenderers=len(state.bids), now=now, law=law),
        awarded_at=now,
    )


def _complete(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> EvaluatedLot:
    bids = bids_of_lot(uow.openings.responses(tender.offers_stage_id), lot)
    evaluation = uow.evaluations.get(tender.tender_id, lot.lot_id)
    state = evaluated(evaluation, bids=bids, criteria=tender.content.criteria)
    if state.missing:
        refuse(Code.EVALUATION_INCOMPLETE, article="R2152-6", missing=", ".join(state.missing))
    return state


def _standstill(command: AwardLot, *, tender: Tender, tenderers: int, now: datetime, law: LegalTable) -> Standstill:
    sent_on = legal_day(tender.timeline.legal_at(now))
    basis = standstill_basis(procedure=tender.content.procedure, tenderers=tenderers, choice=command.standstill)
    return standstill_of(basis=basis, sent_on=sent_on, law=law)


def _facts(award: Award, lot: Lot) -> dict[str, str]:
    facts = {
        "lot": str(lot.number),
        "award": str(award.award_id),
        "response": str(award.winner.response_id),
        "rank": str(award.winner.rank),
        "standstill_ends_on": award.standstill.ends_on.isoformat(),
    }
    return facts if award.reason is None else {**facts, "reason": award.reason}
