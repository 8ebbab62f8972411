"""The careful reading of issuers' JSON: dates of many shapes, amounts, hostile values."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.mps.domain.answers import FactsStated, NoAnswer
from services.mps.domain.sources import Source
from services.mps.gateways.certificate_facts import turnover_facts
from services.mps.gateways.issuer_dates import display_issuer_date, issuer_day
from services.mps.gateways.issuer_json import FactList, at, number_text, read_json, text
from services.mps.gateways.source_readers import READERS, answer_from
from tests.unit.mps.builders import WHOLE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=True),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (605746800, date(1989, 3, 13)),  # midnight in Paris: the day before in UTC
        (816390000, date(1995, 11, 15)),
        (-556765200, date(1952, 5, 11)),
        ("2024-12-31", date(2024, 12, 31)),
        ("2024-12-31T23:00:00+01:00", date(2024, 12, 31)),
        ("2024-13-01", None),
        ("202212", None),
        (267038293600, None),  # the sandbox has a timestamp of the year 10432
        (True, None),
        (None, None),
        (10**30, None),
        ([], None),
    ],
)
def test_days(value: object, day: date | None) -> None:
    assert issuer_day(value) == day


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1965-03", "03/1965"),
        ("07-1985", "07/1985"),
        ("202212", "12/2022"),
        ("12-31", "31/12"),
        (605746800, "13/03/1989"),
        ("bientôt", None),
        ("", None),
    ],
)
def test_dates_as_people_read_them(value: object, shown: str | None) -> None:
    assert display_issuer_date(value) == shown


def test_turnovers_are_read_without_floats_latest_first() -> None:
    rows = [("2022-12-31", "3990480.5"), ("2024-12-31", "4812300"), ("2023-12-31", "-12")]
    data = ", ".join(
        f'{{"data": {{"chiffre_affaires": {amount}, "date_fin_exercice": "{day}"}}}}' for day, amount in rows
    )
    document = read_json(f'{{"data": [{data}]}}'.encode())
    assert document is not None
    facts, as_of = turnover_facts(document)
    assert as_of == date(2024, 12, 31)
    assert [fact.value for fact in facts] == [
        "4\u202f812\u202f300\u00a0€",
        "-12\u00a0€",
        "3\u202f990\u202f480,5\u00a0€",
    ]


def test_two_turnovers_of_the_same_day_are_both_read() -> None:
    row = '{"data": {"chiffre_affaires": %s, "date_fin_exercice": "2024-12-31"}}'
    document = read_json(f'{{"data": [{row % 10}, {row % "null"}]}}'.encode())
    assert document is not None
    assert [fact.value for fact in turnover_facts(document)[0]] == ["10\u00a0€"]


def test_a_number_that_would_fill_the_memory_is_left_out() -> None:
    assert number_text(Decimal("1e999999999")) is None
    assert number_text(Decimal("12.50")) == "12.50"


def test_what_a_database_cannot_keep_is_taken_out() -> None:
    document = read_json(b'{"a": "x\\u0000y\\ud800"}')
    assert document is not None
    assert text(document, "a") == "xy?"


def test_a_missing_step_is_nothing() -> None:
    assert at({"a": [1]}, "a", "b") is None
    assert text({"a": {}}, "a") is None


def test_facts_beyond_reason_are_left_out() -> None:
    facts = FactList()
    for number in range(1000):
        facts.add(str(number), "n", "v")
    assert len(facts.close()) == 200


@pytest.mark.parametrize("source", Source)
@settings(max_examples=20)
@given(data=JSON, meta=JSON)
def test_no_shape_of_answer_breaks_a_reader(source: Source, data: object, meta: object) -> None:
    facts, _ = READERS[source]({"data": data, "meta": meta})
    assert all(fact.value for fact in facts)


@pytest.mark.parametrize("source", Source)
@settings(max_examples=10)
@given(body=st.binary(max_size=60))
def test_no_bytes_break_the_reading_of_a_200(source: Source, body: bytes) -> None:
    answer_from(source, body)


def test_a_key_given_twice_or_a_number_that_is_none_makes_no_answer() -> None:
    for body in (b'{"data": {"a": 1, "a": 2}}', b'{"data": {}, "data": {}}', b'{"data": {"a": NaN}}'):
        assert isinstance(answer_from(Source.RGE, body), NoAnswer)


def test_an_answer_about_another_company_is_none_unless_it_says_where_it_was_sent_from() -> None:
    body = {"data": {"siret": "55204944776279", "siren": "552049447"}, "meta": {}}
    refused = answer_from(Source.ESTABLISHMENT, json.dumps(body).encode(), siret=WHOLE)
    assert isinstance(refused, NoAnswer)
    assert "autre entreprise" in refused.detail
    double = {**body, "meta": {"redirect_from_siret": str(WHOLE)}}
    assert isinstance(answer_from(Source.ESTABLISHMENT, json.dumps(double).encode(), siret=WHOLE), FactsStated)
    own = {"data": {"siren": str(WHOLE.siren)}, "meta": {}}
    assert isinstance(answer_from(Source.LEGAL_UNIT, json.dumps(own).encode(), siret=WHOLE), FactsStated)
