"""What the simplified application has spared, for one buyer and one period: the evaluation of the programme.

Only opened responses count: before the opening nobody may learn who answers. Times are measured, from the first
request to the confirmation; a paper "not asked" is an answer that an administration gave instead of the company.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from services.mps.domain.sources import CARDS, Source
from services.mps.domain.states import BlockStatus
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class BlockCount:
    """How many blocks of one source ended in one way."""

    source: Source
    status: BlockStatus
    count: int


@dataclass(frozen=True, slots=True)
class Indicators:
    """The figures; ``first_day`` and ``last_day`` are inclusive, legal days (Paris)."""

    buyer: Siret
    first_day: date
    last_day: date
    consultations: int
    responses: int
    with_siret: int
    confirmed: int
    median_time: timedelta | None
    blocks: tuple[BlockCount, ...]

    @property
    def share(self) -> str | None:
        """Give the share of responses with a candidacy by SIRET, in percent with one decimal, None without any."""
        return None if not self.responses else f"{self.with_siret * 100 / self.responses:.1f}"

    @property
    def papers_not_asked(self) -> int:
        """Count what administrations gave instead of companies."""
        return sum(each.count for each in self.blocks if each.status is BlockStatus.FOUND)

    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """Write the figures as rows: what is counted, source, outcome, value."""
        seconds = "" if self.median_time is None else str(int(self.median_time.total_seconds()))
        totals = (
            ("consultations ouvertes", "", "", str(self.consultations)),
            ("réponses ouvertes", "", "", str(self.responses)),
            ("réponses avec candidature par SIRET", "", "", str(self.with_siret)),
            ("part des réponses (%)", "", "", self.share or ""),
            ("candidatures confirmées", "", "", str(self.confirmed)),
            ("temps médian de la demande à la confirmation (s)", "", "", seconds),
            ("pièces non demandées", "", "", str(self.papers_not_asked)),
        )
        blocks = tuple(("blocs", CARDS[each.source].title, each.status.value, str(each.count)) for each in self.blocks)
        return totals + blocks
