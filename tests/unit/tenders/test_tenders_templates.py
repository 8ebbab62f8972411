"""Les tableaux de prix rédigés d'après les lignes d'un lot : prix laissés vides, quantités où elles ont un sens."""

from decimal import Decimal

import pytest

from services.tenders.domain.documents import DocumentKind
from services.tenders.domain.price_schedules import PriceLine, PriceSchedule, ScheduleKind
from services.tenders.domain.template_prices import price_rows
from services.tenders.domain.templates import Template, file_stem
from shared.kernel.refusal import Refused
from tests.unit.tenders.builders import LOT_1, NOW, TENDER, a_lot

LINE = PriceLine("A1", "Carreau", "m²", Decimal(12), "Sols")


def a_schedule(kind: ScheduleKind) -> PriceSchedule:
    return PriceSchedule(TENDER, LOT_1, 1, kind, (LINE,), NOW)


@pytest.mark.parametrize(
    ("template", "kind", "quantity"),
    [
        (Template.BPU, ScheduleKind.UNIT_PRICES, None),
        (Template.BPU, ScheduleKind.QUANTITIES, None),
        (Template.DQE, ScheduleKind.QUANTITIES, Decimal(12)),
        (Template.DPGF, ScheduleKind.LUMP_SUM, Decimal(12)),
    ],
)
def test_a_table_of_prices_leaves_the_prices_to_the_company(
    template: Template, kind: ScheduleKind, quantity: Decimal | None
) -> None:
    assert price_rows(template, a_schedule(kind)) == (("Sols", "A1", "Carreau", "m²", quantity, None, None),)


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        (Template.DQE, ScheduleKind.UNIT_PRICES),
        (Template.DPGF, ScheduleKind.QUANTITIES),
        (Template.BPU, ScheduleKind.LUMP_SUM),
    ],
)
def test_a_table_of_prices_of_another_kind_is_refused(template: Template, kind: ScheduleKind) -> None:
    with pytest.raises(Refused, match="TND-TEMPLATE-PRICES"):
        price_rows(template, a_schedule(kind))
    with pytest.raises(Refused, match="TND-TEMPLATE-PRICES"):
        price_rows(template, None)


def test_every_template_has_a_kind_and_a_name() -> None:
    assert {template.kind for template in Template} <= set(DocumentKind)
    assert file_stem(Template.AE, a_lot(2)) == "ATTRI1 lot 2"
    assert file_stem(Template.RC, None) == "RC"
