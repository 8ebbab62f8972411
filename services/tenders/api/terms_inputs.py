"""The terms of a consultation as they travel: the same shape is sent, answered, exported and imported.

Shape and limits are checked here, sense by the domain (``term_checks.py``). Every field may be absent.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, StringConstraints

from services.tenders.api.legal_terms_inputs import LegalTermsIn
from services.tenders.api.lot_terms_inputs import LotTermsIn, Text, Words, without_defaults
from services.tenders.api.terms_parts import PART, AmountText, IdText, RateText, SiretText
from services.tenders.domain.procedures import Technique
from services.tenders.domain.stages import StageKind
from services.tenders.domain.terms import (
    BuyersGroup,
    Consideration,
    ConsiderationKind,
    CriteriaTerms,
    DocumentsMode,
    ElectronicException,
    ElectronicRegime,
    EnvelopeMode,
    FrameworkMode,
    FrameworkTerms,
    GroupMember,
    NegotiationPlan,
    Quantity,
    ResponseTerms,
    SelectionCriterion,
    SelectionKind,
    SelectionTerms,
    SubCriterion,
    Terms,
    TurnoverFloor,
    VisitMode,
    WeightForm,
    WeightRange,
)
from shared.kernel.ids import TenderId
from shared.kernel.percentage import Percentage
from shared.kernel.siret import Siret
from shared.legal.buyers import Capacity

MOST_INVITED: Final = 500
MOST_MEMBERS: Final = 500
MOST_LOTS: Final = 1000
MOST_TERMS: Final = 100
MOST_SUB_CRITERIA: Final = 200

CodeText = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
NutsText = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[A-Z0-9]{0,3}$")]
ArticleText = Annotated[str, StringConstraints(pattern=r"^R2122-([1-9]|9-1|10|11)$")]


class TermsPart(BaseModel):
    """The base of every part."""

    model_config = PART


class QuantityIn(TermsPart):
    """A number of units."""

    value: RateText
    unit: Annotated[Words, Field(max_length=50)]

    def to_domain(self) -> Quantity:
        """Give the quantity."""
        return Quantity(Decimal(self.value), self.unit)


class FrameworkIn(TermsPart):
    """An accord-cadre; a maximum, in value or quantity, is needed to publish it (R2162-4)."""

    mode: FrameworkMode
    holders: Annotated[int, Field(ge=1, le=500)] = 1
    minimum: AmountText | None = None
    maximum: AmountText | None = None
    minimum_quantity: QuantityIn | None = None
    maximum_quantity: QuantityIn | None = None
    long_duration_reason: Text | None = None

    def to_domain(self) -> FrameworkTerms:
        """Give the framework agreement."""
        few, many = self.minimum_quantity, self.maximum_quantity
        return FrameworkTerms(
            mode=self.mode,
            holders=self.holders,
            minimum=None if self.minimum is None else self.minimum.to_money(),
            maximum=None if self.maximum is None else self.maximum.to_money(),
            minimum_quantity=None if few is None else few.to_domain(),
            maximum_quantity=None if many is None else many.to_domain(),
            long_duration_reason=self.long_duration_reason,
        )


class MemberIn(TermsPart):
    """A buyer of the group."""

    siret: SiretText
    name: Words


class GroupIn(TermsPart):
    """A groupement de commandes; the coordinator is one of the members."""

    coordinator: SiretText
    members: Annotated[list[MemberIn], Field(min_length=1, max_length=MOST_MEMBERS)]

    def to_domain(self) -> BuyersGroup:
        """Give the group."""
        members = tuple(GroupMember(Siret.parse(member.siret), member.name) for member in self.members)
        return BuyersGroup(Siret.parse(self.coordinator), members)


class ConsiderationIn(TermsPart):
    """A social or environmental clause of execution."""

    kind: ConsiderationKind
    text: Text


class SelectionCriterionIn(TermsPart):
    """A condition of participation."""

    code: CodeText
    kind: SelectionKind
    title: Words
    minimum: Text | None = None


class TurnoverFloorIn(TermsPart):
    """A minimum yearly turnover; its reason lets it pass the cap of R2142-7."""

    amount: AmountText
    lot_number: int | None = None
    reason: Text | None = None


class SelectionIn(TermsPart):
    """Conditions of participation and how many candidates go on."""

    criteria: Annotated[list[SelectionCriterionIn], Field(max_length=MOST_TERMS)] = []
    turnover_floors: Annotated[list[TurnoverFloorIn], Field(max_length=MOST_LOTS)] = []
    fewest_candidates: Annotated[int, Field(ge=1, le=1000)] | None = None
    most_candidates: Annotated[int, Field(ge=1, le=1000)] | None = None

    def to_domain(self) -> SelectionTerms:
        """Give the conditions."""
        return SelectionTerms(
            criteria=tuple(SelectionCriterion(c.code, c.kind, c.title, c.minimum) for c in self.criteria),
            turnover_floors=tuple(
                TurnoverFloor(floor.amount.to_money(), floor.lot_number, floor.reason) for floor in self.turnover_floors
            ),
            fewest_candidates=self.fewest_candidates,
            most_candidates=self.most_candidates,
        )


class RangeIn(TermsPart):
    """The range of one criterion's weight."""

    criterion: CodeText
    lowest: RateText
    highest: RateText


class SubCriterionIn(TermsPart):
    """A part of a criterion; weights are in percent of the criterion."""

    code: CodeText
    criterion: CodeText
    title: Words
    weight: RateText


class CriteriaIn(TermsPart):
    """How criteria are weighed."""

    form: WeightForm = WeightForm.PERCENT
    order_reason: Text | None = None
    ranges: Annotated[list[RangeIn], Field(max_length=MOST_TERMS)] = []
    sub_criteria: Annotated[list[SubCriterionIn], Field(max_length=MOST_SUB_CRITERIA)] = []

    def to_domain(self) -> CriteriaTerms:
        """Give the form of the weights."""
        parse = Percentage.parse
        return CriteriaTerms(
            form=self.form,
            order_reason=self.order_reason,
            ranges=tuple(WeightRange(r.criterion, parse(r.lowest), parse(r.highest)) for r in self.ranges),
            sub_criteria=tuple(SubCriterion(s.code, s.criterion, s.title, parse(s.weight)) for s in self.sub_criteria),
        )


class ResponseRulesIn(TermsPart):
    """How responses are sent."""

    regime: ElectronicRegime = ElectronicRegime.MANDATORY
    exception: ElectronicException | None = None
    exception_reason: Text | None = None
    envelope: EnvelopeMode = EnvelopeMode.SINGLE


class TermsIn(TermsPart):
    """Everything that a consultation announces besides its need."""

    nuts: NutsText | None = None
    capacity: Capacity = Capacity.AUTHORITY
    duration_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    technique: Technique = Technique.NONE
    first_stage: StageKind | None = None
    framework: FrameworkIn | None = None
    open_until: date | None = None
    parent_id: IdText | None = None
    invited: Annotated[list[SiretText], Field(max_length=MOST_INVITED)] | None = None
    article: ArticleText | None = None
    group: GroupIn | None = None
    negotiation: NegotiationPlan = NegotiationPlan.NONE
    lots: Annotated[list[LotTermsIn], Field(max_length=MOST_LOTS)] = []
    considerations: Annotated[list[ConsiderationIn], Field(max_length=MOST_TERMS)] = []
    selection: SelectionIn = SelectionIn()
    criteria: CriteriaIn = CriteriaIn()
    response: ResponseRulesIn = ResponseRulesIn()
    visits: VisitMode = VisitMode.NONE
    documents: DocumentsMode = DocumentsMode.PROFILE
    law: LegalTermsIn = LegalTermsIn()

    def to_terms(self) -> Terms:
        """Give the terms."""
        return Terms(
            nuts=self.nuts,
            capacity=self.capacity,
            duration_months=self.duration_months,
            technique=self.technique,
            first_stage=self.first_stage,
            framework=None if self.framework is None else self.framework.to_domain(),
            open_until=self.open_until,
            parent_id=None if self.parent_id is None else TenderId.parse(self.parent_id),
            invited=None if self.invited is None else tuple(map(Siret.parse, self.invited)),
            article=self.article,
            group=None if self.group is None else self.group.to_domain(),
            negotiation=self.negotiation,
            lots=tuple(lot.to_domain() for lot in self.lots),
            considerations=tuple(Consideration(each.kind, each.text) for each in self.considerations),
            selection=self.selection.to_domain(),
            criteria=self.criteria.to_domain(),
            response=ResponseTerms(**self.response.model_dump()),
            visits=self.visits,
            documents=self.documents,
            law=self.law.to_domain(),
        )


def terms_out(terms: Terms) -> dict[str, Any]:
    """Write terms as they are answered; what was not said is left out."""
    return without_defaults(TermsIn.model_validate(terms))


def public_terms_out(terms: Terms) -> dict[str, Any]:
    """Write terms as anybody sees them: who is invited is told to nobody (R2132-9)."""
    shown = terms_out(terms)
    shown.pop("invited", None)
    return shown
