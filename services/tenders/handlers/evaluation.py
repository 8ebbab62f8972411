"""Evaluating the bids of a lot (analyse des offres): entering scores and amounts, computing the ranking (R2152-6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.tenders.domain import evaluation as grid
from services.tenders.domain import lifecycle
from services.tenders.domain.errors import Code
from services.tenders.domain.evaluation import Evaluation, SettingAside
from services.tenders.domain.model import AwardCriterion, Lot, Tender
from services.tenders.domain.openings import OpenedResponse, bids_of_lot, opened_bid
from services.tenders.domain.scoring import RankedBid, rank_bids
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class ScoreEntry:
    """A score given by a person to one bid on one criterion."""

    response_id: DepositId
    criterion: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class EnterEvaluation:
    """Command: entries for one lot; what was entered before stays unless it is entered again."""

    tender_id: TenderId
    lot_id: LotId
    scores: tuple[ScoreEntry, ...] = ()
    amounts: tuple[tuple[DepositId, Money], ...] = ()
    set_aside: tuple[tuple[DepositId, SettingAside], ...] = ()
    restored: tuple[DepositId, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluatedLot:
    """The grid of a lot with its bids, what is missing, and the ranking once nothing is."""

    evaluation: Evaluation
    bids: tuple[OpenedResponse, ...]
    missing: tuple[str, ...]
    ranking: tuple[RankedBid, ...]


def enter_evaluation(command: EnterEvaluation, *, uow: UnitOfWork) -> EvaluatedLot:
    """Enter scores, amounts and settings aside for a lot, and rank its bids when the grid is complete.

    Raises:
        Refused: an unknown response or criterion, a score outside its bounds, a lot already awarded.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    changed = lifecycle.note_evaluation(tender)
    if any(award.lot_id == lot.lot_id for award in uow.awards.of_tender(tender.tender_id)):
        refuse(Code.EVALUATION_SETTLED, lot=lot.number)
    bids = bids_of_lot(uow.openings.responses(tender.offers_stage_id), lot)
    entered = _enter(
        uow.evaluations.get(tender.tender_id, lot.lot_id), command=command, tender=tender, lot=lot, bids=bids
    )
    saved = replace(entered, version=entered.version + 1)
    uow.evaluations.save(saved)
    uow.tenders.save(changed)
    uow.record("evaluation_entered", str(tender.tender_id), {"lot": str(lot.number), "entries": _count(command)})
    return evaluated(saved, bids=bids, criteria=tender.content.criteria)


def evaluated(
    evaluation: Evaluation, *, bids: Sequence[OpenedResponse], criteria: Sequence[AwardCriterion]
) -> EvaluatedLot:
    """Say what is missing in a grid, and rank its bids when nothing is."""
    missing = grid.missing_entries(evaluation, bids=bids, criteria=criteria)
    ranking = () if missing else rank_bids(evaluation, bids=bids, criteria=criteria)
    return EvaluatedLot(evaluation=evaluation, bids=tuple(bids), missing=missing, ranking=ranking)


def _enter(
    evaluation: Evaluation, *, command: EnterEvaluation, tender: Tender, lot: Lot, bids: Sequence[OpenedResponse]
) -> Evaluation:
    def known(response_id: DepositId) -> DepositId:
        return opened_bid(bids, response_id=response_id, lot=lot).response_id

    for response_id, amount in command.amounts:
        evaluation = grid.enter_amount(evaluation, response_id=known(response_id), amount=amount)
    for entry in command.scores:
        criterion = _criterion(tender, entry.criterion)
        evaluation = grid.enter_score(
            evaluation, response_id=known(entry.response_id), criterion=criterion, score=entry.score
        )
    for response_id, decision in command.set_aside:
        evaluation = grid.set_bid_aside(evaluation, response_id=known(response_id), decision=decision)
    for response_id in command.restored:
        evaluation = grid.restore_bid(evaluation, response_id=known(response_id))
    return evaluation


def _criterion(tender: Tender, code: str) -> AwardCriterion:
    found = next((criterion for criterion in tender.content.criteria if criterion.code == code), None)
    if found is None:
        refuse(Code.CRITERION_UNKNOWN, criterion=code)
    return found


def _count(command: EnterEvaluation) -> str:
    return str(len(command.scores) + len(command.amounts) + len(command.set_aside) + len(command.restored))
