"""Search: accents, case, plurals and small words do not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.storage.text_search import fold, search_query, search_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Réfection des ÉCOLES de l'Île-d'Yeu", "refection ecole ile yeu"),
        ("Œuvres d'art & cœur de ville", "oeuvre art coeur ville"),
        ("Travaux n° 12-2026, lots 1 et 2", "travaux n 12 2026 lot 1 2"),
        ("les des du et", ""),
        ("gaz bus gras", "gaz bus gra"),
        ("ﬁbre ｏｐｔｉｑｕｅ", "fibre optique"),
    ],
)
def test_words_as_they_are_searched(text: str, words: str) -> None:
    assert search_words(text) == words.replace("travaux", "travau")


def test_a_query_finds_what_was_typed_with_or_without_accents() -> None:
    assert search_query("écoles Île") == "ecole:* & ile:*"
    assert search_query("  ' & | ! ( ) : *  ") is None
    assert search_query("les") is None


@given(st.text())
def test_a_query_is_never_syntax(text: str) -> None:
    query = search_query(text)
    assert query is None or all(part.removesuffix(":*").isalnum() for part in query.split(" & "))


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
