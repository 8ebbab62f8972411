"""Stems of French words without accents, the same on every server.

The suffixes follow J. Savoy's light stemmer for French (UniNE, "Light stemming approaches for the French language",
2006), written for words whose accents were removed first; the dictionaries of PostgreSQL differ between its builds.
"""

import re
from functools import lru_cache
from typing import Final

# A word longer than the number and ending in the suffix ends in the replacement instead; the first line that fits wins.
_SUFFIXES: Final = (
    (9, "issement", "ir"),
    (8, "issant", "ir"),
    (9, "ivement", "if"),
    (6, "ement", "e"),
    (11, "ficatrice", "fier"),
    (10, "ficateur", "fier"),
    (9, "catrice", "quer"),
    (8, "cateur", "quer"),
    (9, "isatrice", "is"),
    (9, "isateur", "is"),
    (9, "isation", "is"),
    (9, "fication", "fi"),
    (8, "atrice", "er"),
    (7, "ateur", "er"),
    (6, "trice", "teur"),
    (7, "teuse", "ter"),
    (6, "teur", "ter"),
    (6, "iere", "ier"),
    (5, "euse", "eu"),
    (7, "ive", "if"),
    (9, "nnelle", "n"),
    (9, "nnel", "n"),
    (8, "ique", ""),
    (8, "esse", "e"),
    (7, "inage", "in"),
    (8, "ation", "er"),
    (8, "ition", ""),
)
_PLURAL_IN_AUX: Final = re.compile(r"(?<!e)aux$")
_DOUBLED: Final = re.compile(r"([a-z])\1")
_SHORTEST_PLURAL: Final = 4
_SHORTEST_AUX: Final = 6
_SHORTEST_ENDING: Final = 5


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Give the stem of a word in lower case without accents; a word with a digit is a reference and stays whole."""
    if not word.isalpha() or not word.isascii():
        return word
    single = _singular(word)
    for longer_than, suffix, replacement in _SUFFIXES:
        if len(single) > longer_than and single.endswith(suffix):
            return _without_ending(single.removesuffix(suffix) + replacement)
    return _without_ending(single)


def _singular(word: str) -> str:
    if len(word) >= _SHORTEST_AUX and _PLURAL_IN_AUX.search(word):
        return f"{word[:-3]}al"
    if len(word) >= _SHORTEST_PLURAL and word[-1] in "sx":
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    """Drop doubled letters and a last `ie`, `er`, `e` or doubled letter: genders and infinitives meet."""
    stemmed = _DOUBLED.sub(r"\1", word)
    for ending in ("ie", "er", "ee", "e", "r"):
        if len(stemmed) >= _SHORTEST_ENDING and stemmed.endswith(ending):
            return stemmed.removesuffix(ending)
    return stemmed
