"""A consultation whose responses are opened, and the acts that bring its first lot to an award, on fakes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from services.tenders.domain.evaluation import BidAmount, Note
from services.tenders.domain.openings import Opening
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.awards import AwardLot, DecidedAward, award_lot
from services.tenders.handlers.evaluation import EnterEvaluation, enter_evaluation
from services.tenders.handlers.rejections import SendRejections, send_rejections
from shared.kernel.ids import OpeningId
from shared.kernel.money import Money
from shared.legal import LegalTable
from tests.unit.tenders.builders import (
    ACME,
    BOLT,
    FIRST,
    LOT_1,
    SECOND,
    TENDER,
    a_content,
    a_response,
    a_tender,
    numbered,
)
from tests.unit.tenders.fakes import FakeUnitOfWork

DAY = timedelta(days=1)
SENT = datetime(2026, 12, 28, 9, tzinfo=UTC)
PRICE = BidAmount(Money.parse("100000", "EUR"))


def an_opened(*, lots: int = 1, **content: object) -> FakeUnitOfWork:
    """Two companies answered; the second for the first lot alone."""
    uow = FakeUnitOfWork(at=SENT)
    uow.tenders.add(a_tender(TenderStatus.OPENED, content=a_content(lots=lots, **content)))
    responses = (a_response(FIRST, siret=ACME, lots=range(1, lots + 1)), a_response(SECOND, siret=BOLT))
    uow.openings.keep(Opening(numbered(OpeningId, 1), TENDER, 1, responses))
    return uow


def evaluate(uow: FakeUnitOfWork, *, first: str = "9", second: str = "5") -> None:
    """Enter the same price and these notes of quality for both."""
    notes = ((FIRST, Note("quality", Decimal(first))), (SECOND, Note("quality", Decimal(second))))
    amounts = ((FIRST, PRICE), (SECOND, PRICE))
    enter_evaluation(EnterEvaluation(TENDER, LOT_1, notes=notes, amounts=amounts), uow=uow)


def decided(uow: FakeUnitOfWork, law: LegalTable, command: AwardLot | None = None) -> DecidedAward:
    """Award the first lot."""
    return award_lot(command or AwardLot(TENDER, LOT_1), uow=uow, law=law)


def informed(uow: FakeUnitOfWork, law: LegalTable, command: AwardLot | None = None) -> DecidedAward:
    """Award the first lot and send its letters."""
    award = decided(uow, law, command)
    return send_rejections(SendRejections(TENDER, award.award.award_id), uow=uow, law=law)
