"""Price schedules: read from files, priced to the cent, everything that differs shown line by line."""

import time
import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.price_files import filled_lines, schedule_lines
from services.tenders.domain.price_schedules import MOST_LINES, PriceLine, PriceSchedule, ScheduleKind, check_lines
from services.tenders.domain.priced_offers import FilledLine, PricedOffer, PriceFault, read_offer
from services.tenders.standards.tables import SpreadsheetWriter
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from tests.unit.tenders.builders import FIRST, LOT_1, TENDER

AT = datetime(2026, 11, 23, tzinfo=UTC)
LINES = (
    PriceLine("A1", "Terrassement", "m3", Decimal("12.5"), "Gros œuvre"),
    PriceLine("A2", "Béton", "m3", Decimal(3)),
    PriceLine("A3", "Nettoyage", "forfait", Decimal(1)),
)


def a_schedule(kind: ScheduleKind = ScheduleKind.QUANTITIES, lines: tuple[PriceLine, ...] = LINES) -> PriceSchedule:
    return PriceSchedule(TENDER, LOT_1, 1, kind, lines, AT)


def read(*filled: FilledLine, kind: ScheduleKind = ScheduleKind.QUANTITIES) -> PricedOffer:
    return read_offer(a_schedule(kind), response_id=FIRST, filled=filled)


def priced(code: str, price: str | None, total: str | None = None, **changes: object) -> FilledLine:
    unit_price = None if price is None else Decimal(price)
    return FilledLine(code, unit_price=unit_price, total=None if total is None else Decimal(total), **changes)


def faults(offer: PricedOffer) -> list[tuple[str, PriceFault]]:
    return [(finding.code, finding.fault) for finding in offer.findings]


def test_each_line_is_rounded_to_the_cent_then_added() -> None:
    offer = read(priced("A1", "10.0101"), priced("A2", "0.3350"), priced("A3", "99.9950"))
    # 12,5 × 10,0101 = 125,12625 → 125,13 ; 3 × 0,335 = 1,005 → 1,01 ; 99,995 → 100,00
    assert [line.total for line in offer.lines] == [Decimal("125.13"), Decimal("1.01"), Decimal("100.00")]
    assert offer.amount == Money(Decimal("226.14"))
    assert offer.findings == ()


def test_the_unit_price_prevails_over_the_total_of_the_company() -> None:
    offer = read(priced("A1", "10", "130"), priced("A2", "1", "3.00"), priced("A3", "5"))
    assert offer.amount == Money(Decimal("133.00"))
    finding = offer.findings[0]
    assert (finding.code, finding.fault, finding.asked, finding.given) == (
        "A1",
        PriceFault.ARITHMETIC,
        "125.00",
        "130.00",
    )


def test_the_total_of_the_line_prevails_in_a_lump_sum() -> None:
    offer = read(priced("A1", "10", "130"), priced("A2", None, "7"), priced("A3", "5"), kind=ScheduleKind.LUMP_SUM)
    assert offer.amount == Money(Decimal("142.00"))
    assert faults(offer) == [("A1", PriceFault.ARITHMETIC)]


def test_a_list_of_unit_prices_has_no_amount() -> None:
    lines = tuple(PriceLine(line.code, line.label, line.unit) for line in LINES)
    filled = [priced(line.code, "1") for line in lines]
    offer = read_offer(a_schedule(ScheduleKind.UNIT_PRICES, lines), response_id=FIRST, filled=filled)
    assert (offer.amount, offer.findings) == (None, ())


def test_everything_that_differs_is_shown() -> None:
    offer = read(
        priced("A1", "0"),
        priced("A2", "-3", label="béton  ", unit="kg", quantity=Decimal(4)),
        priced("A9", "1"),
        priced("A1", "2"),
    )
    assert faults(offer) == [
        ("A1", PriceFault.REPEATED_LINE),
        ("A9", PriceFault.UNKNOWN_LINE),
        ("A1", PriceFault.ZERO_PRICE),
        ("A2", PriceFault.CHANGED_UNIT),
        ("A2", PriceFault.CHANGED_QUANTITY),
        ("A2", PriceFault.NEGATIVE_PRICE),
        ("A3", PriceFault.MISSING_LINE),
    ]
    assert faults(read(priced("A1", None), priced("A2", "1.23456"), priced("A3", "1", label="Autre"))) == [
        ("A1", PriceFault.NO_PRICE),
        ("A2", PriceFault.ROUNDED_PRICE),
        ("A3", PriceFault.CHANGED_LABEL),
    ]


def test_a_total_that_nobody_could_mean_is_refused() -> None:
    for filled in (priced("A2", "3333333333.34"), priced("A2", "-3333333333.34")):
        with pytest.raises(Refused, match="TND-SCHEDULE-LINE"):
            read(filled)
    assert read(priced("A2", "3333333333.33")).lines[1].total == Decimal("9999999999.99")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (PriceLine("", "x", ""), ScheduleKind.LUMP_SUM),
        (PriceLine("B", "", ""), ScheduleKind.LUMP_SUM),
        (PriceLine("A1", "double", "", Decimal(1)), ScheduleKind.QUANTITIES),
        (PriceLine("B", "x", "", None), ScheduleKind.QUANTITIES),
        (PriceLine("B", "x", "", Decimal(0)), ScheduleKind.QUANTITIES),
        (PriceLine("B", "x", "", Decimal(-1)), ScheduleKind.LUMP_SUM),
        (PriceLine("B", "x" * 501, "", Decimal(1)), ScheduleKind.QUANTITIES),
    ],
)
def test_a_line_that_makes_no_sense_is_named(line: PriceLine, kind: ScheduleKind) -> None:
    with pytest.raises(Refused, match="TND-SCHEDULE-LINE") as refused:
        check_lines((LINES[0], line), kind=kind)
    assert refused.value.refusal.facts["line"] == "2"


def test_a_list_of_unit_prices_has_no_quantity() -> None:
    with pytest.raises(Refused, match="TND-SCHEDULE-LINE"):
        check_lines(LINES, kind=ScheduleKind.UNIT_PRICES)


def test_a_schedule_has_lines_and_not_too_many() -> None:
    with pytest.raises(Refused, match="TND-SCHEDULE-EMPTY"):
        check_lines((), kind=ScheduleKind.LUMP_SUM)
    lines = [PriceLine(str(number), "x", "") for number in range(MOST_LINES + 1)]
    check_lines(lines[:MOST_LINES], kind=ScheduleKind.LUMP_SUM)
    with pytest.raises(Refused, match="TND-SCHEDULE-LONG"):
        check_lines(lines, kind=ScheduleKind.LUMP_SUM)


@pytest.mark.parametrize(
    "content",
    [
        "Section;Code;Désignation;Unité;Quantité;Prix unitaire HT;Total HT\n;A1;Béton;m3;1 200,5;\u202f3,25 €;\n",
        "\ufeffcode,designation,unite,qte,pu ht\r\nA1,Béton,m3,1200.5,3.25\r\n\r\n",
        "Numéro\tLibellé\tUnité\tQuantité\tPrix unitaire\nA1\tBéton\tm3\t1200,5\t3,25\n",
    ],
)
def test_files_of_spreadsheets_are_read(content: str) -> None:
    for encoding in ("utf-8", "cp1252"):
        if encoding == "cp1252" and ("\ufeff" in content or "\u202f" in content):
            continue
        line = filled_lines(content.encode(encoding))[0]
        assert (line.code, line.label, line.quantity, line.unit_price) == (
            "A1",
            "Béton",
            Decimal("1200.5"),
            Decimal("3.25"),
        )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "TND-SCHEDULE-FILE"),
        (b"PK\x03\x04\x00\x00", "TND-SCHEDULE-FILE"),
        (b"Code;Code\nA;B\n", "TND-SCHEDULE-FILE"),
        (b"Article;Prix\nA;1\n", "TND-SCHEDULE-FILE"),
        (b"Code;Total\nA;douze\n", "TND-SCHEDULE-LINE"),
        (b"Code;Total\nA;1e9\n", "TND-SCHEDULE-LINE"),
        (b"Code;Total\nA;1.234,5\n", "TND-SCHEDULE-LINE"),
        (b"Code;Total\nA;NaN\n", "TND-SCHEDULE-LINE"),
        (b"Code;Total\nA;1;2\n", "TND-SCHEDULE-LINE"),
        (b'Code;Total\n"A;1\n', "TND-SCHEDULE-LINE"),
        (b"Code;Total\n" + b"x" * 3000 + b";1\n", "TND-SCHEDULE-LINE"),
        (b"Code;Total\n" + b"A;1\n" * 20_001, "TND-SCHEDULE-LONG"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        filled_lines(content)


def test_a_downloaded_template_is_read_back() -> None:
    lines = (*LINES, PriceLine("=1+1", "=cmd|'/C calc'!A0", "-m", Decimal(2), "+x"))
    rows = ((each.section, each.code, each.label, each.unit, each.quantity, None, None) for each in lines)
    columns = ("Section", "Code", "Désignation", "Unité", "Quantité", "Prix unitaire HT", "Total HT")
    assert schedule_lines(b"".join(SpreadsheetWriter().csv(columns, rows))) == lines


def test_ten_thousand_lines_are_fast_and_light() -> None:
    text = "Code;Désignation;Unité;Quantité;Prix unitaire HT\n" + "".join(
        f"L{number};Prestation numéro {number};u;{number + 1};{number % 100},1234\n" for number in range(MOST_LINES)
    )
    started = time.process_time()
    tracemalloc.start()
    lines = schedule_lines(text.encode())
    check_lines(lines, kind=ScheduleKind.QUANTITIES)
    offer = read_offer(a_schedule(lines=lines), response_id=FIRST, filled=filled_lines(text.encode()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert offer.amount is not None
    assert time.process_time() - started < 10
    assert peak < 60 * 1024 * 1024


prices = st.decimals("0.0001", "99999.9999", places=4)
quantities = st.decimals("0.01", "9999", places=2)


@given(pairs=st.lists(st.tuples(prices, quantities), min_size=1, max_size=20))
def test_the_amount_is_the_sum_of_the_lines_and_within_half_a_cent_each(
    pairs: list[tuple[Decimal, Decimal]],
) -> None:
    lines = tuple(PriceLine(str(number), "x", "", quantity) for number, (_, quantity) in enumerate(pairs))
    filled = [FilledLine(str(number), unit_price=price) for number, (price, _) in enumerate(pairs)]
    offer = read_offer(a_schedule(lines=lines), response_id=FIRST, filled=filled)
    assert offer.amount is not None
    assert offer.amount.amount == sum(line.total or Decimal(0) for line in offer.lines)
    exact = sum(price * quantity for price, quantity in pairs)
    assert abs(offer.amount.amount - exact) <= Decimal("0.005") * len(pairs)
    assert not offer.findings
