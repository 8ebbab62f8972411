"""The search of stores sees what is planted, however it is written; otherwise its silence would prove nothing."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stores import search

CANARY = b"CANARI-0123456789abcdef"


@pytest.mark.parametrize(
    "written",
    [
        CANARY,
        CANARY.hex().encode(),
        CANARY.hex().upper().encode(),
        CANARY.decode().encode("utf-16-le"),
    ],
)
def test_a_planted_text_is_found(written):
    assert search([("store", b"before " + written + b" after")], {"canary": CANARY})


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_a_planted_text_is_found_inside_base64(before, after):
    assert search([("store", base64.b64encode(before + CANARY + after))], {"canary": CANARY})


def test_a_secret_kept_in_hexadecimal_is_found_as_its_bytes():
    secret = bytes(range(32))
    assert search([("store", b"before " + secret)], {"key": secret.hex().encode()})


def test_nothing_is_found_where_nothing_is():
    assert search([("store", b"CANARI-ffffffffffffffff" * 10)], {"canary": CANARY}) == []
