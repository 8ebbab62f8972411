"""The depth of JSON is known without parsing it, in linear time."""

import json
import time

from hypothesis import given
from hypothesis import strategies as st

from shared.http.json_guard import has_null, is_deeper_than

texts = st.text(alphabet='[]{}"\\ab', max_size=12)
documents = st.recursive(
    st.none() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


def depth_of(document: object) -> int:
    match document:
        case dict():
            return 1 + max(map(depth_of, document.values()), default=0)
        case list():
            return 1 + max(map(depth_of, document), default=0)
        case _:
            return 0


@given(documents)
def test_the_depth_is_the_depth_of_the_document(document: object) -> None:
    body, depth = json.dumps(document).encode(), depth_of(document)
    assert not is_deeper_than(body, depth)
    assert depth == 0 or is_deeper_than(body, depth - 1)


@given(st.lists(st.text(alphabet='\x00\\u0"a', max_size=12), max_size=6))
def test_a_null_character_is_seen_whatever_the_backslashes_before_it(values: list[str]) -> None:
    assert has_null(json.dumps(values).encode()) == any("\x00" in value for value in values)


def test_hostile_text_takes_linear_time() -> None:
    for body in (
        b'"' + b'\\"' * 500_000 + b"[" * 40,
        b"[" * 40 + b'"' * 1_000_000,
        b"[]" * 300_000,
        b"\\" * 900_000 + b"[" * 40,
    ):
        started = time.perf_counter()
        is_deeper_than(body, 32)
        assert time.perf_counter() - started < 2
