"""The need: exact sums, the lines that each case allows, versions; purchases of one family against the thresholds."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.model import ContractKind
from services.tenders.domain.needs import ItemKind, Need, NeedBasis, NeedContent, NeedItem, estimate
from services.tenders.domain.purchases import Purchase, PurchaseKind, purchase_thresholds, splitting_warnings
from services.tenders.handlers.needs import JoinNeed, ReviseNeed, join_need, purchases_of, revise_need, write_need
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import NeedId
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind
from shared.storage import records
from tests.unit.tenders.builders import FOREIGN_BUYER, TENDER, a_tender, an_agent, numbered
from tests.unit.tenders.fakes import FakeUnitOfWork

DAY = date(2026, 11, 23)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
cents = st.integers(min_value=1, max_value=10**11).map(lambda count: Money(Decimal(count).scaleb(-2)))
lot_items = st.builds(
    NeedItem,
    kind=st.sampled_from([ItemKind.LOT, ItemKind.OPTION, ItemKind.RENEWAL, ItemKind.BONUS]),
    title=st.just("Ligne"),
    amount=cents,
    times=st.integers(min_value=1, max_value=48),
    lot=st.none(),
)


def euros(amount: str) -> Money:
    return Money.parse(amount, "EUR")


def an_item(amount: str = "1000.00", kind: ItemKind = ItemKind.LOT, **changes: Any) -> NeedItem:
    return NeedItem(kind, "Ligne", euros(amount), **changes)


def a_need_content(*items: NeedItem, **changes: Any) -> NeedContent:
    fields = {
        "title": "Papier",
        "basis": NeedBasis.FAMILY,
        "kind": ContractKind.SUPPLIES,
        "family": "FOU-12",
        "starts_on": YEAR[0],
        "ends_on": YEAR[1],
        "items": items or (an_item(),),
    }
    return NeedContent(**{**fields, **changes})


def a_purchase(amount: str, *, passed_for: str | None = None, on: date = DAY) -> Purchase:
    return Purchase(PurchaseKind.QUOTATION, f"C-{amount}", "Papier", on, euros(amount), euros(passed_for or amount))


@given(st.lists(lot_items, min_size=1, max_size=40))
def test_the_total_is_the_exact_sum_whatever_the_order(items: list[NeedItem]) -> None:
    found = estimate(items)
    exact = sum((item.amount.amount * item.times for item in items), Decimal(0))
    assert found.total.amount == exact
    assert sum((lot.value.amount for lot in found.lots), Decimal(0)) == exact
    assert found.steps[-1].running_total == found.total
    assert estimate(list(reversed(items))).total == found.total


def test_each_lot_has_its_own_value_and_what_is_common_stands_apart() -> None:
    content = a_need_content(
        an_item("1000.10", lot=1),
        an_item("0.05", ItemKind.OPTION, lot=1),
        an_item("200", ItemKind.RENEWAL, lot=2, times=3),
        an_item("50", ItemKind.BONUS),
    )
    found = content.estimate()
    assert [(lot.number, lot.value.amount) for lot in found.lots] == [
        (1, Decimal("1000.15")),
        (2, Decimal(600)),
        (None, Decimal(50)),
    ]
    assert [step.item.kind.article for step in found.steps] == ["R2121-1"] * 4


def test_a_regular_need_adds_the_twelve_months_and_their_evolution_and_monthly_amounts_multiply() -> None:
    content = a_need_content(an_item("30000", ItemKind.PAST_MONTHS), an_item("-1500.50", ItemKind.EVOLUTION))
    assert content.estimate().total == euros("28499.50")
    monthly = a_need_content(an_item("99.99", ItemKind.COMING_MONTHS, times=12))
    assert monthly.estimate().total == euros("1199.88")


@pytest.mark.parametrize(
    ("items", "changes", "code"),
    [
        ((), {"kind": ContractKind.WORKS}, "TND-NEED-BASIS"),
        ((), {"basis": NeedBasis.OPERATION}, "TND-NEED-BASIS"),
        ((), {"ends_on": date(2025, 12, 31)}, "TND-NEED-PERIOD"),
        ((an_item(kind=ItemKind.PROVIDED),), {}, "TND-NEED-PROVIDED"),
        ((an_item(lot=2),), {}, "TND-LOTS-INVALID"),
        ((an_item("10"), an_item("-10", ItemKind.EVOLUTION)), {}, "TND-ESTIMATE-INVALID"),
        (
            (an_item(kind=ItemKind.PAST_MONTHS),),
            {"kind": ContractKind.WORKS, "basis": NeedBasis.OPERATION},
            "TND-NEED-REGULAR",
        ),
    ],
)
def test_a_need_that_makes_no_sense_cannot_be_built(
    items: tuple[NeedItem, ...], changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        a_need_content(*items, **changes)


@pytest.mark.parametrize(("amount", "times"), [("-1", 1), ("1", 0), ("1", 121)])
def test_a_line_is_positive_and_counted_a_sensible_number_of_times(amount: str, times: int) -> None:
    with pytest.raises(Refused, match="TND-NEED-ITEM"):
        an_item(amount, times=times)


def test_a_need_is_stored_and_read_back_whole() -> None:
    content = a_need_content(an_item("1000.10", lot=1), autonomous_unit="Régie", reasoning="Consommation passée")
    assert records.from_json(NeedContent, records.to_json(content)) == content


def test_a_need_is_revised_by_somebody_who_saw_it_and_keeps_its_versions() -> None:
    uow = FakeUnitOfWork()
    need = write_need(a_need_content(), uow=uow)
    revised = revise_need(ReviseNeed(need.need_id, 1, a_need_content(an_item("5"))), uow=uow)
    assert (revised.version, uow.needs.at_version(need.need_id, 1)) == (2, need)
    with pytest.raises(Refused, match="HTTP-VERSION-STALE"):
        revise_need(ReviseNeed(need.need_id, 1, a_need_content()), uow=uow)
    assert [entry[0] for entry in uow.journal] == ["need_written", "need_revised"]
    uow.scope.principal = an_agent(organisation=FOREIGN_BUYER)
    with pytest.raises(Refused, match="TND-NOT-FOUND"):
        revise_need(ReviseNeed(need.need_id, 2, a_need_content()), uow=uow)
    with pytest.raises(Refused, match="TND-ORGANISATION-MISSING"):
        write_need(a_need_content(), uow=FakeUnitOfWork(an_agent(organisation=None)))


def test_a_draft_is_joined_to_the_need_that_it_answers() -> None:
    uow = FakeUnitOfWork()
    uow.tenders.add(a_tender())
    need = write_need(a_need_content(), uow=uow)
    join_need(JoinNeed(TENDER, need.need_id, 1), uow=uow)
    link = uow.needs.of_tender(TENDER)
    assert link is not None
    assert (link.need_id, link.need_version) == (need.need_id, 1)
    with pytest.raises(Refused, match="HTTP-VERSION-STALE"):
        join_need(JoinNeed(TENDER, need.need_id, 1), uow=uow)
    with pytest.raises(Refused, match="TND-NOT-FOUND"):
        join_need(JoinNeed(TENDER, numbered(NeedId, 9), 2), uow=uow)


@pytest.mark.parametrize(("second", "warned"), [("29999.99", False), ("30000.00", True), ("30000.01", True)])
def test_purchases_reach_a_threshold_together_at_its_very_cent(law: LegalTable, second: str, warned: bool) -> None:
    thresholds = purchase_thresholds(kind=ContractKind.SUPPLIES, buyer_kind=BuyerKind.COMMUNE, on=DAY, law=law)
    found = splitting_warnings([a_purchase("30000.00"), a_purchase(second)], thresholds)
    assert [warning.threshold.parameter for warning in found] == (["dispense.fournitures_services"] if warned else [])


def test_what_was_passed_for_the_whole_need_or_alone_is_not_a_split(law: LegalTable) -> None:
    thresholds = purchase_thresholds(kind=ContractKind.SUPPLIES, buyer_kind=BuyerKind.COMMUNE, on=DAY, law=law)
    assert splitting_warnings([a_purchase("95000")], thresholds) == ()
    for_whole = [a_purchase("30000", passed_for="80000"), a_purchase("30001", passed_for="80000")]
    assert splitting_warnings(for_whole, thresholds) == ()


def test_the_state_has_a_lower_european_threshold_than_a_commune(law: LegalTable) -> None:
    def european(kind: BuyerKind, bought: ContractKind = ContractKind.SUPPLIES) -> str:
        return purchase_thresholds(kind=bought, buyer_kind=kind, on=DAY, law=law)[-1].parameter

    assert european(BuyerKind.STATE) == "eu.fs.central"
    assert european(BuyerKind.COMMUNE) == "eu.fs.subcentral"
    assert european(BuyerKind.STATE, ContractKind.WORKS) == "eu.travaux_et_concessions"


def test_purchases_out_of_the_period_do_not_count(law: LegalTable) -> None:
    uow = FakeUnitOfWork()
    need = write_need(a_need_content(), uow=uow)
    uow.needs.bought = [a_purchase("59999.99"), a_purchase("50000", on=date(2025, 12, 31))]
    found = purchases_of(need.need_id, uow=uow, law=law)
    assert ([each.reference for each in found.purchases], found.warnings) == (["C-59999.99"], ())
    uow.needs.bought.append(a_purchase("0.01", on=YEAR[1]))
    assert len(purchases_of(need.need_id, uow=uow, law=law).warnings) == 1


def test_a_need_is_a_value() -> None:
    need = Need(numbered(NeedId, 1), 1, FOREIGN_BUYER, a_need_content())
    assert replace(need) == need
    assert need.total == euros("1000")
