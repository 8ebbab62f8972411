"""Giving up a consultation or some of its lots (déclaration sans suite, infructuosité), CCP R2185-1, R2185-2."""

from dataclasses import dataclass

from services.tenders.domain.abandonment import Abandonment, abandoned_lots, end_lots, what_next
from services.tenders.domain.advice import Advice
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.model import Tender
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.award_acts import drop_awards
from services.tenders.handlers.awards import signed_lots
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.handlers.stages import companies_of
from services.tenders.handlers.versions import check_seen
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders_stages import TenderAbandonedV1
from shared.kernel.ids import TenderId
from shared.kernel.principal import Right

_SUBJECT = "Déclaration sans suite"
_SUBJECT_LENGTH = 200
_NAMELESS = "Entreprise inscrite"


@dataclass(frozen=True, slots=True)
class EndWithoutAward:
    """Command: end lots without award; ``expected_version`` is the version that the agent has seen."""

    tender_id: TenderId
    expected_version: int
    decision: Abandonment


@dataclass(frozen=True, slots=True)
class Ended:
    """What the act gives: the consultation, the lots ended by number, how many were told, and what may follow."""

    tender: Tender
    lots: tuple[int, ...]
    told: int
    advice: Advice


def end_without_award(command: EndWithoutAward, *, uow: UnitOfWork) -> Ended:
    """End lots without award, announce it, and tell the reasons to the companies that took part (R2185-2).

    Raises:
        Refused: a contract of these lots is signed, a lot is ended already, the consultation is a draft, or another
            act came between (412).
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.lock(command.tender_id)
    check_seen(tender, expected=command.expected_version, uow=uow)
    ended = end_lots(tender, command.decision, signed=signed_lots(command.tender_id, uow=uow), now=uow.clock.now())
    lots = abandoned_lots(tender, ended)
    uow.tenders.save(ended)
    dropped = {lot.lot_id for lot in tender.content.lots if lot.number in lots}
    drop_awards(tender, dropped, reason=command.decision.reasons, uow=uow)
    uow.publish(_announced(ended, command.decision, lots=lots, uow=uow))
    told = _tell(ended, command.decision, lots=lots, uow=uow)
    facts = {"lots": ", ".join(map(str, lots)), "motive": command.decision.motive.value, "told": str(told)}
    uow.record("ended_without_award", str(tender.tender_id), facts)
    return Ended(ended, lots, told, what_next(ended, command.decision))


def _announced(tender: Tender, decision: Abandonment, *, lots: tuple[int, ...], uow: UnitOfWork) -> TenderAbandonedV1:
    outcome = decision.motive.outcome
    return TenderAbandonedV1(
        aggregate_id=str(tender.current_stage.stage_id),
        aggregate_version=tender.version,
        tender_id=str(tender.tender_id),
        buyer_siret=tender.buyer.siret.value,
        lots=lots,
        whole=_is_over(tender),
        outcome="unsuccessful" if outcome.value == "unsuccessful" else "abandoned",
        motive=decision.motive.value,
        abandoned_at=uow.clock.now(),
    )


def _is_over(tender: Tender) -> bool:
    """Say whether nothing is received any more: given up, or its last open lot ended while others were awarded."""
    return tender.status in (TenderStatus.ABANDONED, TenderStatus.AWARDED)


def _tell(tender: Tender, decision: Abandonment, *, lots: tuple[int, ...], uow: UnitOfWork) -> int:
    # Who deposited is unknown until an opening: those who registered are told too, and the page tells everybody.
    companies = companies_of(tender, uow=uow)
    known = {siret for siret, _ in companies}
    registered = [
        each for each in uow.registrations.of_tender(tender.tender_id) if each.siret is None or each.siret not in known
    ]
    recipients = [
        *(Recipient(siret, None, name) for siret, name in companies),
        *(Recipient(each.siret, each.email, each.name or _NAMELESS) for each in registered),
    ]
    numbers = ", ".join(map(str, lots))
    for recipient in recipients:
        message = SendMessage(
            tender_id=tender.tender_id,
            kind=MessageKind.ABANDONMENT,
            to=(recipient,),
            subject=f"{_SUBJECT} : {tender.content.title}"[:_SUBJECT_LENGTH],
            body=f"L'acheteur n'attribue pas (lots : {numbers}).\n\nMotifs : {decision.reasons}",
        )
        send_message(message, uow=uow)
    return len(recipients)
