"""The answer of the law (réponse): obligations as data, and what was assumed to find them.

The machine advises (design promise P5). A *warning* is to be acknowledged; a *stop* is passed only with a written
reason. A stop needs a text that was read (confidence A) and that knows no exception: the constructor checks it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.tenders.domain.law.codes import MEANINGS, ObligationCode, Phase
from shared.legal.value import Confidence


class Level(StrEnum):
    """How loudly an obligation is said."""

    INFORMATION = "information"
    WARNING = "warning"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One thing that the law asks of this tender, or leaves free, and why here.

    `deadline` is a Paris day where one can be computed; `limit` is the number compared or to keep, in French.
    """

    code: ObligationCode
    article: str
    what: str
    why: str
    confidence: Confidence
    level: Level = Level.INFORMATION
    deadline: date | None = None
    limit: str | None = None
    consequence: str | None = None

    def __post_init__(self) -> None:
        if self.level is Level.STOP and self.confidence is not Confidence.OFFICIAL:
            raise TypeError(f"{self.code}: only a text that was read stops anybody")

    @property
    def phase(self) -> Phase:
        """When it is to be met."""
        return MEANINGS[self.code][0]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that the law asks, in the order of the acts."""

    obligations: tuple[Obligation, ...]
    assumptions: tuple[str, ...]

    def find(self, code: ObligationCode) -> Obligation | None:
        """Give the obligation of a code, if it applies."""
        return next((each for each in self.obligations if each.code is code), None)

    def by_phase(self) -> Iterator[tuple[Phase, tuple[Obligation, ...]]]:
        """Give the obligations phase by phase, in order; a phase without any is left out."""
        for phase in Phase:
            found = tuple(each for each in self.obligations if each.phase is phase)
            if found:
                yield phase, found


def breach_level(confidence: Confidence, *, excusable: bool) -> Level:
    """Give the level of a rule that the facts break: a stop only where the text was read and knows no exception."""
    stops = confidence is Confidence.OFFICIAL and not excusable
    return Level.STOP if stops else Level.WARNING


def weakest(*confidences: Confidence) -> Confidence:
    """Give the confidence of a conclusion: that of its least sure part."""
    return max(confidences, key=lambda each: each.value)
