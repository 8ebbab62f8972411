"""Drafting a document from what is already written."""

from dataclasses import dataclass

from services.tenders.domain.errors import Code
from services.tenders.domain.extensions import ANSWERS, answer_period
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.template_prices import PriceRow, price_rows
from services.tenders.domain.template_words import Subject
from services.tenders.domain.templates import Template, report_of
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.report import Report
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class DraftFrom:
    """Command: draft a document, of one lot or of all; a table of prices is always of one."""

    tender_id: TenderId
    template: Template
    lot_number: int | None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A drafted document: a report, or the rows of a table of prices."""

    template: Template
    lot: Lot | None
    report: Report | None
    rows: tuple[PriceRow, ...]


def draft_document(command: DraftFrom, *, uow: UnitOfWork, law: LegalTable) -> Drafted:
    """Draft a document from the consultation of the principal's organisation.

    Raises:
        Refused: the lot is unknown, or has no price schedule of that kind.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.get(command.tender_id)
    lot = _lot(tender, command)
    if command.template.is_table:
        schedule = None if lot is None else uow.price_schedules.latest(tender.tender_id, lot.lot_id)
        return Drafted(command.template, lot, None, price_rows(command.template, schedule))
    subject = Subject(
        tender=tender,
        lot=lot,
        visits=tuple(uow.visits.of_tender(tender.tender_id)),
        elsewhere=tuple(uow.documents.elsewhere(tender.tender_id)),
        answer_days=_answer_days(tender, uow=uow, law=law),
        drafted_at=uow.clock.now(),
    )
    return Drafted(command.template, lot, report_of(command.template, subject), ())


def _lot(tender: Tender, command: DraftFrom) -> Lot | None:
    lots = tender.content.lots
    if command.lot_number is None:
        return lots[0] if command.template.is_table and len(lots) == 1 else None
    found = next((lot for lot in lots if lot.number == command.lot_number), None)
    if found is None:
        refuse(Code.LOT_UNKNOWN, lot=command.lot_number)
    return found


def _answer_days(tender: Tender, *, uow: UnitOfWork, law: LegalTable) -> int:
    if tender.publication is not None:
        return answer_period(tender, law=law).whole
    return law.value(ANSWERS, on=legal_day(tender.timeline.legal_at(uow.clock.now()))).whole
