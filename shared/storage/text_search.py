"""Words as they are searched: without accents or case, and without the small words that every text holds.

PostgreSQL's French dictionary differs between builds and its stop list lacks `les`; `unaccent` is an extension that
embedded servers lack. So words are normalised here, and `search_vector` writes them for the server.
"""

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
# fmt: off
STOP_WORDS: Final = frozenset((
    "a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les", "leur",
    "leurs", "ou", "par", "pour", "qu", "que", "qui", "s", "sa", "se", "ses", "son", "sous", "sur", "un", "une",
))
# fmt: on


def fold(text: str) -> str:
    """Remove accents and case: `Écoles` and `ecoles` become the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
