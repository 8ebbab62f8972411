"""Evaluating the bids of a lot (analyse des offres): entering notes and amounts, computing the ranking (R2152-6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from services.tenders.domain import evaluation as grids
from services.tenders.domain import lifecycle
from services.tenders.domain.candidacies import CandidacyDecision
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.evaluation import BidAmount, Evaluation, Note, SettingAside, SettingAsideGround
from services.tenders.domain.grading import GradedCriterion, Grid, grid_of
from services.tenders.domain.inquiries import refuse_low_rejection, refuse_restoration
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.openings import OpenedResponse, bids_of_lot, opened_bid
from services.tenders.domain.outcomes import LotOutcome
from services.tenders.domain.scoring import RankedBid, rank_bids
from services.tenders.ports import UnitOfWork
from services.tenders.ports.evaluations import KeptNote
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class EnterEvaluation:
    """Command: entries for one lot; what was entered before stays unless it is entered again."""

    tender_id: TenderId
    lot_id: LotId
    notes: tuple[tuple[DepositId, Note], ...] = ()
    amounts: tuple[tuple[DepositId, BidAmount], ...] = ()
    set_aside: tuple[tuple[DepositId, SettingAside], ...] = ()
    restored: tuple[DepositId, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluatedLot:
    """The grid of a lot with its bids, what is missing, and the ranking once nothing is."""

    evaluation: Evaluation
    bids: tuple[OpenedResponse, ...]
    missing: tuple[str, ...]
    ranking: tuple[RankedBid, ...]
    grid: Grid


def enter_evaluation(command: EnterEvaluation, *, uow: UnitOfWork) -> EvaluatedLot:
    """Enter notes, amounts and settings aside for a lot, and rank its bids when the grid is complete.

    The first entry of a negotiation round keeps the grid of the round before it and begins a new one.

    Raises:
        Refused: an unknown response or criterion, a score outside its bounds, a lot already awarded, a bid rejected
            as abnormally low before its tenderer could justify it.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    changed = lifecycle.note_evaluation(tender)
    if tender.outcome(lot.lot_id) is not LotOutcome.OPEN or _is_awarded(tender, lot, uow=uow):
        refuse(Code.EVALUATION_SETTLED, lot=lot.number)
    before = _begun(tender, lot, uow=uow)
    bids = bids_of_lot(uow.openings.responses(tender.offers_stage_id), lot)
    grid = grid_of(tender.content, uow.evaluations.method(tender.tender_id))
    _check_decisions(command, tender=tender, uow=uow)
    entered = _enter(before, command=command, grid=grid, lot=lot, bids=bids)
    saved = replace(entered, version=before.version + 1, stage_id=tender.offers_stage_id)
    uow.evaluations.save(saved)
    uow.evaluations.note(_kept(command, version=saved.version, uow=uow))
    uow.tenders.save(changed)
    uow.record("evaluation_entered", str(tender.tender_id), _facts(command, lot))
    return lot_state(tender, lot, uow=uow)


def lot_state(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> EvaluatedLot:
    """Give the grid of a lot as it stands for the offers that are evaluated now, ranked when nothing is missing.

    A candidacy that was rejected takes its bid out of the ranking (R2144-7), whichever was examined first.
    """
    bids = bids_of_lot(uow.openings.responses(tender.offers_stage_id), lot)
    grid = grid_of(tender.content, uow.evaluations.method(tender.tender_id))
    kept = current_grid(uow.evaluations.get(tender.tender_id, lot.lot_id), tender=tender)
    evaluation = without_rejected(kept, bids=bids, rejected=_rejected(tender, lot, bids, uow=uow))
    return evaluated(evaluation, bids=bids, grid=grid)


def evaluated(evaluation: Evaluation, *, bids: Sequence[OpenedResponse], grid: Grid) -> EvaluatedLot:
    """Say what is missing in a grid, and rank its bids when nothing is."""
    missing = grids.missing_entries(evaluation, bids=bids, grid=grid)
    ranking = () if missing else rank_bids(evaluation, bids=bids, grid=grid)
    return EvaluatedLot(evaluation, tuple(bids), missing, ranking, grid)


def current_grid(kept: Evaluation, *, tender: Tender) -> Evaluation:
    """Give the grid of the round that is evaluated: empty where the grid that is kept is of an earlier round."""
    stage = tender.offers_stage_id
    if (kept.stage_id or tender.tender_id) == stage:
        return kept
    return replace(kept, sheets=MappingProxyType({}), stage_id=stage)


def without_rejected(
    evaluation: Evaluation, *, bids: Sequence[OpenedResponse], rejected: Mapping[DepositId, CandidacyDecision]
) -> Evaluation:
    """Take the bids of rejected candidates out of the ranking, for the reason of their rejection."""
    for bid in bids:
        decision = rejected.get(bid.response_id)
        if decision is not None and evaluation.sheet(bid.response_id).set_aside is None:
            aside = SettingAside(SettingAsideGround.INADMISSIBLE, decision.reason)
            evaluation = grids.set_bid_aside(evaluation, response_id=bid.response_id, decision=aside)
    return evaluation


def _rejected(
    tender: Tender, lot: Lot, bids: Sequence[OpenedResponse], *, uow: UnitOfWork
) -> Mapping[DepositId, CandidacyDecision]:
    """Give the bids whose candidacy was rejected for a lot.

    A company that answers alone and leads a group that answers too has two candidacies: each stands by itself.
    """
    decisions = uow.candidacies.get(tender.tender_id, lot.lot_id).rejected()
    return rejected_bids(
        bids, decisions, candidates=uow.openings.responses(tender.stages[0].stage_id) if decisions else ()
    )


def rejected_bids(
    bids: Sequence[OpenedResponse],
    decisions: Mapping[DepositId, CandidacyDecision],
    *,
    candidates: Sequence[OpenedResponse],
) -> Mapping[DepositId, CandidacyDecision]:
    """Give the decision that each bid falls under.

    In one stage the candidacy and the bid are one response. A later stage gives the candidate another response: it is
    found by its SIRET, and falls only where every candidacy of that SIRET was rejected.
    """
    own = {each.response_id for each in candidates}
    found: dict[DepositId, CandidacyDecision] = {}
    for bid in bids:
        of_bidder = (
            [bid] if bid.response_id in own else [c for c in candidates if c.tenderer_siret == bid.tenderer_siret]
        )
        taken = [decisions[each.response_id] for each in of_bidder if each.response_id in decisions]
        if taken and len(taken) == len(of_bidder):
            found[bid.response_id] = taken[0]
    return found


def _is_awarded(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> bool:
    return any(award.lot_id == lot.lot_id and award.is_live for award in uow.awards.of_tender(tender.tender_id))


def _begun(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> Evaluation:
    """Give the grid to write in; the first entry of a round keeps the grid of the round before it."""
    kept = uow.evaluations.get(tender.tender_id, lot.lot_id)
    current = current_grid(kept, tender=tender)
    if current is not kept and kept.version > 0:
        uow.evaluations.end_round(kept, stage_id=kept.stage_id or tender.tender_id, at=uow.clock.now())
    return current


def _check_decisions(command: EnterEvaluation, *, tender: Tender, uow: UnitOfWork) -> None:
    """Check that a bid is rejected, or comes back, only as the law allows."""
    low = [key for key, each in command.set_aside if each.ground is SettingAsideGround.ABNORMALLY_LOW]
    if not low and not command.restored:
        return
    inquiries = uow.inquiries.of_tender(tender.tender_id)
    legal_now = tender.timeline.legal_at(uow.clock.now())
    for response_id in low:
        refuse_if(refuse_low_rejection(response_id, inquiries=inquiries, legal_now=legal_now))
    for response_id in command.restored:
        refuse_if(refuse_restoration(response_id, inquiries=inquiries))


def _enter(
    evaluation: Evaluation, *, command: EnterEvaluation, grid: Grid, lot: Lot, bids: Sequence[OpenedResponse]
) -> Evaluation:
    def known(response_id: DepositId) -> DepositId:
        return opened_bid(bids, response_id=response_id, lot=lot).response_id

    for response_id, given in command.amounts:
        evaluation = grids.enter_amount(evaluation, response_id=known(response_id), given=given)
    for response_id, note in command.notes:
        criterion = _criterion(grid, note.entry.partition("/")[0])
        evaluation = grids.enter_score(evaluation, response_id=known(response_id), criterion=criterion, note=note)
    for response_id, decision in command.set_aside:
        evaluation = grids.set_bid_aside(evaluation, response_id=known(response_id), decision=decision)
    for response_id in command.restored:
        evaluation = grids.restore_bid(evaluation, response_id=known(response_id))
    return evaluation


def _criterion(grid: Grid, code: str) -> GradedCriterion:
    found = next((criterion for criterion in grid.criteria if criterion.code == code), None)
    if found is None:
        refuse(Code.CRITERION_UNKNOWN, criterion=code)
    return found


def _kept(command: EnterEvaluation, *, version: int, uow: UnitOfWork) -> Sequence[KeptNote]:
    """Give the notes of a command with their author and their instant; the last of two on the same entry counts."""
    notes = {
        (response_id, note.entry): KeptNote(
            tender_id=command.tender_id,
            lot_id=command.lot_id,
            version=version,
            response_id=response_id,
            entry=note.entry,
            score=note.score,
            justification=note.justification,
            author=uow.scope.principal.name,
            noted_at=uow.clock.now(),
        )
        for response_id, note in command.notes
    }
    return list(notes.values())


def _facts(command: EnterEvaluation, lot: Lot) -> dict[str, str]:
    count = len(command.notes) + len(command.amounts) + len(command.set_aside) + len(command.restored)
    return {"lot": str(lot.number), "entries": str(count)}
