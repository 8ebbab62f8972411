"""The price schedule as a company filled it in, read against the buyer's (vérification des prix), CCP R2152-1, R2161-5.

Rules, the same for every bid:

* a unit price has at most 4 decimals; more are rounded half up to 4, and it is said;
* the total of a line = the buyer's quantity × the unit price, rounded half up to the cent;
* the amount = the sum of the totals of the lines, already rounded;
* where the company's own total differs, the unit price prevails in a DQE, the total of the line in a DPGF; the
  difference is shown;
* what is missing, null, negative or changed is shown line by line: the engine sets no bid aside for it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.price_schedules import PriceLine, PriceSchedule, ScheduleKind
from shared.kernel.ids import DepositId
from shared.kernel.money import Money
from shared.kernel.refusal import refuse

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
GREATEST_TOTAL: Final = Decimal(10**10)  # of one line: ten thousand of them still make an amount that can be written
_CENT, _UNIT = Decimal("0.01"), Decimal("0.0001")


class PriceFault(StrEnum):
    """What is to be seen on a line."""

    MISSING_LINE = "missing_line"
    UNKNOWN_LINE = "unknown_line"
    REPEATED_LINE = "repeated_line"
    NO_PRICE = "no_price"
    ZERO_PRICE = "zero_price"
    NEGATIVE_PRICE = "negative_price"
    ROUNDED_PRICE = "rounded_price"
    CHANGED_LABEL = "changed_label"
    CHANGED_UNIT = "changed_unit"
    CHANGED_QUANTITY = "changed_quantity"
    ARITHMETIC = "arithmetic"


@dataclass(frozen=True, slots=True)
class FilledLine:
    """One line as the company wrote it."""

    code: str
    label: str = ""
    unit: str = ""
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PriceFinding:
    """One thing to see: which line, what, what was asked and what was given."""

    code: str
    fault: PriceFault
    asked: str
    given: str


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line of the buyer with the company's price; ``total`` is None where there is nothing to multiply."""

    line: PriceLine
    unit_price: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class PricedOffer:
    """A filled schedule, read against the version of the buyer's that it answers; a BPU alone has no amount."""

    response_id: DepositId
    schedule_version: int
    lines: tuple[PricedLine, ...]
    findings: tuple[PriceFinding, ...]
    amount: Money | None


def read_offer(schedule: PriceSchedule, *, response_id: DepositId, filled: Sequence[FilledLine]) -> PricedOffer:
    """Read a filled schedule: price every line of the buyer, show everything that differs.

    Raises:
        Refused: ``TND-SCHEDULE-LINE`` for a total that nobody could mean.
    """
    first = {line.code: line for line in reversed(filled)}
    findings = list(_strange_lines(schedule, filled))
    priced: list[PricedLine] = []
    for line in schedule.lines:
        given = first.get(line.code)
        if given is None:
            findings.append(PriceFinding(line.code, PriceFault.MISSING_LINE, line.label, ""))
            priced.append(PricedLine(line, None, None))
        else:
            findings.extend(_changes(line, given))
            priced.append(_price(line, given, kind=schedule.kind, findings=findings))
    return PricedOffer(response_id, schedule.version, tuple(priced), tuple(findings), _amount(schedule.kind, priced))


def _amount(kind: ScheduleKind, priced: Sequence[PricedLine]) -> Money | None:
    """Add up the lines; without quantities there is nothing to add."""
    if kind is ScheduleKind.UNIT_PRICES:
        return None
    return Money.total(Money(each.total) for each in priced if each.total is not None)


def _strange_lines(schedule: PriceSchedule, filled: Sequence[FilledLine]) -> Iterator[PriceFinding]:
    known = {line.code for line in schedule.lines}
    counts: Mapping[str, int] = Counter(line.code for line in filled)
    for code, count in counts.items():
        if code not in known:
            yield PriceFinding(code, PriceFault.UNKNOWN_LINE, "", code)
        elif count > 1:
            yield PriceFinding(code, PriceFault.REPEATED_LINE, "1", str(count))


def _changes(line: PriceLine, given: FilledLine) -> Iterator[PriceFinding]:
    """Compare what a company must not change; a cell that it left empty changes nothing."""
    if given.label and _plain(given.label) != _plain(line.label):
        yield PriceFinding(line.code, PriceFault.CHANGED_LABEL, line.label, given.label)
    if given.unit and _plain(given.unit) != _plain(line.unit):
        yield PriceFinding(line.code, PriceFault.CHANGED_UNIT, line.unit, given.unit)
    if given.quantity is not None and line.quantity is not None and given.quantity != line.quantity:
        yield PriceFinding(line.code, PriceFault.CHANGED_QUANTITY, f"{line.quantity:f}", f"{given.quantity:f}")


def _price(line: PriceLine, given: FilledLine, *, kind: ScheduleKind, findings: list[PriceFinding]) -> PricedLine:
    price = None if given.unit_price is None else given.unit_price.quantize(_UNIT, context=_EXACT)
    if price is not None and price != given.unit_price:
        findings.append(PriceFinding(line.code, PriceFault.ROUNDED_PRICE, f"{price:f}", f"{given.unit_price:f}"))
    computed = None
    if price is not None and line.quantity is not None:
        computed = _EXACT.multiply(price, line.quantity).quantize(_CENT, context=_EXACT)
    told = None if given.total is None else given.total.quantize(_CENT, context=_EXACT)
    if told is not None and computed is not None and told != computed:
        findings.append(PriceFinding(line.code, PriceFault.ARITHMETIC, f"{computed:f}", f"{told:f}"))
    # In a DPGF the total of the line is the price; elsewhere the unit price prevails.
    total = told if kind is ScheduleKind.LUMP_SUM and told is not None else computed
    shown = total if kind is ScheduleKind.LUMP_SUM else price
    if total is not None and abs(total) >= GREATEST_TOTAL:
        refuse(Code.SCHEDULE_LINE, line=line.code, why="son total dépasse dix milliards d'euros")
    fault = _price_fault(shown)
    if fault is not None:
        findings.append(PriceFinding(line.code, fault, "", "" if shown is None else f"{shown:f}"))
    return PricedLine(line, price, total)


def _price_fault(price: Decimal | None) -> PriceFault | None:
    if price is None:
        return PriceFault.NO_PRICE
    if price == 0:
        return PriceFault.ZERO_PRICE
    return PriceFault.NEGATIVE_PRICE if price < 0 else None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
