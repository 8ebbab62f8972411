"""Awarding a lot (attribution), CCP R2152-6, R2144-7, R2181-1, R2181-3, R2182-1; CGCT L1414-2.

The decision fixes the winners and writes the letters; nothing is told to anybody yet. ``handlers/rejections.py``
sends the letters, and only then is the award announced: no other service learns it before the companies concerned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.tenders.domain import awards as acts
from services.tenders.domain import lifecycle
from services.tenders.domain.award_states import AwardStatus
from services.tenders.domain.awards import Award, Decision, WithdrawalGround, choose_winners
from services.tenders.domain.committee_sessions import AgendaItem
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.organs import GivenOrgan, Organ, OrganKind, organ_advices
from services.tenders.domain.outcomes import LotOutcome
from services.tenders.domain.rejections import Rejection
from services.tenders.domain.scoring import RankedBid
from services.tenders.domain.standstill import StandstillChoice, standstill_basis, standstill_of
from services.tenders.domain.winner_checks import eliminated
from services.tenders.handlers.announcements import contract_awarded
from services.tenders.handlers.award_facts import legal_today, organ_facts
from services.tenders.handlers.evaluation import EvaluatedLot, lot_state
from services.tenders.handlers.rejection_letters import letters_of
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import AwardId, DepositId, LotId, TenderId
from shared.kernel.paris import display_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import AwardDecisionId
from shared.legal import LegalTable

UNSAID = GivenOrgan(OrganKind.PERSON)
_LEAVES_THE_RANKING = frozenset(WithdrawalGround) - {WithdrawalGround.ERROR}


@dataclass(frozen=True, slots=True)
class AwardLot:
    """Command: award a lot to the first of its ranking, or to responses chosen with their reason.

    Where nothing is told of the organ a person is taken to decide today, and the advice says what is missing.
    """

    tender_id: TenderId
    lot_id: LotId
    response_ids: tuple[DepositId, ...] = ()
    reason: str | None = None
    standstill: StandstillChoice = StandstillChoice.BY_LAW
    organ: GivenOrgan = UNSAID


@dataclass(frozen=True, slots=True)
class DecidedAward:
    """An award with the letters of its decision and the other awards that the same decision made."""

    award: Award
    letters: tuple[Rejection, ...]
    others: tuple[Award, ...] = ()


def award_lot(command: AwardLot, *, uow: UnitOfWork, law: LegalTable) -> DecidedAward:
    """Award a lot: choose the winners and write the letters of rejection, which leave by an act of their own.

    Where there is nobody to reject, the award is announced at once and the contract may be signed.

    Raises:
        Refused: the grid is incomplete, the lot is already awarded, a tie or another choice has no reason.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    outcome = tender.outcome(lot.lot_id)
    if outcome not in (LotOutcome.OPEN, LotOutcome.AWARDED):
        refuse(Code.LOT_ENDED, article="R2185-1", lot=lot.number, outcome=outcome)
    changed = lifecycle.award_lot(tender, lot_id=lot.lot_id, now=uow.clock.now())
    state = _complete(tender, lot, uow=uow)
    winners = _winners(command, tender=tender, lot=lot, state=state, uow=uow)
    decision = _decision(command, tender=tender, state=state, winners=winners, uow=uow, law=law)
    awards = [_award(decision, tender=tender, lot=lot, winner=winner, uow=uow) for winner in winners]
    letters = letters_of(awards, tender=tender, state=state, uow=uow)
    if not letters:
        awards = [_without_letters(award, tender=tender, bids=len(state.bids), uow=uow, law=law) for award in awards]
    for award in awards:
        uow.awards.add(award)
    uow.rejections.add(letters)
    uow.tenders.save(changed)
    _announce(awards, tender=tender, lot=lot, uow=uow)
    return DecidedAward(awards[0], letters, tuple(awards[1:]))


def eliminated_responses(tender_id: TenderId, lot_id: LotId, *, uow: UnitOfWork) -> frozenset[DepositId]:
    """Give the responses that can no longer win a lot: documents not given (R2144-7), award withdrawn."""
    withdrawn = {
        award.winner.response_id
        for award in uow.awards.of_tender(tender_id)
        if award.lot_id == lot_id and award.withdrawal and award.withdrawal.ground in _LEAVES_THE_RANKING
    }
    return eliminated(uow.winner_checks.of_tender(tender_id), lot_id) | withdrawn


def award_of(tender_id: TenderId, award_id: AwardId, *, uow: UnitOfWork) -> Award:
    """Give an award of a consultation that was already read.

    Raises:
        Refused: ``TND-AWARD-UNKNOWN``.
    """
    found = next((award for award in uow.awards.of_tender(tender_id) if award.award_id == award_id), None)
    if found is None:
        refuse(Code.AWARD_UNKNOWN, award=award_id)
    return found


def decided_awards(tender_id: TenderId, *, uow: UnitOfWork) -> Sequence[DecidedAward]:
    """Give the awards of a consultation with their letters, in the order of their decisions."""
    awards: dict[AwardDecisionId, list[Award]] = {}
    letters: dict[AwardDecisionId, list[Rejection]] = {}
    for award in uow.awards.of_tender(tender_id):
        awards.setdefault(award.decision.decision_id, []).append(award)
    for letter in uow.rejections.of_tender(tender_id):
        letters.setdefault(letter.decision_id, []).append(letter)
    return [
        DecidedAward(award, tuple(letters.get(decision, ())), tuple(other for other in fellows if other is not award))
        for decision, fellows in awards.items()
        for award in fellows
    ]


def decided_award(award: Award, *, awards: Sequence[Award], uow: UnitOfWork) -> DecidedAward:
    """Give an award with the letters of its decision and its fellow awards."""
    decision = award.decision.decision_id
    others = tuple(a for a in awards if a.decision.decision_id == decision and a.award_id != award.award_id)
    return DecidedAward(award, tuple(uow.rejections.of_decision(decision)), others)


def signed_lots(tender_id: TenderId, *, uow: UnitOfWork) -> frozenset[LotId]:
    """Give the lots whose contract is signed: they can no longer be declared sans suite (R2185-1)."""
    signed = (AwardStatus.SIGNED, AwardStatus.EFFECTIVE)
    return frozenset(award.lot_id for award in uow.awards.of_tender(tender_id) if award.status in signed)


def _winners(
    command: AwardLot, *, tender: Tender, lot: Lot, state: EvaluatedLot, uow: UnitOfWork
) -> tuple[RankedBid, ...]:
    """Choose the winners, no more than the consultation announced, counting those that hold the lot already."""
    live = [a for a in uow.awards.of_tender(tender.tender_id) if a.lot_id == lot.lot_id and a.is_live]
    framework = tender.content.terms.framework
    limit = 1 if framework is None else framework.holders
    if len(live) >= limit:
        refuse(Code.AWARD_EXISTS, lot=lot.number)
    holders = {award.winner.response_id for award in live}
    left = [bid for bid in state.ranking if bid.response_id not in holders]
    winners = choose_winners(
        left,
        lot_number=lot.number,
        chosen=command.response_ids,
        reason=command.reason,
        eliminated=eliminated_responses(tender.tender_id, lot.lot_id, uow=uow),
    )
    if len(live) + len(winners) > limit:
        refuse(Code.AWARD_HOLDERS, article="R2162-2", count=len(live) + len(winners), limit=limit)
    return winners


def _decision(
    command: AwardLot,
    *,
    tender: Tender,
    state: EvaluatedLot,
    winners: Sequence[RankedBid],
    uow: UnitOfWork,
    law: LegalTable,
) -> Decision:
    today = legal_today(tender, uow=uow)
    organ = command.organ.on(today)
    if organ.decided_on > today:
        refuse(Code.AWARD_DATE, decided_on=display_day(organ.decided_on), today=display_day(today))
    return Decision(
        decision_id=uow.ids.new(AwardDecisionId),
        organ=organ,
        ranking=state.ranking,
        reason=command.reason,
        standstill_choice=command.standstill,
        advices=organ_advices(
            organ, facts=organ_facts(tender, law), voted=_voted(organ, command=command, winners=winners, uow=uow)
        ),
    )


def _voted(organ: Organ, *, command: AwardLot, winners: Sequence[RankedBid], uow: UnitOfWork) -> bool | None:
    """Say whether the session named by the decision chose these very winners."""
    if organ.session_id is None:
        return None
    vote = uow.committees.session(organ.session_id).vote_on(AgendaItem(command.tender_id, command.lot_id))
    return vote is not None and vote.adopted and set(vote.chosen) == {bid.response_id for bid in winners}


def _award(decision: Decision, *, tender: Tender, lot: Lot, winner: RankedBid, uow: UnitOfWork) -> Award:
    return Award(
        award_id=uow.ids.new(AwardId),
        version=1,
        status=AwardStatus.DECIDED,
        tender_id=tender.tender_id,
        lot_id=lot.lot_id,
        decision=decision,
        winner=winner,
        awarded_at=uow.clock.now(),
    )


def _without_letters(award: Award, *, tender: Tender, bids: int, uow: UnitOfWork, law: LegalTable) -> Award:
    """Nobody has to be told: the contract may be signed at once."""
    basis = standstill_basis(
        formal=tender.content.procedure.is_formal,
        tenderers=bids,
        choice=award.decision.standstill_choice,
        subsequent=tender.content.terms.parent_id is not None,
    )
    return acts.inform(award, standstill_of(basis=basis, sent=(), decided_on=legal_today(tender, uow=uow), law=law))


def _complete(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> EvaluatedLot:
    state = lot_state(tender, lot, uow=uow)
    if state.missing:
        refuse(Code.EVALUATION_INCOMPLETE, article="R2152-6", missing=", ".join(state.missing))
    return state


def _announce(awards: Sequence[Award], *, tender: Tender, lot: Lot, uow: UnitOfWork) -> None:
    for award in awards:
        if award.standstill is not None:
            uow.publish(contract_awarded(award, tender=tender))
        uow.record("lot_awarded", str(tender.tender_id), _facts(award, lot))


def _facts(award: Award, lot: Lot) -> dict[str, str]:
    organ, reason = award.decision.organ, award.decision.reason
    facts = {
        "lot": str(lot.number),
        "award": str(award.award_id),
        "response": str(award.winner.response_id),
        "rank": str(award.winner.rank),
        "organ": organ.kind.value,
    }
    if organ.reference:
        facts["organ_reference"] = organ.reference
    return facts if reason is None else {**facts, "reason": reason}
