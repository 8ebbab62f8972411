"""Numbers of invoices (en16931:BT-1) that the official rules take and that the State's portal carries whole.

Sources: XP Z12-012, BR-FR-01 and BR-FR-02 (letters without accent, figures, ``+ - _ /``); CPPFacturePivot V2_02 (Id, 20
characters, where the rule has 35).
"""

import re
import unicodedata
from typing import Final

from shared.kernel.refusal import InvalidValue

LONGEST_NUMBER: Final = 20
_TAKEN: Final = re.compile(r"[A-Za-z0-9+\-_/]+", re.ASCII)
_NOT_TAKEN: Final = re.compile(r"[^A-Za-z0-9+\-_/]+", re.ASCII)
_PREFIX: Final = "F-"


def checked_number(text: str) -> str:
    """Give a number back.

    Raises:
        InvalidValue: an invoice under that number would come back.
    """
    if len(text) > LONGEST_NUMBER or not _TAKEN.fullmatch(text):
        raise InvalidValue(
            "invoice_number",
            f"Un numéro de facture a {LONGEST_NUMBER} caractères au plus : lettres sans accent, chiffres, + - _ et /.",
        )
    return text


def number_for(order_number: str) -> str:
    """Make a number from the one of an order: its end is kept, for it tells orders apart."""
    plain = unicodedata.normalize("NFKD", order_number).encode("ascii", "ignore").decode()
    whole, room = _NOT_TAKEN.sub("-", plain).strip("-"), LONGEST_NUMBER - len(_PREFIX)
    tail = whole[-room:]
    if len(whole) > room:  # no part of a word
        tail = tail.partition("-")[2] or tail
    return _PREFIX + (tail.strip("-") or "1")
