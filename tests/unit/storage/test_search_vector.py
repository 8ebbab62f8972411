"""Les mots de la recherche : racines, places, phrases, marques ; rien de ce qu'une personne tape n'agit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.storage.french_stems import stem
from shared.storage.search_vector import SearchWords, Weight, any_of, index_texts, read_query, word_query
from shared.storage.text_search import fold

LEXEME = re.compile(r"'(?:[^'\\]|''|\\\\)*'")


@pytest.mark.parametrize(
    "words",
    [
        "rénovation rénover rénovations rénové rénovée rénovées",
        "école écoles ÉCOLE Écoles",
        "communal communale communaux communales",
        "aménagement aménagements aménager",
        "entretien entretiens",
        "routier routière routières routiers",
        "installation installer installations installateur",
        "vérification vérifications vérifier",
        "nettoyage nettoyages",
        "logiciel logiciels logicielle",
        "bâtiment bâtiments BATIMENT",
        "bureau bureaux",
    ],
)
def test_the_forms_of_a_word_share_their_stem(words: str) -> None:
    assert len({stem(fold(word)) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("travaux", "travail"), ("voirie", "verrerie"), ("bois", "boîte"), ("cantine", "canton")]
)
def test_different_words_keep_apart(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


@pytest.mark.parametrize("reference", ["18s0089", "2024", "a1s", "日本語"])
def test_a_reference_is_no_word_of_french(reference: str) -> None:
    assert stem(reference) == reference


def test_an_object_gives_its_words_and_their_stems_at_their_places() -> None:
    made = index_texts([(Weight.FIRST, "Rénovation de l'école"), (Weight.LAST, "École")], tokens={"#k:works"})
    assert made.vector == "'renovation':1A 'renov':1A 'ecole':4A,24D 'ecol':4A,24D '#k:works'"
    assert made.words == {"renovation", "ecole"}


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("travaux ", "'traval'"),
        ("travaux de voirie ", "'traval' & 'voir'"),
        ("renov", "('renov' | 'renovation')"),
        ("re", "'re'"),
        ('"réfection de la toiture"', "('refection' <3> 'toiture')"),
        ("«école»", "('ecole')"),
        ('"ouvert sans fin', "'ouvert' & 'san' & ('fin' | 'renovation')"),
        ("l'", None),
        ("&|!:*()<->", None),
        ("a' | 'b ", "'b'"),
        ("x\x00y ", "'x' & 'y'"),
        ("\\' ", None),
    ],
)
def test_what_is_typed_becomes_words_and_never_operators(typed: str, query: str | None) -> None:
    asked = read_query(typed)
    assert word_query(asked, completions={"renovation"} if asked.prefix else ()) == query


@given(st.text(max_size=300))
def test_any_text_gives_a_query_of_quoted_words_alone(typed: str) -> None:
    query = word_query(read_query(typed)) or ""
    assert re.fullmatch(r"[ &|()]*(<[0-9]+>[ &|()]*)*", re.sub(r"<[0-9]+>", "", LEXEME.sub("", query)))


@given(st.text(max_size=300))
def test_any_text_is_found_again_by_its_own_words(text: str) -> None:
    indexed = index_texts([(Weight.FIRST, text)])
    asked = read_query(f"{text[:200]} ".replace('"', " ").replace("«", " ").replace("»", " ").replace("“", " "))
    assert {stem(word) for word in asked.words} <= {stem(word) for word in indexed.words}


def test_a_thousand_lots_and_ten_thousand_letters_stay_within_a_tsvector() -> None:
    lots = [(Weight.THIRD, " ".join(f"mot{lot}x{number}" for number in range(40))) for lot in range(1000)]
    made = index_texts([(Weight.FIRST, "École " * 2000), *lots])
    assert len(made.vector.encode()) < 1_000_000
    assert "'ecole':" in made.vector
    assert read_query("mot " * 5000).words == ("mot",) * 12


def test_a_mark_with_a_quote_stays_one_mark() -> None:
    assert any_of({"it's", "a\\b"}) == "('a\\\\b' | 'it''s')"
    assert SearchWords((), (), None).is_empty
