"""The figures of the evaluation."""

from datetime import date
from typing import Protocol

from services.mps.domain.indicators import Indicators
from shared.kernel.siret import Siret


class IndicatorReads(Protocol):
    """Counts what was opened for a buyer."""

    def of(self, buyer: Siret, *, first_day: date, last_day: date) -> Indicators:
        """Count a period, both days included."""
        ...
