"""The VAT of a draft: as the order says, unless its seller bears none, and then with the reason."""

from dataclasses import replace

import pytest

from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.prefill import invoice_for
from services.invoicing.domain.vat_exemptions import EXEMPTIONS, FRANCHISE, checked_exemption
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import InvalidValue
from tests.unit.invoicing.builders import a_line, an_order, details


def drafted(code: str | None, *rates: str) -> Invoice:
    lines = tuple(a_line(number, vat_rate=Percentage.parse(rate)) for number, rate in enumerate(rates, start=1))
    return invoice_for(an_order(lines=lines), replace(details(), exemption_code=code))


@pytest.mark.parametrize(
    ("code", "rates", "expected"),
    [
        (None, ("20", "0"), [("S", "20", None), ("Z", "0", None)]),
        ("VATEX-FR-CGI261-4", ("20", "0"), [("E", "0", "VATEX-FR-CGI261-4"), ("S", "20", None)]),
        (FRANCHISE, ("20", "0"), [("E", "0", FRANCHISE)]),
    ],
)
def test_vat_is_the_order_s_unless_the_seller_bears_none(
    code: str | None, rates: tuple[str, ...], expected: list[tuple[str, str, str | None]]
) -> None:
    invoice = drafted(code, *rates)
    assert [(one.category, str(one.rate), one.exemption_code) for one in invoice.vat_breakdown] == expected
    assert {one.exemption_reason for one in invoice.vat_breakdown if one.exemption_code} <= {EXEMPTIONS.get(code or "")}
    assert invoice.totals.incl_vat == invoice.totals.due
    assert (invoice.totals.incl_vat == invoice.totals.excl_vat) is (code == FRANCHISE)


def test_an_invoice_has_the_sums_of_its_order() -> None:
    order, invoice = an_order(), invoice_for(an_order(), details())
    assert (invoice.totals.excl_vat, invoice.totals.incl_vat) == (order.amount_excl_vat, order.amount_incl_vat)


@pytest.mark.parametrize("code", ["", "VATEX-FR-AE", "VATEX-EU-O", "vatex-fr-franchise", "VATEX-FR-INCONNU"])
def test_a_code_that_is_no_exemption_is_refused(code: str) -> None:
    with pytest.raises(InvalidValue):
        checked_exemption(code)
