"""Which articles of the code de la commande publique were read in their official text, and which by number alone.

An article that nobody read here may be cited, never quoted: whoever relies on it checks its words first.
"""

import re
from typing import Final

from shared.legal.value import Confidence

_READ: Final = frozenset(
    {
        *(f"L2141-{number}" for number in range(1, 6)),
        *(f"R2142-{number}" for number in (5, 6, 7, *range(13, 28))),
        *(f"R2143-{number}" for number in range(1, 17)),
        *(f"R2144-{number}" for number in range(1, 10)),
    }
)
_ARTICLE: Final = re.compile(r"[LRD]\d+(?:-\d+)+", re.ASCII)
TO_CHECK: Final = "Article cité par son numéro : vérifiez son libellé avant de l'invoquer (confiance C)."


def confidence_of(article: str) -> Confidence:
    """Say how a citation was established: by the official text of every article that it names, or not verified."""
    named = _ARTICLE.findall(article)
    return Confidence.OFFICIAL if named and set(named) <= _READ else Confidence.UNVERIFIED
