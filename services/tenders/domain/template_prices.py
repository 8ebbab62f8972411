"""The draft of a table of prices (BPU, DQE, DPGF) from the price schedule of a lot: the company fills in the prices."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.price_schedules import PriceSchedule, ScheduleKind
from services.tenders.domain.templates import Template
from shared.kernel.refusal import refuse

PriceRow = tuple[str, str, str, str, Decimal | None, None, None]

# The lines of a detailed estimate also make its list of unit prices.
_FROM: Final[Mapping[Template, frozenset[ScheduleKind]]] = MappingProxyType(
    {
        Template.BPU: frozenset({ScheduleKind.UNIT_PRICES, ScheduleKind.QUANTITIES}),
        Template.DQE: frozenset({ScheduleKind.QUANTITIES}),
        Template.DPGF: frozenset({ScheduleKind.LUMP_SUM}),
    }
)


def price_rows(template: Template, schedule: PriceSchedule | None) -> tuple[PriceRow, ...]:
    """Give the rows of the table, in the columns that the platform reads back; prices are left empty.

    Raises:
        Refused: ``TND-TEMPLATE-PRICES`` when the lot has no price schedule of that kind.
    """
    if schedule is None or schedule.kind not in _FROM[template]:
        refuse(Code.TEMPLATE_PRICES, template=template.value)
    with_quantities = template is not Template.BPU
    return tuple(
        (line.section, line.code, line.label, line.unit, line.quantity if with_quantities else None, None, None)
        for line in schedule.lines
    )
