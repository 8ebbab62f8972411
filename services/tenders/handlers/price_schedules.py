"""Writing the price schedule of a lot, and entering what a company filled in once responses are opened."""

from dataclasses import dataclass

from services.tenders.domain import lifecycle
from services.tenders.domain.documents import DocumentKind
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.openings import bids_of_lot, opened_bid
from services.tenders.domain.price_schedules import TITLES, PriceLine, PriceSchedule, ScheduleKind, check_lines
from services.tenders.domain.priced_offers import FilledLine, PricedOffer, read_offer
from services.tenders.domain.rectifications import UNSAID, ChangedItem, Decision, ItemKind
from services.tenders.handlers.changes import announce_change
from services.tenders.handlers.rectifications import change_documents, rectify
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class WriteSchedule:
    """Command: write the price schedule of a lot; ``expected`` is the version that its author read, 0 for none."""

    tender_id: TenderId
    lot_id: LotId
    expected: int
    kind: ScheduleKind
    lines: tuple[PriceLine, ...]
    decision: Decision = UNSAID


@dataclass(frozen=True, slots=True)
class EnterPrices:
    """Command: enter the schedule that a company filled in."""

    tender_id: TenderId
    lot_id: LotId
    response_id: DepositId
    filled: tuple[FilledLine, ...]


def write_schedule(command: WriteSchedule, *, uow: UnitOfWork, law: LegalTable) -> PriceSchedule:
    """Write the next version of a lot's schedule, as a document of the consultation: once published, all are told.

    Raises:
        Refused: ``HTTP-VERSION-STALE``, a wrong line, a deadline that is reached or that the change asks to move.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    latest = uow.price_schedules.latest(tender.tender_id, lot.lot_id)
    current = 0 if latest is None else latest.version
    if current != command.expected:
        refuse(Code.VERSION_STALE, expected=command.expected, current=current)
    check_lines(command.lines, kind=command.kind)
    schedule = PriceSchedule(
        tender_id=tender.tender_id,
        lot_id=lot.lot_id,
        version=current + 1,
        kind=command.kind,
        lines=command.lines,
        written_at=uow.clock.now(),
    )
    uow.price_schedules.add(schedule)
    facts = {"lot": str(lot.number), "version": str(schedule.version), "lines": str(len(schedule.lines))}
    uow.record("price_schedule_written", str(tender.tender_id), facts)
    _change(tender, lot, schedule, command.decision, uow=uow, law=law)
    return schedule


def enter_prices(command: EnterPrices, *, uow: UnitOfWork) -> PricedOffer:
    """Read a filled schedule against the buyer's; entering it again replaces it. The grid stays as it is.

    Raises:
        Refused: ``TND-NOT-FOUND`` when the lot has no schedule, ``TND-RESPONSE-UNKNOWN``.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.lock(command.tender_id)
    lot = tender.lot(command.lot_id)
    changed = lifecycle.note_evaluation(tender)
    schedule = uow.price_schedules.latest(tender.tender_id, lot.lot_id)
    if schedule is None:
        refuse(Code.NOT_FOUND, object=lot.lot_id)
    bids = bids_of_lot(uow.openings.responses(tender.offers_stage_id), lot)
    bid = opened_bid(bids, response_id=command.response_id, lot=lot)
    offer = read_offer(schedule, response_id=bid.response_id, filled=command.filled)
    uow.price_schedules.save_offer(tender.tender_id, lot.lot_id, offer)
    uow.tenders.save(changed)
    facts = {"lot": str(lot.number), "response": str(bid.response_id), "findings": str(len(offer.findings))}
    uow.record("priced_offer_entered", str(tender.tender_id), facts)
    return offer


def _change(
    tender: Tender, lot: Lot, schedule: PriceSchedule, decision: Decision, *, uow: UnitOfWork, law: LegalTable
) -> None:
    """Make the next version of the consultation; of a published one, judge the change and announce it."""
    changed = change_documents(tender, decision, now=uow.clock.now(), uow=uow)
    uow.tenders.save(changed)
    if changed.publication is None:
        return
    first = schedule.version == 1
    item = ChangedItem(
        kind=ItemKind.DOCUMENT_ADDED if first else ItemKind.DOCUMENT_REPLACED,
        name=f"{TITLES[schedule.kind]}, lot {lot.number}",
        nature=DocumentKind.PRICE_SCHEDULE.value,
        before=None if first else f"version {schedule.version - 1}",
        after=f"version {schedule.version}, {len(schedule.lines)} lignes",
    )
    rectify(tender, changed, (item,), decision, uow=uow, law=law)
    announce_change(changed, uow=uow)


def read_schedule(tender_id: TenderId, lot_id: LotId, *, uow: UnitOfWork) -> PriceSchedule:
    """Read the last schedule of a lot: of a published consultation as anybody, of a draft as its buyer's agent.

    Raises:
        Refused: ``TND-NOT-FOUND``, ``TND-LOT-UNKNOWN``.
    """
    own = uow.scope.principal.kind is PrincipalKind.AGENT and uow.tenders.is_own(tender_id)
    tender = uow.tenders.get(tender_id) if own else uow.tenders.published(tender_id)
    schedule = uow.price_schedules.latest(tender.tender_id, tender.lot(lot_id).lot_id)
    if schedule is None:
        refuse(Code.NOT_FOUND, object=lot_id)
    return schedule
