"""Asking the likely winner for its documents and recording what came of it, CCP R2144-4, R2144-7."""

from dataclasses import dataclass

from services.tenders.domain import winner_checks as checks
from services.tenders.domain.errors import Code
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.openings import bids_of_lot, opened_bid
from services.tenders.domain.winner_checks import CheckOutcome, WinnerCheck
from services.tenders.handlers.award_facts import legal_today
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.ports import UnitOfWork
from shared.kernel.deadline import Deadline
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.paris import display_instant
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import WinnerCheckId


@dataclass(frozen=True, slots=True)
class AskWinner:
    """Command: ask one company for its documents for a lot; ``deadline`` is a legal instant."""

    tender_id: TenderId
    lot_id: LotId
    response_id: DepositId
    documents: tuple[str, ...]
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class SettleWinnerCheck:
    """Command: say that the documents were given, or that the company is eliminated and why."""

    tender_id: TenderId
    check_id: WinnerCheckId
    outcome: CheckOutcome
    reason: str | None = None


def ask_winner(command: AskWinner, *, uow: UnitOfWork) -> WinnerCheck:
    """Ask for documents, by a message with its proof.

    Raises:
        Refused: ``TND-RESPONSE-UNKNOWN``, ``TND-WINNER-CHECK-DEADLINE`` for a deadline that has passed.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.lock(command.tender_id)
    lot, now = tender.lot(command.lot_id), uow.clock.now()
    bids = bids_of_lot(uow.openings.responses(tender.offers_stage_id), lot)
    bid = opened_bid(bids, response_id=command.response_id, lot=lot)
    legal_now = tender.timeline.legal_at(now)
    if command.deadline.at <= legal_now:
        refuse(
            Code.WINNER_CHECK_DEADLINE,
            article="R2144-4",
            deadline=command.deadline.display(),
            now=display_instant(legal_now),
        )
    check = WinnerCheck(
        check_id=uow.ids.new(WinnerCheckId),
        tender_id=tender.tender_id,
        lot_id=lot.lot_id,
        response_id=bid.response_id,
        tenderer_siret=bid.tenderer_siret,
        documents=command.documents,
        deadline=command.deadline,
        asked_at=now,
    )
    uow.winner_checks.add(check)
    to = Recipient(bid.tenderer_siret, None, bid.tenderer_name)
    send_message(_message(check, to, tender=tender, lot=lot), uow=uow)
    facts = {"check": str(check.check_id), "lot": str(lot.number), "response": str(bid.response_id)}
    uow.record("winner_documents_asked", str(tender.tender_id), facts)
    return check


def settle_winner_check(command: SettleWinnerCheck, *, uow: UnitOfWork) -> WinnerCheck:
    """Record what came of a request: an elimination takes the company out of the next proposals.

    Raises:
        Refused: it was settled already, or the elimination comes early or without reason.
    """
    uow.scope.principal.require(Right.AWARD)
    tender = uow.tenders.get(command.tender_id)
    check = uow.winner_checks.lock(tender.tender_id, command.check_id)
    settled = checks.settle(
        check,
        outcome=command.outcome,
        reason=command.reason,
        legal_now=tender.timeline.legal_at(uow.clock.now()),
        today=legal_today(tender, uow=uow),
    )
    uow.winner_checks.save(settled)
    facts = {"check": str(check.check_id), "outcome": command.outcome.value}
    uow.record("winner_documents_settled", str(tender.tender_id), facts)
    return settled


def _message(check: WinnerCheck, to: Recipient, *, tender: Tender, lot: Lot) -> SendMessage:
    asked = "\n".join(f"- {document}" for document in check.documents)
    body = (
        f"Madame, Monsieur,\n\nIl est envisagé de vous attribuer le lot {lot.number} ({lot.title}). Avant cela, "
        f"merci de nous adresser, au plus tard le {check.deadline.display()} :\n{asked}\n\nSans ces documents dans ce "
        "délai, votre candidature serait déclarée irrecevable (articles R2144-4 et R2144-7 du code de la commande "
        "publique). Un document que l'administration détient ou que vous avez déjà remis n'a pas à être fourni de "
        "nouveau (articles R2143-13 et R2143-14)."
    )
    return SendMessage(
        tender_id=check.tender_id,
        kind=MessageKind.COMPLETION,
        to=(to,),
        subject=f"Justificatifs demandés, lot {lot.number} : {tender.content.title}",
        body=body,
    )
