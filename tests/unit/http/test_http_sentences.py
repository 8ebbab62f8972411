"""Facts travel as programs write them; a sentence shows them as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.sentences import sentence
from shared.kernel.principal import Right


@pytest.mark.parametrize(
    ("text", "fact", "said"),
    [
        ("le {x:day}", "2026-11-23", "le 23/11/2026"),
        ("le {x:day}", "hier", "le hier"),
        ("{x:instant}", "2026-04-30T10:00:00+00:00", "30/04/2026 à 12:00:00 (heure de Paris)"),
        ("{x:instant}", "2026-04-30T10:00:00", "2026-04-30T10:00:00"),
        ("{x:instant}", "demain", "demain"),
        ("{x:amount}", "1234567.5 EUR", "1\u202f234\u202f567,50\u00a0€"),
        ("{x:amount}", "-12 USD", "-12,00\u00a0USD"),
        ("{x:amount}", "0.12350 EUR", "0,1235\u00a0€"),
        ("{x:amount}", "0.333333 EUR", "0,333333\u00a0€"),
        ("{x:amount}", "0.3333333333333333333333333333 EUR", "0,3333333333\u00a0€"),
        ("{x:amount}", "1e9 EUR", "1e9 EUR"),
        ("{x:number}", "12500.250", "12\u202f500,250"),
        ("{x:number}", "douze", "douze"),
        ("le droit « {x:right} »", "authorise", "le droit « ordonnateur »"),
        ("{x:right}", "autre", "autre"),
        ("{x}", "2026-11-23", "2026-11-23"),
        ("{y:amount} sur {x}", "a", "« y » sur a"),
    ],
)
def test_facts_are_shown_as_people_read_them(text: str, fact: str, said: str) -> None:
    assert sentence(text, {"x": fact}) == said


@pytest.mark.parametrize("right", list(Right))
def test_every_right_has_its_words(right: Right) -> None:
    assert sentence("{right:right}", {"right": right.value}) != right.value


@given(fact=st.text(max_size=60), kind=st.sampled_from(["", ":day", ":instant", ":amount", ":number"]))
def test_no_fact_breaks_a_sentence(fact: str, kind: str) -> None:
    assert sentence(f"« {{x{kind}}} »", {"x": fact}).startswith("« ")
