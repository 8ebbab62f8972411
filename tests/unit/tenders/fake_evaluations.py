"""In-memory stand-ins for the storage of evaluations; they obey the same protocols."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from services.tenders.domain.candidacies import CandidacyExamination
from services.tenders.domain.candidate_selection import Selection
from services.tenders.domain.evaluation import Evaluation
from services.tenders.domain.grading import EvaluationMethod
from services.tenders.domain.inquiries import Inquiry
from services.tenders.domain.price_schedules import PriceSchedule
from services.tenders.domain.priced_offers import PricedOffer
from services.tenders.ports.evaluations import KeptNote
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.tender_ids import InquiryId

Key = tuple[TenderId, LotId]


@dataclass
class FakeEvaluations:
    rows: dict[Key, Evaluation] = field(default_factory=dict)
    ended: list[Evaluation] = field(default_factory=list)
    kept_notes: list[KeptNote] = field(default_factory=list)
    methods: dict[TenderId, EvaluationMethod] = field(default_factory=dict)

    def get(self, tender_id: TenderId, lot_id: LotId) -> Evaluation:
        return self.rows.get((tender_id, lot_id), Evaluation(tender_id, lot_id, 0, MappingProxyType({})))

    def save(self, evaluation: Evaluation) -> None:
        self.rows[evaluation.tender_id, evaluation.lot_id] = evaluation

    def end_round(self, evaluation: Evaluation, *, stage_id: TenderId, at: datetime) -> None:
        assert at.tzinfo is not None
        assert evaluation.stage_id in (None, stage_id)
        self.ended.append(evaluation)

    def rounds(self, tender_id: TenderId, lot_id: LotId) -> Sequence[Evaluation]:
        return [each for each in self.ended if (each.tender_id, each.lot_id) == (tender_id, lot_id)]

    def note(self, notes: Sequence[KeptNote]) -> None:
        self.kept_notes += notes

    def notes(self, tender_id: TenderId, lot_id: LotId, *, limit: int) -> Sequence[KeptNote]:
        mine = [each for each in self.kept_notes if (each.tender_id, each.lot_id) == (tender_id, lot_id)]
        return list(reversed(mine))[:limit]

    def method(self, tender_id: TenderId) -> EvaluationMethod:
        return self.methods.get(tender_id, EvaluationMethod(tender_id))

    def save_method(self, method: EvaluationMethod) -> None:
        self.methods[method.tender_id] = method


@dataclass
class FakeInquiries:
    rows: dict[InquiryId, Inquiry] = field(default_factory=dict)

    def of_tender(self, tender_id: TenderId) -> Sequence[Inquiry]:
        return [each for each in self.rows.values() if each.tender_id == tender_id]

    def add(self, inquiry: Inquiry) -> None:
        self.rows[inquiry.inquiry_id] = inquiry

    def save(self, inquiry: Inquiry) -> None:
        assert inquiry.version == self.rows[inquiry.inquiry_id].version + 1
        self.rows[inquiry.inquiry_id] = inquiry


@dataclass
class FakeCandidacies:
    rows: dict[Key, CandidacyExamination] = field(default_factory=dict)
    selections: dict[Key, Selection] = field(default_factory=dict)

    def get(self, tender_id: TenderId, lot_id: LotId) -> CandidacyExamination:
        return self.rows.get((tender_id, lot_id), CandidacyExamination(tender_id, lot_id))

    def save(self, examination: CandidacyExamination) -> None:
        self.rows[examination.tender_id, examination.lot_id] = examination

    def selection(self, tender_id: TenderId, lot_id: LotId) -> Selection | None:
        return self.selections.get((tender_id, lot_id))

    def save_selection(self, examination: CandidacyExamination, selection: Selection) -> None:
        self.save(examination)
        self.selections[examination.tender_id, examination.lot_id] = selection


@dataclass
class FakePriceSchedules:
    rows: list[PriceSchedule] = field(default_factory=list)
    filled: dict[tuple[TenderId, LotId, DepositId], PricedOffer] = field(default_factory=dict)

    def latest(self, tender_id: TenderId, lot_id: LotId) -> PriceSchedule | None:
        mine = [each for each in self.rows if (each.tender_id, each.lot_id) == (tender_id, lot_id)]
        return mine[-1] if mine else None

    def add(self, schedule: PriceSchedule) -> None:
        self.rows.append(schedule)

    def offers(self, tender_id: TenderId, lot_id: LotId) -> Sequence[PricedOffer]:
        return [offer for key, offer in self.filled.items() if key[:2] == (tender_id, lot_id)]

    def offer(self, tender_id: TenderId, lot_id: LotId, response_id: DepositId) -> PricedOffer | None:
        return self.filled.get((tender_id, lot_id, response_id))

    def save_offer(self, tender_id: TenderId, lot_id: LotId, offer: PricedOffer) -> None:
        self.filled[tender_id, lot_id, offer.response_id] = offer
