"""Answers that are too long to be kept: shortened, still JSON, never an error."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.abridging import abridged


def test_the_longest_lists_are_cut_and_the_rest_stays() -> None:
    lots = [{"number": number, "title": "x" * 50} for number in range(1000)]
    body = json.dumps({"id": "1", "lots": lots, "criteria": [1, 2]}).encode()
    shorter = abridged(body, most=10_000)
    read = json.loads(shorter)
    assert len(shorter) <= 10_000
    assert (read["id"], read["criteria"]) == ("1", [1, 2])
    assert read["lots"] == lots[: len(read["lots"])]
    assert len(read["lots"]) >= 64


@given(
    st.recursive(st.text(max_size=5), lambda inner: st.lists(inner, max_size=8), max_leaves=40), st.integers(50, 500)
)
def test_whatever_the_lists_the_answer_fits_or_it_is_said(value: object, most: int) -> None:
    body = json.dumps({"v": value}).encode()
    assert len(abridged(body, most=most)) <= most


def test_what_no_cut_can_shorten_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="cannot be shortened"):
        abridged(json.dumps({"text": "x" * 1000}).encode(), most=100)
