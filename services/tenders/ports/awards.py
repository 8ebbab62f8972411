"""What is read and kept of evaluations and awards."""

from collections.abc import Sequence
from typing import Protocol

from services.tenders.domain.awards import Award
from services.tenders.domain.evaluation import Evaluation
from shared.kernel.ids import LotId, TenderId


class Evaluations(Protocol):
    """The evaluation grids, one for each lot."""

    def get(self, tender_id: TenderId, lot_id: LotId) -> Evaluation:
        """Read the grid of a lot; version 0 and no sheet when nothing was entered yet."""

    def save(self, evaluation: Evaluation) -> None:
        """Keep the next version of a grid."""


class Awards(Protocol):
    """The awards of the principal's organisation."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Award]:
        """Give the awards of a consultation that was already read through ``Tenders``."""

    def add(self, award: Award) -> None:
        """Keep a new award."""
