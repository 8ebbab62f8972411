"""Search: accents and case do not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.storage.text_search import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Réfection des ÉCOLES de l'Île-d'Yeu", "refection des ecoles de l'ile-d'yeu"),
        ("Œuvres d'art & cœur de ville", "oeuvres d'art & coeur de ville"),
        ("ﬁbre ｏｐｔｉｑｕｅ", "fibre optique"),
        ("Straße", "strasse"),
    ],
)
def test_texts_without_accents_or_case(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
