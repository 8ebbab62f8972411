"""Rewriting and sending the letters of rejection; the standstill starts with the last of them, R2181-1, R2182-1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.tenders.domain import awards as acts
from services.tenders.domain import rejections as letters
from services.tenders.domain.awards import Award
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.model import Tender
from services.tenders.domain.rejection_text import legal_mentions, winner_text
from services.tenders.domain.rejections import Rejection, Sending
from services.tenders.domain.standstill import Standstill, standstill_basis, standstill_of
from services.tenders.handlers.announcements import contract_awarded
from services.tenders.handlers.award_facts import legal_today
from services.tenders.handlers.awards import DecidedAward, award_of
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import AwardId, DepositId, TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.legal import LegalTable
from shared.legal.calendar import Transmission


@dataclass(frozen=True, slots=True)
class RewriteRejection:
    """Command: rewrite the letter to one company before it leaves; ``version`` is the one that was read."""

    tender_id: TenderId
    award_id: AwardId
    response_id: DepositId
    text: str
    version: int


@dataclass(frozen=True, slots=True)
class SendRejections:
    """Command: send every letter of an award's decision; ``posted`` gives the day of those that went by post."""

    tender_id: TenderId
    award_id: AwardId
    posted: Mapping[DepositId, date] = field(default_factory=dict)


def rewrite_rejection(command: RewriteRejection, *, uow: UnitOfWork) -> Rejection:
    """Rewrite one letter.

    Raises:
        Refused: it has left already, nobody of that response is rejected, or somebody else rewrote it meanwhile.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.lock(command.tender_id)
    award = award_of(tender.tender_id, command.award_id, uow=uow)
    rejection = _letter_to(command.response_id, uow.rejections.of_decision(award.decision.decision_id))
    if rejection.version != command.version:
        refuse(Code.VERSION_STALE, expected=command.version, current=rejection.version)
    rewritten = letters.rewrite(rejection, command.text)
    uow.rejections.save(rewritten)
    uow.record("rejection_rewritten", str(tender.tender_id), {"response": str(command.response_id)})
    return rewritten


def send_rejections(command: SendRejections, *, uow: UnitOfWork, law: LegalTable) -> DecidedAward:
    """Send the letters, start the standstill at the last of them, tell the winners and announce their awards.

    Raises:
        Refused: ``TND-AWARD-ORDER`` when they have left already, ``TND-REJECTION-DATE`` for a posting outside the
            days between the decision and today.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.lock(command.tender_id)
    award = award_of(tender.tender_id, command.award_id, uow=uow)
    drafts = uow.rejections.of_decision(award.decision.decision_id)
    for response_id in command.posted:
        _letter_to(response_id, drafts)
    standstill = _standstill(command, tender=tender, award=award, drafts=drafts, uow=uow, law=law)
    informed = _inform(award, standstill, tender=tender, uow=uow)  # the order of the acts is asked before any sending
    sent = tuple(_send(each, command=command, tender=tender, standstill=standstill, uow=uow) for each in drafts)
    facts = {"award": str(award.award_id), "letters": str(len(sent)), "ends_on": standstill.ends_on.isoformat()}
    uow.record("rejections_sent", str(tender.tender_id), facts)
    own = next(each for each in informed if each.award_id == award.award_id)
    return DecidedAward(own, sent, tuple(each for each in informed if each is not own))


def _inform(award: Award, standstill: Standstill, *, tender: Tender, uow: UnitOfWork) -> list[Award]:
    """Note the standstill on every award of the decision that still stands."""
    decision = award.decision.decision_id
    fellows = [a for a in uow.awards.of_tender(tender.tender_id) if a.decision.decision_id == decision]
    informed = []
    for each in fellows:
        if not each.is_live and each.award_id != award.award_id:
            continue
        told = acts.inform(each, standstill)
        uow.awards.save(told)
        uow.publish(contract_awarded(told, tender=tender))
        _tell_winner(told, tender=tender, uow=uow)
        informed.append(told)
    return informed


def _tell_winner(award: Award, *, tender: Tender, uow: UnitOfWork) -> None:
    lot, winner = tender.lot(award.lot_id), award.winner
    send_message(
        SendMessage(
            tender_id=tender.tender_id,
            kind=MessageKind.AWARD,
            to=(Recipient(winner.tenderer_siret, None, winner.tenderer_name),),
            subject=f"Attribution du lot {lot.number} : {tender.content.title}",
            body=winner_text(tender_title=tender.content.title, lot_number=lot.number, lot_title=lot.title),
        ),
        uow=uow,
    )


def _send(
    rejection: Rejection, *, command: SendRejections, tender: Tender, standstill: Standstill, uow: UnitOfWork
) -> Rejection:
    mentions = legal_mentions(signable_from=standstill.signable_from, waits=standstill.basis.binds)
    text = f"{rejection.text}\n\n{mentions}"
    sending = _sending(rejection, text, command=command, tender=tender, uow=uow)
    sent = letters.send(rejection, sending=sending, sent_text=text)
    uow.rejections.save(sent)
    return sent


def _sending(rejection: Rejection, text: str, *, command: SendRejections, tender: Tender, uow: UnitOfWork) -> Sending:
    posted_on = command.posted.get(rejection.response_id)
    if posted_on is not None:
        return Sending(Transmission.OTHER, posted_on, uow.clock.now())
    lot = tender.lot(rejection.lot_id)
    message = send_message(
        SendMessage(
            tender_id=tender.tender_id,
            kind=MessageKind.REJECTION,
            to=(Recipient(rejection.tenderer_siret, None, rejection.tenderer_name),),
            subject=f"Votre offre pour le lot {lot.number} : {tender.content.title}",
            body=text,
        ),
        uow=uow,
    )
    sent_on = legal_day(tender.timeline.legal_at(message.sent_at))
    return Sending(Transmission.ELECTRONIC, sent_on, message.sent_at, str(message.message_id))


def _standstill(
    command: SendRejections,
    *,
    tender: Tender,
    award: Award,
    drafts: Sequence[Rejection],
    uow: UnitOfWork,
    law: LegalTable,
) -> Standstill:
    today = legal_today(tender, uow=uow)
    awarded_on = award.decision.organ.decided_on
    for day in command.posted.values():
        refuse_if(letters.refuse_posting(sent_on=day, awarded_on=awarded_on, today=today))
    sent = [_planned(each, command, today) for each in drafts]
    basis = standstill_basis(
        formal=tender.content.procedure.is_formal,
        tenderers=len(drafts) + 1,
        choice=award.decision.standstill_choice,
        subsequent=tender.content.terms.parent_id is not None,
    )
    return standstill_of(basis=basis, sent=sent, decided_on=awarded_on, law=law)


def _planned(rejection: Rejection, command: SendRejections, today: date) -> tuple[date, Transmission]:
    posted_on = command.posted.get(rejection.response_id)
    return (today, Transmission.ELECTRONIC) if posted_on is None else (posted_on, Transmission.OTHER)


def _letter_to(response_id: DepositId, drafts: Sequence[Rejection]) -> Rejection:
    found = next((each for each in drafts if each.response_id == response_id), None)
    if found is None:
        refuse(Code.REJECTION_UNKNOWN, article="R2181-1", response=response_id)
    return found
