"""What travels about price schedules, in and out."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, StringConstraints

from services.tenders.api.inputs import In
from services.tenders.domain.price_schedules import (
    LONGEST_CODE,
    LONGEST_LABEL,
    LONGEST_SECTION,
    LONGEST_UNIT,
    MOST_LINES,
    PriceLine,
    PriceSchedule,
    ScheduleKind,
)
from services.tenders.domain.priced_offers import PricedOffer, PriceFinding
from shared.contracts.amount import Amount, DecimalText

_FIRST_FINDINGS: Final = 50  # an answer that is kept with its key stays small


class PriceLineIn(In):
    """One line of a schedule."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_CODE)]
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LABEL)]
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_UNIT)] = ""
    quantity: DecimalText | None = None
    section: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_SECTION)] = ""


class ScheduleIn(In):
    """A whole schedule: it replaces the one before it."""

    kind: ScheduleKind
    lines: Annotated[tuple[PriceLineIn, ...], Field(max_length=MOST_LINES)]

    def to_lines(self) -> tuple[PriceLine, ...]:
        """Give the lines."""
        return tuple(
            PriceLine(
                code=line.code,
                label=line.label,
                unit=line.unit,
                quantity=None if line.quantity is None else Decimal(line.quantity),
                section=line.section,
            )
            for line in self.lines
        )


def schedule_schema() -> dict[str, Any]:
    """Give the JSON schema of a schedule in one piece: a description of a raw body names no component."""
    schema = ScheduleIn.model_json_schema()
    parts = schema.pop("$defs")

    def whole(node: Any) -> Any:  # noqa: ANN401 - any JSON
        match node:
            case {"$ref": str() as name}:
                return whole(parts[name.rpartition("/")[2]])
            case dict():
                return {key: whole(value) for key, value in node.items()}
            case list():
                return [whole(item) for item in node]
            case _:
                return node

    described: dict[str, Any] = whole(schema)
    return described


class PriceLineOut(BaseModel):
    """One line of a schedule."""

    code: str
    label: str
    unit: str
    quantity: str | None
    section: str

    @classmethod
    def of(cls, line: PriceLine) -> "PriceLineOut":
        """Write a line."""
        return cls(
            code=line.code, label=line.label, unit=line.unit, quantity=_text(line.quantity), section=line.section
        )


class ScheduleOut(BaseModel):
    """The price schedule of a lot."""

    lot_id: str
    version: int
    kind: str
    written_at: datetime
    lines: list[PriceLineOut]

    @classmethod
    def of(cls, schedule: PriceSchedule) -> "ScheduleOut":
        """Write a schedule."""
        return cls(
            lot_id=str(schedule.lot_id),
            version=schedule.version,
            kind=schedule.kind.value,
            written_at=schedule.written_at,
            lines=[PriceLineOut.of(line) for line in schedule.lines],
        )


class ScheduleWrittenOut(BaseModel):
    """A schedule that was just written; its lines are read at its address."""

    lot_id: str
    version: int
    kind: str
    written_at: datetime
    line_count: int

    @classmethod
    def of(cls, schedule: PriceSchedule) -> "ScheduleWrittenOut":
        """Write what was kept."""
        return cls(
            lot_id=str(schedule.lot_id),
            version=schedule.version,
            kind=schedule.kind.value,
            written_at=schedule.written_at,
            line_count=len(schedule.lines),
        )


class PriceFindingOut(BaseModel):
    """One thing to see on a line."""

    code: str
    fault: str
    asked: str
    given: str


class PricedLineOut(BaseModel):
    """One line of the buyer with the company's price."""

    code: str
    quantity: str | None
    unit_price: str | None
    total: str | None


class PricedSummaryOut(BaseModel):
    """A filled schedule in short: its amount, how much there is to see, and the first of it."""

    response_id: str
    schedule_version: int
    amount: Amount | None
    finding_count: int
    findings: list[PriceFindingOut]

    @classmethod
    def of(cls, offer: PricedOffer) -> "PricedSummaryOut":
        """Write a filled schedule in short."""
        return cls(
            response_id=str(offer.response_id),
            schedule_version=offer.schedule_version,
            amount=None if offer.amount is None else Amount.of(offer.amount),
            finding_count=len(offer.findings),
            findings=_findings(offer.findings[:_FIRST_FINDINGS]),
        )


class PricedOfferOut(BaseModel):
    """A filled schedule, read against the buyer's; no amount where there is nothing to add up."""

    response_id: str
    schedule_version: int
    amount: Amount | None
    findings: list[PriceFindingOut]
    lines: list[PricedLineOut]

    @classmethod
    def of(cls, offer: PricedOffer) -> "PricedOfferOut":
        """Write a filled schedule."""
        return cls(
            response_id=str(offer.response_id),
            schedule_version=offer.schedule_version,
            amount=None if offer.amount is None else Amount.of(offer.amount),
            findings=_findings(offer.findings),
            lines=[
                PricedLineOut(
                    code=each.line.code,
                    quantity=_text(each.line.quantity),
                    unit_price=_text(each.unit_price),
                    total=_text(each.total),
                )
                for each in offer.lines
            ],
        )


class PricedOffersOut(BaseModel):
    """The filled schedules of a lot, in short."""

    items: list[PricedSummaryOut]

    @classmethod
    def of(cls, offers: Sequence[PricedOffer]) -> "PricedOffersOut":
        """Write the filled schedules of a lot."""
        return cls(items=[PricedSummaryOut.of(offer) for offer in offers])


def _findings(findings: Sequence[PriceFinding]) -> list[PriceFindingOut]:
    return [
        PriceFindingOut(code=each.code, fault=each.fault.value, asked=each.asked, given=each.given) for each in findings
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
