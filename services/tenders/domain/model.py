"""The consultation (consultation, procédure de passation) and what it is made of.

Every value here is frozen and cannot be built wrong; the acts that turn one ``Tender`` into the next stand in
``lifecycle.py``. ``Tender`` is the call for competition, never an offer (an offer is a bid, ``Bid``).

Sources: CCP L1210-1 (acheteur), L2113-10 (lots), L2152-7 and R2152-7 (critères d'attribution), R2121-1 (valeur
estimée), R2151-1 (délai de réception); design sections 5 and 8.2. Read on 2026-11-22.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.advice import Advice
from services.tenders.domain.errors import Code
from services.tenders.domain.outcomes import LotEnd, LotOutcome
from services.tenders.domain.procedures import PROCEDURES, ProcedureRules, ProcedureType
from services.tenders.domain.stages import Part, Stage
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.term_checks import check_terms
from services.tenders.domain.terms import NO_TERMS, Terms, WeightForm
from shared.kernel.cpv_code import CpvCode
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, LotId, TenderId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.buyers import BuyerKind

WHOLE = Percentage(Decimal(100))


class ContractKind(StrEnum):
    """What is bought: works, supplies or services (travaux, fournitures, services), CCP L1111-2 to L1111-4."""

    WORKS = "works"
    SUPPLIES = "supplies"
    SERVICES = "services"


@dataclass(frozen=True, slots=True)
class Buyer:
    """The public body that buys (acheteur, L1210-1), by its SIRET: the tenant that owns the consultation."""

    siret: Siret
    name: str
    kind: BuyerKind


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot (lot, L2113-10); its estimated value, excluding VAT, is never published."""

    lot_id: LotId
    number: int
    title: str
    cpv: CpvCode
    estimated_value: Money


class CriterionKind(StrEnum):
    """Which aspect of a bid a criterion looks at (R2152-7)."""

    PRICE = "price"
    QUALITY = "quality"
    ENVIRONMENTAL = "environmental"
    SOCIAL = "social"
    COST = "cost"  # coût global ou du cycle de vie, R2152-9

    @property
    def is_monetary(self) -> bool:
        """Say whether the criterion looks at an amount: the price, or the cost in its place."""
        return self in (CriterionKind.PRICE, CriterionKind.COST)


@dataclass(frozen=True, slots=True)
class AwardCriterion:
    """An award criterion (critère d'attribution): its weight in percent and its highest score (note maximale)."""

    code: str
    title: str
    kind: CriterionKind
    weight: Percentage
    max_score: Decimal


@dataclass(frozen=True, slots=True)
class CustodianPolicy:
    """Who holds opening keys (détenteurs de clé): ``threshold`` of these custodians together open a bid.

    There is always one custodian to spare, because a bid cannot be sealed again after its deposit (design 8.2).
    """

    custodian_ids: tuple[CustodianId, ...]
    threshold: int

    def __post_init__(self) -> None:
        distinct = len(set(self.custodian_ids))
        if self.threshold < 1 or distinct != len(self.custodian_ids) or distinct < self.threshold + 1:
            refuse(Code.CUSTODIANS_TOO_FEW, count=distinct, threshold=self.threshold)


@dataclass(frozen=True, slots=True)
class ResponseLimits:
    """What a response may weigh, in bytes; published with the consultation so that nobody learns it too late."""

    max_file_bytes: int
    max_deposit_bytes: int


@dataclass(frozen=True, slots=True)
class Publication:
    """The act of publishing: the real instant, the legal day that selects the law, what the law asked that day."""

    published_at: datetime
    launched_on: date
    advices: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class TenderContent:
    """What the buyer writes; wholly free in a draft, fixed by the publication except for the deadline."""

    title: str
    object: str
    kind: ContractKind
    procedure: ProcedureType
    estimated_value: Money
    lots: tuple[Lot, ...]
    criteria: tuple[AwardCriterion, ...]
    submission_deadline: Deadline
    custodians: CustodianPolicy
    limits: ResponseLimits
    terms: Terms = NO_TERMS

    def __post_init__(self) -> None:
        _check_lots(self.lots)
        _check_criteria(self.criteria, form=self.terms.criteria.form)
        check_terms(
            self.terms,
            procedure=self.procedure,
            lots={lot.number for lot in self.lots},
            criteria={criterion.code: criterion.weight for criterion in self.criteria},
        )
        need = self.terms.law.need
        if need is not None and self.kind is not ContractKind.SERVICES:
            refuse(Code.TERMS_NEED, article="L1111-4", need=need, kind=self.kind)
        for value in (self.estimated_value, *(lot.estimated_value for lot in self.lots)):
            if value.currency != "EUR" or value.amount <= 0:
                refuse(Code.ESTIMATE_INVALID, article="R2121-1", value=value)


@dataclass(frozen=True, slots=True)
class Tender:
    """A consultation: its content, where it stands, and how legal time runs for it.

    ``deadline_version`` counts the deadlines announced; ``sandbox`` tells that the whole platform is a sandbox.
    """

    tender_id: TenderId
    version: int
    status: TenderStatus
    buyer: Buyer
    content: TenderContent
    deadline_version: int
    timeline: Timeline
    sandbox: bool
    publication: Publication | None = None
    closed_at: datetime | None = None
    later_stages: tuple[Stage, ...] = ()
    ends: Mapping[LotId, LotEnd] = field(default_factory=lambda: MappingProxyType({}))

    def lot(self, lot_id: LotId) -> Lot:
        """Give a lot of this consultation.

        Raises:
            Refused: ``TND-LOT-UNKNOWN``.
        """
        found = next((lot for lot in self.content.lots if lot.lot_id == lot_id), None)
        if found is None:
            refuse(Code.LOT_UNKNOWN, lot=lot_id)
        return found

    @property
    def rules(self) -> ProcedureRules:
        """What is fixed about its procedure."""
        return PROCEDURES[self.content.procedure]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage so far; the first one bears the identifier of the consultation."""
        kind = self.content.terms.first_stage or self.rules.starts[0]
        first = Stage(
            stage_id=self.tender_id,
            number=1,
            kind=kind,
            receives=kind.receives,
            deadline=self.content.submission_deadline,
            deadline_version=self.deadline_version,
            invited=self.content.terms.invited,
            announced_at=self.publication.published_at if self.publication else None,
            closed_at=self.closed_at,
        )
        return (first, *self.later_stages)

    @property
    def current_stage(self) -> Stage:
        """The stage that is running, or the last one that was."""
        return self.stages[-1]

    @property
    def offers_stage_id(self) -> TenderId:
        """The stage whose opened responses are evaluated: the last one of offers that is not still sealed."""
        sealed = self.status in (TenderStatus.PUBLISHED, TenderStatus.CLOSED)
        known = self.stages[:-1] if sealed and self.later_stages else self.stages
        return next((stage.stage_id for stage in reversed(known) if Part.OFFER in stage.receives), self.tender_id)

    def outcome(self, lot_id: LotId) -> LotOutcome:
        """Say where a lot stands."""
        end = self.ends.get(lot_id)
        return LotOutcome.OPEN if end is None else end.outcome

    @property
    def launched_on(self) -> date:
        """The legal day of publication; asking it of a draft is a fault of the program."""
        assert self.publication is not None, "a draft has no launch date"  # noqa: S101 - programmer error, not input
        return self.publication.launched_on


def _check_lots(lots: Sequence[Lot]) -> None:
    """Lots are numbered 1, 2, 3…: bids, minutes and contracts name them by number."""
    numbers = [lot.number for lot in lots]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        refuse(Code.LOTS_INVALID, article="L2113-10", numbers=", ".join(map(str, numbers)))


def _check_criteria(criteria: Sequence[AwardCriterion], *, form: WeightForm) -> None:
    codes = [criterion.code for criterion in criteria]
    if len(set(codes)) != len(codes) or any(c.max_score <= 0 or c.weight.value <= 0 for c in criteria):
        refuse(Code.CRITERIA_INVALID, article="R2152-7", codes=", ".join(codes))
    prices = sum(criterion.kind.is_monetary for criterion in criteria)
    if prices != 1:
        refuse(Code.CRITERIA_PRICE, article="R2152-7", count=prices)
    total = sum((criterion.weight.value for criterion in criteria), Decimal(0))
    if total != WHOLE.value and form is not WeightForm.POINTS:
        refuse(Code.CRITERIA_WEIGHT, article="R2152-12", total=f"{total:f}")
