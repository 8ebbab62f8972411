"""What came of a sealed file that was to be opened."""

from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What came of a file to open; only ``OPENED`` gives content, every other one is said in the minutes."""

    OPENED = "opened"
    MISSING = "missing"  # its bytes are gone or altered: pli manquant
    UNREADABLE = "unreadable"  # no recovered key opens it: « n'a pu être ouverte », copie de sauvegarde
    FOREIGN = "foreign"  # its manifest names another consultation, lot or company
    DAMAGED = "damaged"  # it opens, and what it holds is not what its manifest announces


FINAL: Final = frozenset({Outcome.OPENED, Outcome.MISSING, Outcome.FOREIGN, Outcome.DAMAGED})
