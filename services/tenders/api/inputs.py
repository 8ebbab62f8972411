"""What callers send about consultations, checked for shape here and for sense by the domain."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.tenders.api.buyer_kind import BuyerKindIn
from services.tenders.api.terms_inputs import MOST_LOTS, TermsIn
from services.tenders.domain.model import (
    AwardCriterion,
    ContractKind,
    CriterionKind,
    CustodianPolicy,
    Lot,
    ResponseLimits,
    TenderContent,
)
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.rectifications import Decision, Importance
from services.tenders.handlers.changes import Changes
from services.tenders.handlers.drafting import Acceleration, DraftTender
from shared.contracts.amount import Amount, DecimalText
from shared.kernel.cpv_code import CpvCode
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, Ids, LotId
from shared.kernel.percentage import Percentage
from shared.legal.buyers import BuyerKind

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Identifier = Annotated[str, StringConstraints(max_length=36)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]
CriterionCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class In(BaseModel):
    """The base of every input: an unknown field is a mistake of the caller, and is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LotIn(In):
    """One lot; its estimated value is never published."""

    number: Annotated[int, Field(ge=1, le=MOST_LOTS)]
    title: ShortText
    cpv: Annotated[str, StringConstraints(max_length=20)]
    estimated_value: Amount

    def to_lot(self, ids: Ids) -> Lot:
        """Give the lot with an identifier of its own."""
        return Lot(
            lot_id=ids.new(LotId),
            number=self.number,
            title=self.title,
            cpv=CpvCode.parse(self.cpv),
            estimated_value=self.estimated_value.to_money(),
        )


class CriterionIn(In):
    """One award criterion; exactly one is the price, and weights sum to 100."""

    code: CriterionCode
    title: ShortText
    kind: CriterionKind
    weight: DecimalText
    max_score: DecimalText = "10"

    def to_criterion(self) -> AwardCriterion:
        """Give the criterion."""
        return AwardCriterion(
            code=self.code,
            title=self.title,
            kind=self.kind,
            weight=Percentage.parse(self.weight),
            max_score=Percentage.parse(self.max_score).value,
        )


class CustodiansIn(In):
    """Who holds opening keys, and how many of them open."""

    ids: Annotated[list[Identifier], Field(min_length=1, max_length=20)]
    threshold: Annotated[int, Field(ge=1, le=19)]

    def to_policy(self) -> CustodianPolicy:
        """Give the policy."""
        return CustodianPolicy(tuple(CustodianId.parse(text) for text in self.ids), self.threshold)


class LimitsIn(In):
    """What a response may weigh, in bytes."""

    max_file_bytes: Annotated[int, Field(ge=1)]
    max_deposit_bytes: Annotated[int, Field(ge=1)]


class TimelineIn(In):
    """An accelerated timeline, on a sandbox platform only."""

    legal_start: AwareDatetime
    factor: int


class DraftIn(In):
    """A new consultation; the buyer is the organisation of the agent."""

    buyer_name: ShortText
    buyer_kind: BuyerKindIn = BuyerKind.COMMUNE
    title: ShortText
    object: LongText
    kind: ContractKind
    procedure: ProcedureType
    estimated_value: Amount
    lots: Annotated[list[LotIn], Field(min_length=1, max_length=MOST_LOTS)]
    criteria: Annotated[list[CriterionIn], Field(min_length=1, max_length=30)]
    submission_deadline: AwareDatetime
    custodians: CustodiansIn
    limits: LimitsIn | None = None
    timeline: TimelineIn | None = None
    terms: TermsIn = TermsIn()

    def to_content(self, *, ids: Ids, ceiling: ResponseLimits) -> TenderContent:
        """Give the content; without limits of its own a consultation takes those of the platform."""
        return TenderContent(
            title=self.title,
            object=self.object,
            kind=self.kind,
            procedure=self.procedure,
            estimated_value=self.estimated_value.to_money(),
            lots=tuple(lot.to_lot(ids) for lot in self.lots),
            criteria=tuple(criterion.to_criterion() for criterion in self.criteria),
            submission_deadline=Deadline(self.submission_deadline),
            custodians=self.custodians.to_policy(),
            limits=ceiling if self.limits is None else ResponseLimits(**self.limits.model_dump()),
            terms=self.terms.to_terms(),
        )

    def to_command(self, *, ids: Ids, ceiling: ResponseLimits) -> DraftTender:
        """Give the command."""
        content = self.to_content(ids=ids, ceiling=ceiling)
        acceleration = None if self.timeline is None else Acceleration(self.timeline.legal_start, self.timeline.factor)
        return DraftTender(
            buyer_name=self.buyer_name, buyer_kind=self.buyer_kind, content=content, acceleration=acceleration
        )


class ChangesIn(In):
    """What is to change; an absent field stays as it is. The reasons are for a published consultation."""

    title: ShortText | None = None
    object: LongText | None = None
    estimated_value: Amount | None = None
    lots: Annotated[list[LotIn], Field(min_length=1, max_length=MOST_LOTS)] | None = None
    criteria: Annotated[list[CriterionIn], Field(min_length=1, max_length=30)] | None = None
    custodians: CustodiansIn | None = None
    submission_deadline: AwareDatetime | None = None
    kind: ContractKind | None = None
    procedure: ProcedureType | None = None
    terms: TermsIn | None = None
    importance: Importance | None = None
    reason: Reason | None = None
    override_reason: Reason | None = None

    def to_decision(self) -> Decision:
        """Give what the agent says of the change of a published consultation."""
        return Decision(importance=self.importance, reason=self.reason, override=self.override_reason)

    def to_changes(self, ids: Ids) -> Changes:
        """Give the changes."""
        return Changes(
            title=self.title,
            object=self.object,
            estimated_value=None if self.estimated_value is None else self.estimated_value.to_money(),
            lots=None if self.lots is None else tuple(lot.to_lot(ids) for lot in self.lots),
            criteria=None if self.criteria is None else tuple(item.to_criterion() for item in self.criteria),
            custodians=None if self.custodians is None else self.custodians.to_policy(),
            submission_deadline=None if self.submission_deadline is None else Deadline(self.submission_deadline),
            kind=self.kind,
            procedure=self.procedure,
            terms=None if self.terms is None else self.terms.to_terms(),
        )
