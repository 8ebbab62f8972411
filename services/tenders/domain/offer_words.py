"""Words by which a message looks like an offer: its author is warned before it leaves (TA Caen, 15 May 2025, 2501303).

The list is short and errs on the side of a needless warning: a company that is wrongly warned says so and sends; one
that is not warned loses its bid, because an offer sent by messaging is irregular.
"""

import re
import unicodedata
from itertools import islice
from typing import Final

_SHOWN: Final = 5
# Written without accents and in lower case, as the text is before it is searched.
_PATTERNS: Final = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"\b(notre|mon|nos|mes|une|l'|meilleure) ?(proposition|offre|pli|devis)s?\b(?! (n'a|a|est) (pas )?(ete )?re)",
        r"\b(offre|proposition) (de prix|financiere|technique|commerciale|finale)\b",
        r"\bacte d'engagement\b|\bbordereau des prix\b|\b(bpu|dqe|dpgf)\b|\bmemoire technique\b",
        r"\b\d[\d .,]{0,20}(€|eur(os?)?) ?(ht|ttc|h\.t\.|t\.t\.c\.|hors taxes?)",
        r"\b(notre|nos|mon|mes|un) (prix|tarif|montant)s?\b",
    )
)


def words_of_an_offer(text: str) -> tuple[str, ...]:
    """Give the first words that make a text look like an offer; nothing when none does."""
    plain = _plain(text)
    found = (match.group(0).strip() for pattern in _PATTERNS for match in pattern.finditer(plain))
    return tuple(islice(dict.fromkeys(found), _SHOWN))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("\u00a0", " "))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())
