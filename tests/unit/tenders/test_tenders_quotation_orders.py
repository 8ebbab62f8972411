"""What is said before an everyday purchase is ordered: the dispense to the cent, small lots, families, one supplier."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.tenders.domain.model import ContractKind
from services.tenders.domain.needs import ItemKind, NeedBasis, NeedContent, NeedItem
from services.tenders.handlers.needs import write_need
from services.tenders.handlers.quotation_orders import advices_of, suppliers_of
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import NeedId
from shared.legal import LegalTable
from tests.unit.tenders.builders import ACME, BOLT, BUYER
from tests.unit.tenders.fakes import FakeUnitOfWork
from tests.unit.tenders.test_tenders_quotations import TODAY, a_store, decided, euros, ordered


@pytest.mark.parametrize(("value", "warned"), [("59999.99", False), ("60000.00", True), ("60000.01", True)])
def test_the_dispense_is_compared_to_the_cent_and_only_warns(law: LegalTable, value: str, warned: bool) -> None:
    uow = a_store()
    quotation = decided(uow, estimated_value=euros(value))
    codes = [advice.code for advice in advices_of(quotation, uow=uow, law=law)]
    assert ("dispense_exceeded" in codes) is warned
    if warned:
        with pytest.raises(Refused, match="TND-ADVICE-UNACKNOWLEDGED"):
            ordered(uow, quotation, law)
        made = ordered(uow, quotation, law, "dispense_exceeded").order
        assert made is not None
        assert made.acknowledged == ("dispense_exceeded",)


def need_of_lots(uow: FakeUnitOfWork, *amounts: str) -> NeedId:
    items = tuple(NeedItem(ItemKind.LOT, "Lot", euros(a), lot=n) for n, a in enumerate(amounts, start=1))
    day = date(2026, 1, 1)
    content = NeedContent("Mobilier", NeedBasis.FAMILY, ContractKind.SUPPLIES, "FOU-12", day, None, items)
    return write_need(content, uow=uow).need_id


@pytest.mark.parametrize(("small", "level"), [("25000", "information"), ("25000.01", "warning")])
def test_a_small_lot_of_a_great_need_keeps_the_dispense_up_to_its_share(
    law: LegalTable, small: str, level: str
) -> None:
    uow = a_store()
    need_id = need_of_lots(uow, small, str(Decimal(125_000) - Decimal(25_000)))
    quotation = decided(uow, need_id=need_id, lot=1, estimated_value=euros(small))
    found = {advice.code: advice.level.value for advice in advices_of(quotation, uow=uow, law=law)}
    assert found["dispense_exceeded"] == level


def test_the_third_order_in_a_row_to_one_company_is_said(law: LegalTable) -> None:
    uow = a_store()
    for _ in range(2):
        ordered(uow, decided(uow), law)
    third = decided(uow)
    assert "same_supplier" in [advice.code for advice in advices_of(third, uow=uow, law=law)]
    with pytest.raises(Refused, match="TND-ADVICE-UNACKNOWLEDGED"):
        ordered(uow, third, law)
    other = decided(uow, BOLT)
    assert "same_supplier" not in [advice.code for advice in advices_of(other, uow=uow, law=law)]
    years = suppliers_of(third.quotation_id, uow=uow)
    assert [(year.supplier, len(year.purchases), year.total) for year in years] == [(ACME, 2, euros("2300.00"))]


def test_a_purchase_takes_the_family_of_its_need_and_an_autonomous_unit_counts_apart(law: LegalTable) -> None:
    uow = a_store()
    quotation = decided(uow, need_id=need_of_lots(uow, "1000"), family="AUTRE", autonomous_unit="Régie")
    assert (quotation.content.family, quotation.content.autonomous_unit) == ("FOU-12", None)
    for _ in range(2):
        ordered(uow, decided(uow, autonomous_unit="Régie"), law)
    apart = advices_of(decided(uow), uow=uow, law=law)
    assert "same_supplier" not in [advice.code for advice in apart]


def test_orders_of_one_family_are_added_against_the_dispense(law: LegalTable) -> None:
    uow = a_store()
    ordered(uow, decided(uow, BOLT, estimated_value=euros("30000")), law)
    first = uow.quotations.purchases(BUYER, since=TODAY.date(), until=TODAY.date())
    assert [each.amount for each in first] == [euros("1150.00")]
    quotation = decided(uow, estimated_value=euros("58850.00"))
    changed = replace(quotation, choice=replace(quotation.choice, amount=euros("58850.00")))
    assert "no_splitting" in [advice.code for advice in advices_of(changed, uow=uow, law=law)]
    less = replace(quotation, choice=replace(quotation.choice, amount=euros("58849.99")))
    assert "no_splitting" not in [advice.code for advice in advices_of(less, uow=uow, law=law)]
