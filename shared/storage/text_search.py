"""Search without accents or case, the same on every server: words are normalised here, not by the database.

PostgreSQL's French dictionary differs between builds and its stop list lacks `les`; `unaccent` is an extension that
embedded servers lack. So a service keeps a column of normalised words, indexed as `to_tsvector('simple', column)`.
"""

import re
import unicodedata
from typing import Final

from sqlalchemy import ColumnElement, func, literal_column

_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_WORD: Final = re.compile(r"[^\W_]+")
# fmt: off
STOP_WORDS: Final = frozenset((
    "a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les", "leur",
    "leurs", "ou", "par", "pour", "qu", "que", "qui", "s", "sa", "se", "ses", "son", "sous", "sur", "un", "une",
))
# fmt: on
_LONGEST_WORD: Final = 60
_SHORTEST_PLURAL: Final = 4
_MOST_QUERY_WORDS: Final = 12


def search_words(*texts: str) -> str:
    """Give the words of some texts as they are searched: lower case, no accents, no stop words, singular."""
    return " ".join(_words(" ".join(texts)))


def search_query(text: str) -> str | None:
    """Turn what a person typed into a query of PostgreSQL: every word, each as a prefix; None when no word is left."""
    words = _words(text)[:_MOST_QUERY_WORDS]
    return " & ".join(f"{word}:*" for word in words) or None


def matches(column: ColumnElement[str], query: str) -> ColumnElement[bool]:
    """Say whether a column of `search_words` satisfies a `search_query`, with the index on the same expression."""
    simple: ColumnElement[str] = literal_column("'simple'::regconfig")
    return func.to_tsvector(simple, column).bool_op("@@")(func.to_tsquery(simple, query))


def index_expression(column: str) -> str:
    """Give the expression of the GIN index that `matches` uses, for a migration."""
    return f"to_tsvector('simple'::regconfig, {column})"


def fold(text: str) -> str:
    """Remove accents and case: `Écoles` and `ecoles` become the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    return [_singular(word)[:_LONGEST_WORD] for word in _WORD.findall(fold(text)) if word not in STOP_WORDS]


def _singular(word: str) -> str:
    """Drop a final s or x of a longer word: the plurals of French, on both sides of the comparison."""
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] in "sx" and not word.isdigit() else word
