"""Invoices entered field by field: exact to the cent, valid by the official rules, told at once where sums disagree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.invoicing.domain.calculation import Exemption
from services.invoicing.domain.parties import Organisation
from services.invoicing.domain.portal_submission import (
    EnteredInvoice,
    EnteredLine,
    EnteredTotals,
    EnteredVat,
    invoice_of,
)
from services.invoicing.domain.seller import SellerProfile
from services.invoicing.standards import ubl
from services.invoicing.standards.official_rules import OfficialRuleProcess
from services.invoicing.standards.reader import InvoiceReader
from shared.kernel.refusal import Refused
from shared.settings import Settings
from shared.xml.artefacts import ArtefactStore
from shared.xml.roots import artefact_roots
from shared.xml.validator_pool import ValidatorPool
from tests.unit.invoicing.builders import BUYER, SELLER

RATES = tuple(Decimal(rate) for rate in ("20", "10", "5.5", "2.1"))
PROFILE = SellerProfile(
    siret=SELLER.siret, version=1, line="1 rue du Port", city="Brest", post_code="29200",
    account="FR7630006000011234567890189",
)  # fmt: skip


def a_line(number: str = "1", **changes: Any) -> EnteredLine:
    line = EnteredLine(
        number=number, name="Écran", reference=None, quantity=Decimal(3), unit="unité", price=Decimal("10.335"),
        taken_off=Decimal(0), rate=Decimal(20),
    )  # fmt: skip
    return replace(line, **changes)


def entered(**changes: Any) -> EnteredInvoice:
    facts: dict[str, Any] = {
        "number": "F-1",
        "issued_on": date(2026, 10, 1),
        "type_code": "380",
        "currency": "EUR",
        "frame": "M1",
        "seller": SELLER,
        "profile": PROFILE,
        "buyer": BUYER,
        "service_code": "TECH",
        "order_reference": "BC-1",
        "contract_reference": None,
        "preceding": None,
        "means": "VIREMENT",
        "exemption": None,
        "comment": None,
        "lines": (a_line(),),
        "vat": (),
        "totals": EnteredTotals(),
    }
    return EnteredInvoice(**(facts | changes))


def made(**changes: Any) -> Any:
    return invoice_of(entered(**changes), rates=RATES)


def test_lines_vat_and_totals_are_counted_to_the_cent() -> None:
    invoice = made(lines=(a_line(), a_line("2", taken_off=Decimal("1.005"), rate=Decimal("5.5"))))
    assert [line.net_amount.amount for line in invoice.lines] == [Decimal("31.01"), Decimal("30.00")]
    assert [found.vat.amount for found in invoice.vat_breakdown] == [Decimal("1.65"), Decimal("6.20")]
    assert invoice.totals.due.amount == Decimal("68.86")


@pytest.mark.parametrize(
    ("totals", "field"),
    [
        ({"excl_vat": Decimal("31.00")}, "montantTotal.montantHtTotal"),
        ({"vat": Decimal("6.21")}, "montantTotal.montantTVA"),
        ({"incl_vat": Decimal("37.20")}, "montantTotal.montantTtcTotal"),
        ({"due": Decimal("37.22")}, "montantTotal.montantAPayer"),
        ({"due": Decimal("-0.01")}, "montantTotal.montantAPayer"),
    ],
)
def test_a_total_that_does_not_agree_is_told_at_once(totals: dict[str, Decimal], field: str) -> None:
    with pytest.raises(Refused) as refused:
        made(totals=EnteredTotals(**totals))
    assert (refused.value.refusal.code, refused.value.refusal.facts["field"]) == ("INV-SUBMITTED-INVOICE", field)


def test_the_same_totals_agree_and_less_to_pay_is_paid_already() -> None:
    totals = EnteredTotals(excl_vat=Decimal("31.01"), vat=Decimal("6.20"), incl_vat=Decimal("37.210"), due=Decimal("0"))
    invoice = made(totals=totals, frame="M2")
    assert (invoice.totals.paid.amount, invoice.totals.due.amount) == (Decimal("37.21"), Decimal("0.00"))


def test_vat_rounded_otherwise_is_taken_as_the_official_rule_takes_it() -> None:
    vat = (EnteredVat(Decimal(20), Decimal("31.01"), Decimal("6.21")),)
    totals = EnteredTotals(excl_vat=Decimal("31.01"), vat=Decimal("6.21"), incl_vat=Decimal("37.22"))
    assert made(vat=vat, totals=totals).totals.due.amount == Decimal("37.22")
    wrong = (EnteredVat(Decimal(20), Decimal("31.01"), Decimal("7.21")),)
    assert made(vat=wrong).totals.due.amount == Decimal("37.21")


def test_without_lines_each_rate_makes_one() -> None:
    vat = (EnteredVat(Decimal(20), Decimal(100), Decimal(20)), EnteredVat(Decimal("5.5"), Decimal(10), Decimal("0.55")))
    invoice = made(lines=(), vat=vat, totals=EnteredTotals(incl_vat=Decimal("130.55")))
    assert [line.net_amount.amount for line in invoice.lines] == [Decimal(100), Decimal(10)]


def test_without_lines_nor_rates_the_only_rate_that_fits_is_found() -> None:
    totals = EnteredTotals(excl_vat=Decimal(100), vat=Decimal("5.50"), incl_vat=Decimal("105.50"))
    assert str(made(lines=(), totals=totals).vat_breakdown[0].rate) == "5.5"
    for vat, field in ((Decimal("7.00"), "ligneTva"), (Decimal("0.01"), "ligneTva")):
        with pytest.raises(Refused) as refused:
            made(lines=(), totals=replace(totals, vat=vat))
        assert refused.value.refusal.facts["field"] == field
    with pytest.raises(Refused):
        made(lines=())


def test_an_exempted_invoice_says_why() -> None:
    exemption = Exemption(reason="Franchise en base", code="VATEX-FR-FRANCHISE")
    invoice = made(lines=(a_line(rate=None),), exemption=exemption)
    (found,) = invoice.vat_breakdown
    assert (found.category, found.vat.amount, found.exemption_code) == ("E", 0, "VATEX-FR-FRANCHISE")


def test_units_and_means_of_payment_that_are_in_no_list_are_told() -> None:
    invoice = made(lines=(a_line(unit="palette"), a_line("2", unit="Heures")), means="REPORT")
    assert [(line.unit, line.note) for line in invoice.lines] == [("C62", "Unité : palette"), ("HUR", None)]
    assert invoice.payment.means_code == "97"
    assert made(profile=None).payment is None
    assert made(means="TROC").payment.means_code == "ZZZ"


_MONEY = st.decimals(min_value=0, max_value=10_000, places=2)
_LINES = st.lists(
    st.builds(
        a_line,
        quantity=st.decimals(min_value=0, max_value=1000, places=3),
        price=st.decimals(min_value=0, max_value=1000, places=4),
        taken_off=st.sampled_from([Decimal(0), Decimal("0.01")]),
        rate=st.sampled_from([*RATES, Decimal(0)]),
    ),
    min_size=1,
    max_size=8,
)


@given(lines=_LINES)
def test_what_is_counted_always_agrees_with_itself_and_is_read_again(lines: list[EnteredLine]) -> None:
    numbered = tuple(replace(line, number=str(rank)) for rank, line in enumerate(lines, start=1))
    first = made(lines=numbered)
    totals = EnteredTotals(
        excl_vat=first.totals.excl_vat.amount,
        vat=first.totals.vat.amount,
        incl_vat=first.totals.incl_vat.amount,
        due=first.totals.due.amount,
    )
    vat = tuple(EnteredVat(one.rate.value, one.base.amount, one.vat.amount) for one in first.vat_breakdown)
    assert made(lines=numbered, totals=totals, vat=vat) == first
    assert InvoiceReader().read(ubl.to_xml(first)).invoice.totals == first.totals


@settings(max_examples=12)
@given(lines=_LINES, exempted=st.booleans())
def test_what_is_entered_passes_the_official_rules(rules: Any, lines: list[EnteredLine], exempted: bool) -> None:
    exemption = Exemption(reason="Franchise en base", code="VATEX-FR-FRANCHISE") if exempted else None
    numbered = tuple(
        replace(line, number=str(rank), rate=None if exempted else line.rate)
        for rank, line in enumerate(lines, start=1)
    )
    verdict = rules.judge(ubl.to_xml(made(lines=numbered, exemption=exemption, buyer=Organisation(BUYER.siret, "B"))))
    assert verdict.failed_rules == ()


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("rules")
    roots = artefact_roots(Settings(data_dir=folder, secrets_dir=tmp_path_factory.mktemp("secrets")))
    pool = ValidatorPool(roots=roots)
    yield OfficialRuleProcess(pool, ArtefactStore(roots=roots))
    pool.close()
