"""Each way in which an invoice may differ from its order is one difference with its facts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.invoicing.domain.invoice import Invoice, VatCategory
from services.invoicing.domain.matching import Difference, match
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from tests.unit.invoicing.builders import OTHER_SELLER, SELLER, a_line, an_invoice, an_order, euros

ZERO = Money.zero()


def differences(invoice: Invoice, **given: Any) -> tuple[Difference, ...]:
    known = {"order": an_order(), "seller": SELLER.siret, "already_invoiced": ZERO}
    return match(invoice, **{**known, **given})


def codes(found: tuple[Difference, ...]) -> list[str]:
    return [difference.code.value.removeprefix("INV-DIFF-") for difference in found]


def with_line(**changes: Any) -> Invoice:
    invoice = an_invoice()
    return replace(invoice, lines=(replace(invoice.lines[0], **changes), *invoice.lines[1:]))


def test_the_invoice_of_an_order_matches_it() -> None:
    assert differences(an_invoice()) == ()


def test_without_line_references_lines_answer_by_their_place() -> None:
    invoice = an_invoice()
    anonymous = replace(invoice, lines=tuple(replace(line, order_line=None) for line in invoice.lines))
    assert differences(anonymous) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"quantity": Decimal(11)}, ["LINE-QUANTITY"]),
        ({"net_price": euros("150.00")}, ["LINE-PRICE"]),
        ({"net_amount": euros("1798.79")}, ["LINE-AMOUNT"]),
        ({"vat": VatCategory(code="S", rate=Percentage.parse("10"))}, ["LINE-VAT"]),
        ({"order_line": "9"}, ["LINE-UNKNOWN", "LINE-NOT-INVOICED"]),
        ({"net_price": euros("1499.00"), "price_quantity": Decimal(10)}, []),
        ({"quantity": Decimal("12.00")}, []),
    ],
)
def test_a_line_is_compared_term_by_term(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(differences(with_line(**changes))) == expected


def test_a_difference_of_a_line_carries_its_facts() -> None:
    (found,) = differences(with_line(quantity=Decimal(11)))
    assert dict(found.facts) == {"line": "1", "ordered": "12", "invoiced": "11"}


def test_totals_are_compared_to_the_cent() -> None:
    invoice = an_invoice()
    totals = replace(invoice.totals, excl_vat=invoice.totals.excl_vat + euros("0.01"))
    assert codes(differences(replace(invoice, totals=totals))) == ["TOTAL-EXCL-VAT"]


def test_references_seller_and_currency() -> None:
    assert codes(differences(an_invoice(purchase_order_reference=None))) == ["ORDER-MISSING"]
    assert codes(differences(an_invoice(), order=None)) == ["ORDER-UNKNOWN"]
    assert codes(differences(an_invoice(), seller=OTHER_SELLER.siret)) == ["SELLER"]
    in_francs = an_order(lines=(a_line(unit_price_excl_vat=Money.parse("149.90", "CHF")),))
    assert codes(differences(an_invoice(), order=in_francs)) == ["CURRENCY"]


def test_an_order_invoiced_twice_is_flagged() -> None:
    assert codes(differences(an_invoice(), already_invoiced=euros("0.01"))) == ["ALREADY-INVOICED"]
