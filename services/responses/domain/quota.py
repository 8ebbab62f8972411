"""What one company may have declared and not yet sent: published limits, refused before the first byte (annexe 7).

CE 13/11/2025, n° 506640 (AP-HP): a limit that nobody could know makes the rejection of a response illegal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.responses.domain.deposit import DeclaredFile
from shared.kernel.refusal import refuse

MOST_OPEN_DEPOSITS: Final = 100
MOST_OPEN_BYTES: Final = 256 * 1024**3


@dataclass(frozen=True, slots=True)
class OpenDeposits:
    """The deposits of one company that are not complete: how many, and their declared bytes."""

    count: int
    size: int

    def check(self, files: Sequence[DeclaredFile]) -> None:
        """Check that one more deposit of these files may be declared; the limits themselves are admitted.

        Raises:
            Refused: `RSP-QUOTA-DEPOSITS`, `RSP-QUOTA-BYTES`.
        """
        if self.count >= MOST_OPEN_DEPOSITS:
            refuse("RSP-QUOTA-DEPOSITS", open=self.count, limit=MOST_OPEN_DEPOSITS)
        size = self.size + sum(file.size for file in files)
        if size > MOST_OPEN_BYTES:
            refuse("RSP-QUOTA-BYTES", size=size, limit=MOST_OPEN_BYTES)
