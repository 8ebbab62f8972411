"""The repository of price schedules and of what companies filled in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.price_schedules import PriceLine, PriceSchedule, ScheduleKind
from services.tenders.domain.priced_offers import PricedLine, PricedOffer, PriceFault, PriceFinding
from services.tenders.storage.evaluation_parts import decimal_from_text, decimal_to_text
from services.tenders.storage.evaluations_tables import price_schedule, priced_offer
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.money import Money


class SqlPriceSchedules:
    """Price schedules of lots: every version of the buyer's, and each company's last."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest(self, tender_id: TenderId, lot_id: LotId) -> PriceSchedule | None:
        """Give the last version of the schedule of a lot, if there is one."""
        table = price_schedule
        statement = select(table).where(table.c.tender_id == tender_id.value, table.c.lot_id == lot_id.value)
        last = statement.order_by(table.c.version.desc()).limit(1)
        row = self._connection.execute(last).mappings().one_or_none()
        return None if row is None else schedule_of(row)

    def add(self, schedule: PriceSchedule) -> None:
        """Keep a new version of a schedule."""
        row = {
            "tender_id": schedule.tender_id.value,
            "lot_id": schedule.lot_id.value,
            "version": schedule.version,
            "kind": schedule.kind.value,
            "lines": [_line_to_json(line) for line in schedule.lines],
            "written_at": schedule.written_at,
        }
        self._connection.execute(price_schedule.insert(), row)

    def offers(self, tender_id: TenderId, lot_id: LotId) -> Sequence[PricedOffer]:
        """Give what was filled in for a lot, response by response."""
        table = priced_offer
        statement = select(table).where(table.c.tender_id == tender_id.value, table.c.lot_id == lot_id.value)
        return [_offer(row) for row in self._connection.execute(statement.order_by(table.c.response_id)).mappings()]

    def offer(self, tender_id: TenderId, lot_id: LotId, response_id: DepositId) -> PricedOffer | None:
        """Give what one company filled in, if it was entered."""
        table = priced_offer
        statement = select(table).where(
            table.c.tender_id == tender_id.value,
            table.c.lot_id == lot_id.value,
            table.c.response_id == response_id.value,
        )
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else _offer(row)

    def save_offer(self, tender_id: TenderId, lot_id: LotId, offer: PricedOffer) -> None:
        """Keep what a company filled in, instead of what was entered before."""
        key = {"tender_id": tender_id.value, "lot_id": lot_id.value, "response_id": offer.response_id.value}
        content = {
            "schedule_version": offer.schedule_version,
            "lines": [_priced_to_json(line) for line in offer.lines],
            "findings": [[each.code, each.fault.value, each.asked, each.given] for each in offer.findings],
            "amount": None if offer.amount is None else offer.amount.amount,
        }
        statement = insert(priced_offer).values({**key, **content})
        self._connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=content))


def schedule_of(row: RowMapping) -> PriceSchedule:
    """Read a schedule from its row."""
    return PriceSchedule(
        tender_id=TenderId(row["tender_id"]),
        lot_id=LotId(row["lot_id"]),
        version=row["version"],
        kind=ScheduleKind(row["kind"]),
        lines=tuple(_line(part) for part in row["lines"]),
        written_at=row["written_at"],
    )


def _line_to_json(line: PriceLine) -> list[str | None]:
    return [line.code, line.label, line.unit, decimal_to_text(line.quantity), line.section]


def _line(part: Sequence[Any]) -> PriceLine:
    code, label, unit, quantity, section = part
    return PriceLine(code, label, unit, decimal_from_text(quantity), section)


def _priced_to_json(priced: PricedLine) -> list[Any]:
    return [_line_to_json(priced.line), decimal_to_text(priced.unit_price), decimal_to_text(priced.total)]


def _priced(part: Sequence[Any]) -> PricedLine:
    line, unit_price, total = part
    return PricedLine(_line(line), decimal_from_text(unit_price), decimal_from_text(total))


def _offer(row: RowMapping) -> PricedOffer:
    return PricedOffer(
        response_id=DepositId(row["response_id"]),
        schedule_version=row["schedule_version"],
        lines=tuple(_priced(part) for part in row["lines"]),
        findings=tuple(
            PriceFinding(code, PriceFault(fault), asked, given) for code, fault, asked, given in row["findings"]
        ),
        amount=None if row["amount"] is None else Money(row["amount"]),
    )
