"""Price schedules of a lot as data: unit prices (BPU), estimate of quantities (DQE), lump-sum breakdown (DPGF).

The buyer writes the lines; the company fills in prices in its own file, whose figures are entered after the opening.
A BPU has no quantity to add up; a DQE multiplies the same unit prices by quantities, to compare bids; a DPGF breaks a
lump sum down. CCAG-FCS/PI/TIC 2021 article 10 and CCAG-Travaux article 9 let the particular documents say which
figure prevails: here, the unit price in BPU and DQE, the total of the line in a DPGF. Read on 2026-11-23.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.tenders.domain.errors import Code
from shared.kernel.ids import LotId, TenderId
from shared.kernel.refusal import refuse

MOST_LINES: Final = 10_000
LONGEST_CODE, LONGEST_LABEL, LONGEST_UNIT, LONGEST_SECTION = 40, 500, 40, 200


class ScheduleKind(StrEnum):
    """Which document the lines make."""

    UNIT_PRICES = "unit_prices"  # bordereau des prix unitaires, BPU
    QUANTITIES = "quantities"  # détail quantitatif estimatif, DQE
    LUMP_SUM = "lump_sum"  # décomposition du prix global et forfaitaire, DPGF


TITLES: Final[Mapping[ScheduleKind, str]] = MappingProxyType(
    {
        ScheduleKind.UNIT_PRICES: "Bordereau des prix unitaires",
        ScheduleKind.QUANTITIES: "Détail quantitatif estimatif",
        ScheduleKind.LUMP_SUM: "Décomposition du prix global et forfaitaire",
    }
)


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line: its code, which companies keep, its words, its unit, its quantity and the heading it stands under."""

    code: str
    label: str
    unit: str
    quantity: Decimal | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class PriceSchedule:
    """The price schedule of a lot; a change makes the next version, and all of them stay readable."""

    tender_id: TenderId
    lot_id: LotId
    version: int
    kind: ScheduleKind
    lines: tuple[PriceLine, ...]
    written_at: datetime


def check_lines(lines: Sequence[PriceLine], *, kind: ScheduleKind) -> None:
    """Check that lines make a schedule of that kind.

    Raises:
        Refused: ``TND-SCHEDULE-EMPTY``, ``TND-SCHEDULE-LONG``, or ``TND-SCHEDULE-LINE`` with the first wrong line.
    """
    if not lines:
        refuse(Code.SCHEDULE_EMPTY)
    if len(lines) > MOST_LINES:
        refuse(Code.SCHEDULE_LONG, limit=MOST_LINES)
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        why = _fault(line, kind=kind, seen=seen)
        if why is not None:
            refuse(Code.SCHEDULE_LINE, line=number, why=why)
        seen.add(line.code)


def _fault(line: PriceLine, *, kind: ScheduleKind, seen: set[str]) -> str | None:
    if not line.code or not line.label:
        return "un code et une désignation sont attendus"
    if line.code in seen:
        return "son code est déjà utilisé"
    lengths = ((line.code, LONGEST_CODE), (line.label, LONGEST_LABEL), (line.unit, LONGEST_UNIT))
    if any(len(text) > longest for text, longest in (*lengths, (line.section, LONGEST_SECTION))):
        return "un texte est trop long"
    return _quantity_fault(line.quantity, kind)


def _quantity_fault(quantity: Decimal | None, kind: ScheduleKind) -> str | None:
    if quantity is not None and quantity <= 0:
        return "sa quantité est positive"
    if kind is ScheduleKind.QUANTITIES and quantity is None:
        return "un détail quantitatif donne une quantité"
    if kind is ScheduleKind.UNIT_PRICES and quantity is not None:
        return "un bordereau de prix unitaires n'a pas de quantité"
    return None
