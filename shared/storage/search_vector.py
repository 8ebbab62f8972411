"""Full-text search whose words are made here: the server only stores, intersects and ranks what it is given.

A `tsvector` is written lexeme by lexeme, so that no dictionary, parser or stop list of the server takes part and the
results are the same everywhere. Each word gives itself and its stem at the same place. Tokens are exact marks without
a place (`#k:works`): one index then answers words and filters together. A query is built from words alone, never from
the operators that a person typed. Source: PostgreSQL 18, sections 8.11 (text search types) and 12.3.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.storage.french_stems import stem
from shared.storage.text_search import STOP_WORDS, fold

_WORD: Final = re.compile(r"[^\W_]+")
_PHRASE: Final = re.compile(r'["«“]([^"«»“”]*)["»”]')
_LONGEST_WORD: Final = 60
_LAST_PLACE: Final = 16_000  # a tsvector counts places up to 16,383
_GAP: Final = 20  # between two texts, so that no phrase joins the end of one to the start of the next
_MOST_WORDS: Final = 20_000  # of one object: a tsvector holds one megabyte of text
_MOST_QUERY_WORDS: Final = 12
_SHORTEST_PREFIX: Final = 3


class Weight(StrEnum):
    """How much a text counts in the order of relevance, from the most to the least."""

    FIRST = "A"
    SECOND = "B"
    THIRD = "C"
    LAST = "D"


@dataclass(frozen=True, slots=True)
class Indexed:
    """An object as it is searched: the text of its `tsvector`, and its whole words for completion."""

    vector: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What a person asked: words, quoted phrases (words with their distance to the former), the start of a word."""

    words: tuple[str, ...]
    phrases: tuple[tuple[tuple[int, str], ...], ...]
    prefix: str | None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing can be searched."""
        return not (self.words or self.phrases or self.prefix)


def index_texts(texts: Iterable[tuple[Weight, str]], *, tokens: Collection[str] = ()) -> Indexed:
    """Make the search form of an object from its texts, the weightiest first, and its tokens."""
    places: dict[str, list[str]] = {}
    words: set[str] = set()
    start = 1
    for weight, text in texts:
        place = start
        for place, word in _placed(text, start=start):
            if len(words) >= _MOST_WORDS:
                break
            words.add(word)
            for lexeme in dict.fromkeys((word, stem(word))):
                places.setdefault(lexeme, []).append(f"{min(place, _LAST_PLACE)}{weight.value}")
        start = place + _GAP
    lexemes = [f"{_quoted(lexeme)}:{','.join(found[:255])}" for lexeme, found in places.items()]
    return Indexed(" ".join([*lexemes, *map(_quoted, sorted(tokens))]), frozenset(words))


def read_query(text: str) -> SearchWords:
    """Read what a person typed: quoted phrases, words, and the last word as the start of one unless a space ends it."""
    phrases = [phrase for phrase in (_phrase(quoted) for quoted in _PHRASE.findall(text)) if phrase]
    loose = _PHRASE.sub(" ", text)
    words = [word for _, word in _placed(loose, start=1)][:_MOST_QUERY_WORDS]
    is_open = bool(words) and bool(_WORD.fullmatch(loose[-1:])) and len(words[-1]) >= _SHORTEST_PREFIX
    prefix = words.pop() if is_open else None
    return SearchWords(tuple(words), tuple(phrases[:_MOST_QUERY_WORDS]), prefix)


def word_query(asked: SearchWords, *, completions: Collection[str] = ()) -> str | None:
    """Write the words of a query for PostgreSQL; `completions` are the known words that begin with its prefix."""
    parts = [_quoted(stem(word)) for word in asked.words]
    parts += [_phrase_query(phrase) for phrase in asked.phrases]
    if asked.prefix is not None:
        parts.append(any_of({stem(asked.prefix), asked.prefix, *completions}))
    return all_of(parts, quoted=True)


def all_of(lexemes: Sequence[str], *, quoted: bool = False) -> str | None:
    """Ask for every lexeme; None when there is none."""
    return " & ".join(lexemes if quoted else map(_quoted, lexemes)) or None


def any_of(lexemes: Collection[str]) -> str:
    """Ask for one lexeme at least, among one or more."""
    return "(" + " | ".join(_quoted(lexeme) for lexeme in sorted(lexemes)) + ")"


def _placed(text: str, *, start: int) -> Iterator[tuple[int, str]]:
    """Give the words that count with their places; words that do not count keep their place, for phrases."""
    for place, word in enumerate(_WORD.findall(fold(text)), start):
        if word not in STOP_WORDS:
            yield place, word[:_LONGEST_WORD]


def _phrase(text: str) -> tuple[tuple[int, str], ...]:
    placed = list(_placed(text, start=1))[:_MOST_QUERY_WORDS]
    former = [place for place, _ in placed[:1]] + [place for place, _ in placed]
    return tuple((place - before, word) for before, (place, word) in zip(former, placed, strict=False))


def _phrase_query(phrase: tuple[tuple[int, str], ...]) -> str:
    query = _quoted(phrase[0][1])
    for distance, word in phrase[1:]:
        query += f" <{distance}> {_quoted(word)}"
    return f"({query})"


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
