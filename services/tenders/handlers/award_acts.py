"""Adjusting an award (mise au point) and withdrawing it for the next of the ranking, R2152-13, R2144-7, R2181-7."""

from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType

from services.tenders.domain import awards as acts
from services.tenders.domain import contracts, lifecycle
from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.award_states import AwardStatus
from services.tenders.domain.awards import AdjustedPart, Adjustment, Award, Withdrawal, WithdrawalGround
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.law.answer import Level
from services.tenders.domain.model import Tender
from services.tenders.domain.withdrawals import refuse_withdrawal
from services.tenders.handlers.announcements import award_withdrawn, contract_announced
from services.tenders.handlers.award_facts import legal_today
from services.tenders.handlers.awards import DecidedAward, award_of, decided_award
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders_awards import ContractCancelledV1
from shared.kernel.ids import AwardId, LotId, TenderId
from shared.kernel.money import Money
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.legal import LegalTable

ADJUSTMENT_ARTICLE = "R2152-13"


@dataclass(frozen=True, slots=True)
class AdjustAward:
    """Command: record one change of detail agreed with the winner before the signature."""

    tender_id: TenderId
    award_id: AwardId
    part: AdjustedPart
    before: str
    after: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class WithdrawAward:
    """Command: take an award from its winner."""

    tender_id: TenderId
    award_id: AwardId
    ground: WithdrawalGround
    reason: str


def adjust_award(command: AdjustAward, *, uow: UnitOfWork) -> DecidedAward:
    """Record a change of detail; a part that may be substantial is pointed out, and people judge.

    Raises:
        Refused: ``TND-AWARD-ORDER`` once signed, ``TND-ADJUSTMENT-AMOUNT`` for an amount that is none.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.lock(command.tender_id)
    if command.amount is not None and (command.amount.currency != "EUR" or command.amount.amount <= 0):
        refuse(Code.ADJUSTMENT_AMOUNT, article=ADJUSTMENT_ARTICLE, amount=command.amount)
    award = award_of(tender.tender_id, command.award_id, uow=uow)
    adjustment = Adjustment(
        part=command.part,
        before=command.before,
        after=command.after,
        made_at=uow.clock.now(),
        advice=_advice(command, award),
        amount=command.amount,
    )
    adjusted = acts.adjust(award, adjustment)
    uow.awards.save(adjusted)
    uow.record("award_adjusted", str(tender.tender_id), {"award": str(award.award_id), "part": command.part.value})
    return _shown(adjusted, uow=uow)


def withdraw_award(command: WithdrawAward, *, uow: UnitOfWork, law: LegalTable) -> DecidedAward:
    """Withdraw an award with its reason: the next of the ranking may be awarded, letters and standstill anew.

    Raises:
        Refused: ``TND-WITHDRAWAL-SIGNED`` for a signed contract without the impossibility of R2181-7,
            ``TND-AWARD-ORDER`` once it is notified.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.lock(command.tender_id)
    award = award_of(tender.tender_id, command.award_id, uow=uow)
    awarded_on = legal_day(tender.timeline.legal_at(award.awarded_at))
    refuse_if(refuse_withdrawal(award=award, ground=command.ground, awarded_on=awarded_on, law=law))
    withdrawal = Withdrawal(command.ground, command.reason, legal_today(tender, uow=uow))
    withdrawn = acts.withdraw(award, withdrawal)
    if award.status is AwardStatus.SIGNED:
        _cancel_contract(award, uow=uow)
    uow.awards.save(withdrawn)
    _free_lot(withdrawn, tender=tender, uow=uow)
    if award.standstill is not None:  # what was never announced needs no withdrawal
        uow.publish(award_withdrawn(withdrawn, tender=tender))
    facts = {"award": str(award.award_id), "ground": command.ground.value, "reason": command.reason}
    uow.record("award_withdrawn", str(tender.tender_id), facts)
    return _shown(withdrawn, uow=uow)


def drop_awards(tender: Tender, lots: Collection[LotId], *, reason: str, uow: UnitOfWork) -> None:
    """Withdraw the unsigned awards of lots that are declared sans suite (R2185-1): nothing may be signed any more."""
    today = legal_today(tender, uow=uow)
    for award in uow.awards.of_tender(tender.tender_id):
        if award.lot_id not in lots or not award.is_live:
            continue
        withdrawn = acts.withdraw(award, Withdrawal(WithdrawalGround.ABANDONED, reason, today))
        uow.awards.save(withdrawn)
        if award.standstill is not None:
            uow.publish(award_withdrawn(withdrawn, tender=tender))
        facts = {"award": str(award.award_id), "ground": WithdrawalGround.ABANDONED.value}
        uow.record("award_withdrawn", str(tender.tender_id), facts)


def _advice(command: AdjustAward, award: Award) -> Advice:
    doubtful = command.part is not AdjustedPart.OTHER or command.amount is not None
    return Advice(
        code="adjustment_substantial",
        conclusion=Conclusion.ATTENTION if doubtful else Conclusion.SATISFIED,
        article=ADJUSTMENT_ARTICLE,
        limit=str(award.amount),
        confidence="A",
        facts=MappingProxyType({"part": command.part.value, "amount": str(command.amount or "")}),
        level=Level.WARNING if doubtful else Level.INFORMATION,
        what="La mise au point ne modifie pas de caractéristique substantielle de l'offre ou du marché.",
        why="Elle touche au prix, à l'objet ou à la durée." if doubtful else "Elle touche à un détail.",
    )


def _cancel_contract(award: Award, *, uow: UnitOfWork) -> None:
    signed = uow.contracts.of_award(award.award_id)
    assert signed is not None, "a signed award has its contract"  # noqa: S101 - programmer error, not input
    cancelled = contracts.cancel(uow.contracts.lock(signed.contract_id))
    uow.contracts.save(cancelled)
    uow.publish(contract_announced(ContractCancelledV1, cancelled))
    uow.record("contract_cancelled", str(cancelled.contract_id), {"reference": cancelled.reference})


def _free_lot(award: Award, *, tender: Tender, uow: UnitOfWork) -> None:
    """Open the lot again, unless another company still holds it."""
    held = any(
        other.is_live and other.lot_id == award.lot_id and other.award_id != award.award_id
        for other in uow.awards.of_tender(tender.tender_id)
    )
    if not held:
        uow.tenders.save(lifecycle.withdraw_award(tender, lot_id=award.lot_id))


def _shown(award: Award, *, uow: UnitOfWork) -> DecidedAward:
    return decided_award(award, awards=uow.awards.of_tender(award.tender_id), uow=uow)
