"""The contradictory procedure (procédure contradictoire) before a candidate may be set aside.

Law: CCP L2141-11 (observations before any exclusion at the buyer's appreciation), L2141-6 and R2144-6 (explanations),
R2144-7 (decision by the buyer). A person writes the letter and a person decides, with a reason; the platform keeps
both, and says when the delay is not over.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from services.mps.domain.grounds import GroundCode
from shared.kernel.ids import CandidacyId, Id, TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


class HearingId(Id):
    """A contradictory procedure."""

    __slots__ = ()


class HearingStatus(StrEnum):
    """Where a procedure stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DECIDED = "decided"


class Outcome(StrEnum):
    """What a person decides."""

    KEPT = "kept"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Observations:
    """What the company answered."""

    text: str
    received_at: datetime
    recorded_by_buyer: bool = False  # it came by another way


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, why, and what the platform had said."""

    outcome: Outcome
    reason: str
    decided_at: datetime
    decided_by: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hearing:
    """One procedure about one ground; ``candidacy_id`` is the buyer's examination."""

    hearing_id: HearingId
    candidacy_id: CandidacyId
    tender_id: TenderId
    buyer: Siret
    siret: Siret
    ground: GroundCode
    letter: str
    opened_at: datetime
    due_at: datetime
    version: int = 1
    observations: Observations | None = None
    decision: Decision | None = None

    @property
    def status(self) -> HearingStatus:
        """Tell where it stands."""
        if self.decision is not None:
            return HearingStatus.DECIDED
        return HearingStatus.OPEN if self.observations is None else HearingStatus.ANSWERED

    def answered(self, observations: Observations) -> Self:
        """Keep what the company says; late observations are kept with their date.

        Raises:
            Refused: ``MPS-HEARING-DECIDED``.
        """
        self._require_open()
        return replace(self, version=self.version + 1, observations=observations)

    def decided(self, decision: Decision, *, legal_now: datetime) -> Self:
        """Keep what a person decided, with what had to be said about it.

        Raises:
            Refused: ``MPS-HEARING-DECIDED``.
        """
        self._require_open()
        warnings = []
        if decision.outcome is Outcome.SET_ASIDE and self.observations is None and legal_now <= self.due_at:
            warnings.append(
                "Décision prise avant la fin du délai et sans observations : l'entreprise n'a pas été entendue "
                "(article L2141-11)."
            )
        return replace(self, version=self.version + 1, decision=replace(decision, warnings=tuple(warnings)))

    def _require_open(self) -> None:
        if self.decision is not None:
            refuse("MPS-HEARING-DECIDED", hearing_id=self.hearing_id)


def draft_letter(*, title: str, ground: str, article: str, finding: str) -> str:
    """Write the letter that the agent reads, changes and sends."""
    return (
        f"Dans le cadre de la consultation « {title} », la vérification de votre candidature a relevé l'élément "
        f"suivant, qui peut se rattacher au motif « {ground} » (article {article}) : {finding}\n\n"
        "Avant toute décision, vous êtes invité à présenter vos observations et toute pièce utile, notamment la preuve "
        "que la situation a été régularisée ou que les mesures nécessaires ont été prises."
    )
