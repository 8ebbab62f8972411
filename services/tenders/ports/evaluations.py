"""What is read and kept of the analysis: grids, methods, notes, inquiries, candidacies, price schedules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from services.tenders.domain.candidacies import CandidacyExamination
from services.tenders.domain.candidate_selection import Selection
from services.tenders.domain.evaluation import Evaluation
from services.tenders.domain.grading import EvaluationMethod
from services.tenders.domain.inquiries import Inquiry
from services.tenders.domain.price_schedules import PriceSchedule
from services.tenders.domain.priced_offers import PricedOffer
from shared.kernel.ids import DepositId, LotId, TenderId


@dataclass(frozen=True, slots=True)
class KeptNote:
    """One note as it was given: by whom, when, in which version of the grid."""

    tender_id: TenderId
    lot_id: LotId
    version: int
    response_id: DepositId
    entry: str
    score: Decimal
    justification: str | None
    author: str
    noted_at: datetime


class Evaluations(Protocol):
    """The evaluation grids of a consultation that was already read, one for each lot."""

    def get(self, tender_id: TenderId, lot_id: LotId) -> Evaluation:
        """Read the grid of a lot; version 0 and no sheet when nothing was entered yet."""

    def save(self, evaluation: Evaluation) -> None:
        """Keep the next version of a grid."""

    def end_round(self, evaluation: Evaluation, *, stage_id: TenderId, at: datetime) -> None:
        """Keep the last grid of a round that is over."""

    def rounds(self, tender_id: TenderId, lot_id: LotId) -> Sequence[Evaluation]:
        """Give the grids of the rounds that are over, the first round first."""

    def note(self, notes: Sequence[KeptNote]) -> None:
        """Keep notes as they were given, for ever."""

    def notes(self, tender_id: TenderId, lot_id: LotId, *, limit: int) -> Sequence[KeptNote]:
        """Give the last notes of a lot, the latest first."""

    def method(self, tender_id: TenderId) -> EvaluationMethod:
        """Give the method that the buyer chose, or the default one, of version 0."""

    def save_method(self, method: EvaluationMethod) -> None:
        """Keep the next version of a method."""


class Inquiries(Protocol):
    """What was asked of candidates and tenderers of a consultation that was already read."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Inquiry]:
        """Give the inquiries of a consultation, in the order of their sending."""

    def add(self, inquiry: Inquiry) -> None:
        """Keep a new inquiry."""

    def save(self, inquiry: Inquiry) -> None:
        """Keep the next version of an inquiry."""


class Candidacies(Protocol):
    """The examined candidacies of a consultation that was already read, one examination for each lot."""

    def get(self, tender_id: TenderId, lot_id: LotId) -> CandidacyExamination:
        """Read the examination of a lot; version 0 when nothing was entered yet."""

    def save(self, examination: CandidacyExamination) -> None:
        """Keep the next version of an examination."""

    def selection(self, tender_id: TenderId, lot_id: LotId) -> Selection | None:
        """Give who is invited for a lot, when it was decided."""

    def save_selection(self, examination: CandidacyExamination, selection: Selection) -> None:
        """Keep who is invited for a lot."""


class PriceSchedules(Protocol):
    """The price schedules of a consultation that was already read."""

    def latest(self, tender_id: TenderId, lot_id: LotId) -> PriceSchedule | None:
        """Give the last version of the schedule of a lot, if there is one."""

    def add(self, schedule: PriceSchedule) -> None:
        """Keep a new version of a schedule."""

    def offers(self, tender_id: TenderId, lot_id: LotId) -> Sequence[PricedOffer]:
        """Give what was filled in for a lot, response by response."""

    def offer(self, tender_id: TenderId, lot_id: LotId, response_id: DepositId) -> PricedOffer | None:
        """Give what one company filled in, if it was entered."""

    def save_offer(self, tender_id: TenderId, lot_id: LotId, offer: PricedOffer) -> None:
        """Keep what a company filled in, instead of what was entered before."""
