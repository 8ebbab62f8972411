"""Money: totals to the cent for any lines, allowances, charges and mixes of VAT, and no float in the service."""

import ast
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import services.invoicing
from services.invoicing.domain.calculation import Exemption, completed, line_amount
from services.invoicing.domain.invoice import Allowance, Invoice, InvoiceLine, Totals, VatCategory
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.detection import detect
from services.invoicing.standards.selection import schema_for
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.xml.artefacts import ArtefactStore
from shared.xml.schema import Schemas
from shared.xml.verdict import CheckStatus
from tests.unit.invoicing.builders import an_invoice, euros

CENT = Decimal("0.01")
EXEMPTIONS = {
    "E": Exemption("Exonération de TVA, article 261 du CGI", "VATEX-FR-CGI261-1"),
    "AE": Exemption("Autoliquidation", "VATEX-EU-AE"),
}
VAT = st.sampled_from(
    [("S", "20"), ("S", "10"), ("S", "5.5"), ("S", "2.1"), ("S", "8.5"), ("Z", "0"), ("E", "0"), ("AE", "0")]
).map(lambda found: VatCategory(code=found[0], rate=Percentage.parse(found[1])))
AMOUNTS = st.decimals("0", "9999.99", places=2).map(lambda amount: Money(amount, "EUR"))


@st.composite
def allowances(draw: st.DrawFn, *, with_vat: bool) -> tuple[Allowance, ...]:
    found = draw(st.lists(st.tuples(AMOUNTS, VAT), max_size=3))
    return tuple(
        Allowance(amount=amount, vat=vat if with_vat else None, reason="Motif", reason_code=None)
        for amount, vat in found
    )


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """Any invoice whose amounts remain to be computed."""
    lines = tuple(
        InvoiceLine(
            line_id=str(number),
            quantity=draw(st.decimals("-999", "9999", places=3)),
            unit="C62",
            net_amount=Money.zero("EUR"),
            net_price=Money(draw(st.decimals("0", "9999", places=4)), "EUR"),
            price_quantity=draw(st.sampled_from([None, Decimal(1), Decimal(3), Decimal(7), Decimal("100")])),
            allowances=draw(allowances(with_vat=False)),
            charges=draw(allowances(with_vat=False)),
            vat=draw(VAT),
            name=f"Article {number}",
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    )
    nothing = Totals(
        excl_vat=euros("0"), incl_vat=euros("0"), due=euros("0"), paid=draw(st.none() | AMOUNTS), rounding=None
    )
    buyer = replace(an_invoice().buyer, vat_number="FR55987654324")
    return an_invoice(
        lines=lines, allowances=draw(allowances(with_vat=True)), charges=draw(allowances(with_vat=True)),
        totals=nothing, vat_breakdown=(), buyer=buyer, type_code=draw(st.sampled_from(["380", "381"])),
    )  # fmt: skip


def total(amounts: list[Money]) -> Decimal:
    return sum((amount.amount for amount in amounts), Decimal(0))


@settings(max_examples=60)
@given(invoices())
def test_every_total_is_the_one_that_the_standard_defines(draft: Invoice) -> None:
    made = completed(draft, exemptions=EXEMPTIONS)
    totals = made.totals
    assert totals.lines is not None
    assert totals.vat is not None
    assert totals.lines.amount == total([line.net_amount for line in made.lines])  # BR-CO-10
    document = total([a.amount for a in made.charges]) - total([a.amount for a in made.allowances])
    assert totals.excl_vat.amount == totals.lines.amount + document  # BR-CO-11 to -13
    assert totals.vat.amount == total([found.vat for found in made.vat_breakdown])  # BR-CO-14
    assert totals.incl_vat == totals.excl_vat + totals.vat  # BR-CO-15
    paid = totals.paid.amount if totals.paid else Decimal(0)
    assert totals.due.amount == totals.incl_vat.amount - paid  # BR-CO-16
    for found in made.vat_breakdown:
        assert found.rate is not None
        exact = found.base.amount * found.rate.value / 100
        assert found.vat.amount == exact.quantize(CENT, ROUND_HALF_UP)  # BR-CO-17
    assert total([found.base for found in made.vat_breakdown]) == totals.excl_vat.amount  # nothing escapes a category
    assert len({(f.category, f.rate) for f in made.vat_breakdown}) == len(made.vat_breakdown)
    amounts = [totals.lines, totals.excl_vat, totals.vat, totals.incl_vat, totals.due]
    assert all(amount.amount == amount.amount.quantize(CENT) for amount in amounts)


@settings(max_examples=40)
@given(invoices())
def test_every_line_is_price_times_quantity_less_its_allowances(draft: Invoice) -> None:
    for line in draft.lines:
        assert line.net_price is not None
        base = line.price_quantity or Decimal(1)
        inner = total([c.amount for c in line.charges]) - total([a.amount for a in line.allowances])
        exact = line.net_price.amount * line.quantity / base + inner
        assert abs(line_amount(line, "EUR").amount - exact) <= CENT / 2


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return Schemas(ArtefactStore(roots=()))


@settings(max_examples=15)
@given(draft=invoices())
def test_what_is_written_passes_the_official_schemas_and_is_read_back(schemas: Schemas, draft: Invoice) -> None:
    made = completed(draft, exemptions=EXEMPTIONS)
    for syntax in (cii, ubl):
        found = detect(syntax.to_xml(made))
        schema = schema_for(found)
        check = schemas.check(found.root, artefact_id=schema.artefact_id, entry=schema.entry)
        assert check.status is CheckStatus.VALID, check.findings
        assert found.read() == made


def floats_of(tree: ast.AST) -> list[int]:
    """Give the lines where a module has a float: the word, a literal, or a division, which makes one of integers."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div) and not _is_path(node))
    ]


def _is_path(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether a division joins the parts of a path: one of its sides is a text."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides)


# Seconds between two polls are no amount, and a price divided by its base quantity is a division of decimals.
KNOWN = {"wiring/__init__.py", "domain/matching.py", "domain/arithmetic.py"}


def test_no_module_of_the_service_has_a_float() -> None:
    root = Path(services.invoicing.__file__).parent
    found = {
        str(path.relative_to(root)): lines
        for path in root.rglob("*.py")
        if (lines := floats_of(ast.parse(path.read_text("utf-8"))))
    }
    assert set(found) <= KNOWN, found


def test_the_rule_against_floats_sees_them() -> None:
    for guilty in ("float(x)", "x = 1.5", "a / b", "a /= b", "x: float = 1"):
        assert floats_of(ast.parse(guilty))
    for innocent in ("Decimal('1.5')", "root / 'name'", "a // b", "a * b"):
        assert not floats_of(ast.parse(innocent))


def test_nothing_below_zero_is_written_as_zero() -> None:
    """A credit of exempt goods has a VAT of nothing: ``-0.00`` breaks BR-E-09 and its like."""
    line = replace(an_invoice().lines[0], quantity=Decimal(-1), vat=VatCategory(code="E", rate=Percentage.parse("0")))
    made = completed(an_invoice(lines=(line,)), exemptions=EXEMPTIONS)
    assert made.vat_breakdown[0].vat.amount.is_signed()
    for syntax in (cii, ubl):
        assert b">-0" not in syntax.to_xml(made)
