"""Examining candidacies and choosing who is invited (R2144-1 to R2144-7, R2142-15 to R2142-18, R2161-4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.tenders.domain import candidacies as rules
from services.tenders.domain import lifecycle
from services.tenders.domain.candidacies import CandidacyDecision, CandidacyExamination, Check, ExaminationOrder
from services.tenders.domain.candidate_selection import (
    RankedCandidate,
    Selection,
    choose_invited,
    minimum_advices,
    rank_candidates,
)
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.openings import OpenedResponse, bids_of_lot, opened_bid
from services.tenders.domain.states import TenderAction
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.principal import Right
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class ExamineCandidacies:
    """Command: what was found in the candidacies of a lot, and what was decided about them."""

    tender_id: TenderId
    lot_id: LotId
    order: ExaminationOrder | None = None
    checks: tuple[tuple[DepositId, str, Check], ...] = ()
    decisions: tuple[tuple[DepositId, CandidacyDecision], ...] = ()


@dataclass(frozen=True, slots=True)
class SelectCandidates:
    """Command: decide who is invited; nobody named means those whom the ranking proposes."""

    tender_id: TenderId
    lot_id: LotId
    response_ids: tuple[DepositId, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ExaminedLot:
    """The candidacies of a lot, what was found, the ranking of the admitted ones and who is invited."""

    examination: CandidacyExamination
    candidates: tuple[OpenedResponse, ...]
    ranking: tuple[RankedCandidate, ...]
    selection: Selection | None


def examine_candidacies(command: ExamineCandidacies, *, uow: UnitOfWork) -> ExaminedLot:
    """Enter checks and decisions; the engine excludes nobody by itself.

    Raises:
        Refused: an unknown candidate or check, a rejection without ground or reason.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    changed = lifecycle.transition(tender, TenderAction.EVALUATE)
    candidates = candidates_of(tender, lot, uow=uow)
    before = uow.candidacies.get(tender.tender_id, lot.lot_id)
    entered = _enter(before, command=command, tender=tender, lot=lot, candidates=candidates)
    uow.candidacies.save(replace(entered, version=before.version + 1))
    uow.tenders.save(changed)
    count = str(len(command.checks) + len(command.decisions))
    uow.record("candidacies_examined", str(tender.tender_id), {"lot": str(lot.number), "entries": count})
    return examined_lot(tender, lot, uow=uow)


def select_candidates(command: SelectCandidates, *, uow: UnitOfWork, law: LegalTable) -> ExaminedLot:
    """Decide who is invited among the admitted candidates, with the advice of the law on their number.

    Raises:
        Refused: somebody who is not admitted, nobody, or a choice that the ranking does not dictate and no reason.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    changed = lifecycle.transition(tender, TenderAction.EVALUATE)
    state = examined_lot(tender, lot, uow=uow)
    invited = choose_invited(state.ranking, chosen=command.response_ids, reason=command.reason)
    advices = minimum_advices(
        tender.content.terms,
        procedure=tender.content.procedure,
        invited=len(invited),
        launched_on=tender.launched_on,
        law=law,
    )
    decided = Selection(invited, command.reason, advices, uow.clock.now())
    examination = replace(state.examination, version=state.examination.version + 1)
    uow.candidacies.save_selection(examination, decided)
    uow.tenders.save(changed)
    facts = {"lot": str(lot.number), "invited": str(len(invited))}
    uow.record("candidates_selected", str(tender.tender_id), facts)
    return replace(state, examination=examination, selection=decided)


def examined_lot(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> ExaminedLot:
    """Give the candidacies of a lot as they stand."""
    examination = uow.candidacies.get(tender.tender_id, lot.lot_id)
    candidates = candidates_of(tender, lot, uow=uow)
    ranking = rank_candidates(examination, candidates=candidates, terms=tender.content.terms.selection)
    selection = uow.candidacies.selection(tender.tender_id, lot.lot_id)
    return ExaminedLot(examination, tuple(candidates), ranking, selection)


def candidates_of(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> Sequence[OpenedResponse]:
    """Give the candidates of a lot: those who answered the first stage, which always receives candidacies."""
    return bids_of_lot(uow.openings.responses(tender.stages[0].stage_id), lot)


def _enter(
    examination: CandidacyExamination,
    *,
    command: ExamineCandidacies,
    tender: Tender,
    lot: Lot,
    candidates: Sequence[OpenedResponse],
) -> CandidacyExamination:
    if command.order is not None:
        examination = replace(examination, order=command.order)
    selection = tender.content.terms.selection
    for response_id, code, check in command.checks:
        known = opened_bid(candidates, response_id=response_id, lot=lot).response_id
        examination = rules.enter_check(examination, response_id=known, code=code, check=check, selection=selection)
    for response_id, decision in command.decisions:
        known = opened_bid(candidates, response_id=response_id, lot=lot).response_id
        examination = rules.decide(examination, response_id=known, decision=decision)
    return examination
