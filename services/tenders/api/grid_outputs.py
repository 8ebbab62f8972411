"""What callers receive about evaluations."""

from datetime import datetime

from pydantic import BaseModel

from services.tenders.domain.analysis_report import LotAnalysis
from services.tenders.domain.evaluation import BidSheet, SettingAside
from services.tenders.domain.grading import EvaluationMethod, Grid
from services.tenders.domain.low_bids import LowBid
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.price_formulas import FORMULAS
from services.tenders.domain.scoring import Computation, RankedBid
from services.tenders.handlers.evaluation import EvaluatedLot
from services.tenders.ports.evaluations import KeptNote
from shared.contracts.amount import Amount


class RankedBidOut(BaseModel):
    """One bid in the ranking; ``tied`` says that another has the same total."""

    response_id: str
    tenderer_siret: str
    tenderer_name: str
    amount: Amount
    scores: dict[str, str]
    total: str
    rank: int
    tied: bool

    @classmethod
    def of(cls, bid: RankedBid) -> "RankedBidOut":
        """Write one bid of a ranking."""
        return cls(
            response_id=str(bid.response_id),
            tenderer_siret=bid.tenderer_siret.value,
            tenderer_name=bid.tenderer_name,
            amount=Amount.of(bid.amount),
            scores={code: f"{score:f}" for code, score in bid.scores.items()},
            total=f"{bid.total:f}",
            rank=bid.rank,
            tied=bid.tied,
        )


class EvaluationOut(BaseModel):
    """The grid of a lot: what is missing (``response/criterion``), then the ranking."""

    lot_id: str
    version: int
    responses: list[str]
    missing: list[str]
    ranking: list[RankedBidOut]

    @classmethod
    def of(cls, lot: EvaluatedLot) -> "EvaluationOut":
        """Write the state of a grid."""
        return cls(
            lot_id=str(lot.evaluation.lot_id),
            version=lot.evaluation.version,
            responses=[str(bid.response_id) for bid in lot.bids],
            missing=list(lot.missing),
            ranking=[RankedBidOut.of(bid) for bid in lot.ranking],
        )


class SettingAsideOut(BaseModel):
    """Why a bid was not ranked."""

    ground: str
    reason: str

    @classmethod
    def of(cls, decision: SettingAside) -> "SettingAsideOut":
        """Write a decision."""
        return cls(ground=decision.ground.value, reason=decision.reason)


class NamedAmountOut(BaseModel):
    """One part of an amount."""

    label: str
    amount: Amount


class SheetOut(BaseModel):
    """What was entered for one bid."""

    response_id: str
    tenderer_siret: str
    tenderer_name: str
    amount: Amount | None
    parts: list[NamedAmountOut]
    costs: list[NamedAmountOut]
    offer: str
    scores: dict[str, str]
    justifications: dict[str, str]
    set_aside: SettingAsideOut | None

    @classmethod
    def of(cls, bid: OpenedResponse, sheet: BidSheet) -> "SheetOut":
        """Write the sheet of a bid."""
        return cls(
            response_id=str(bid.response_id),
            tenderer_siret=bid.tenderer_siret.value,
            tenderer_name=bid.tenderer_name,
            amount=None if sheet.amount is None else Amount.of(sheet.amount),
            parts=[NamedAmountOut(label=part.label, amount=Amount.of(part.amount)) for part in sheet.parts],
            costs=[NamedAmountOut(label=cost.label, amount=Amount.of(cost.amount)) for cost in sheet.costs],
            offer=sheet.offer,
            scores={entry: f"{score:f}" for entry, score in sheet.scores.items()},
            justifications=dict(sheet.justifications),
            set_aside=None if sheet.set_aside is None else SettingAsideOut.of(sheet.set_aside),
        )


class GradedCriterionOut(BaseModel):
    """A criterion as it is applied, with the names of what is entered for it."""

    code: str
    title: str
    kind: str
    weight: str
    max_score: str
    entries: list[str]


class GridOut(EvaluationOut):
    """The whole grid of a lot, and the rankings of the rounds before this one."""

    criteria: list[GradedCriterionOut]
    sheets: list[SheetOut]
    earlier_rankings: list[list[RankedBidOut]]

    @classmethod
    def of_analysis(cls, lot: LotAnalysis) -> "GridOut":
        """Write a grid."""
        sheets = [SheetOut.of(bid, lot.evaluation.sheet(bid.response_id)) for bid in lot.bids]
        return cls(
            lot_id=str(lot.lot.lot_id),
            version=lot.evaluation.version,
            responses=[str(bid.response_id) for bid in lot.bids],
            missing=list(lot.missing),
            ranking=[RankedBidOut.of(bid) for bid in lot.ranking],
            criteria=criteria_of(lot.grid),
            sheets=sheets,
            earlier_rankings=[[RankedBidOut.of(bid) for bid in ranking] for ranking in lot.earlier],
        )


class ComputedScoreOut(BaseModel):
    """One line of a computation; ``computation`` is what anybody can do again by hand."""

    criterion_id: str
    title: str
    score: str
    max_score: str
    computation: str


class ComputationOut(BaseModel):
    """How the total of one bid was computed."""

    bid: RankedBidOut
    compared_amount: Amount
    scores: list[ComputedScoreOut]
    computation: str

    @classmethod
    def of(cls, each: Computation) -> "ComputationOut":
        """Write a computation."""
        return cls(
            bid=RankedBidOut.of(each.bid),
            compared_amount=Amount.of(each.compared_amount),
            scores=[
                ComputedScoreOut(
                    criterion_id=line.criterion,
                    title=line.title,
                    score=f"{line.score:f}",
                    max_score=f"{line.max_score:f}",
                    computation=line.words,
                )
                for line in each.lines
            ],
            computation=each.words,
        )


class LowBidOut(BaseModel):
    """A sign that a bid may be abnormally low: arithmetic, never a conclusion (R2152-3)."""

    response_id: str
    indicator: str
    amount: Amount
    limit: Amount
    computation: str

    @classmethod
    def of(cls, sign: LowBid) -> "LowBidOut":
        """Write a sign."""
        return cls(
            response_id=str(sign.response_id),
            indicator=sign.sign.value,
            amount=Amount(value=f"{sign.amount:f}"),
            limit=Amount(value=f"{sign.limit:f}"),
            computation=sign.words,
        )


class MethodOut(BaseModel):
    """How bids are graded, in figures and in words."""

    version: int
    formula: str
    title: str
    expression: str
    caution: str
    step: str | None
    weights: dict[str, str]
    amount_basis: str
    published: bool

    @classmethod
    def of(cls, method: EvaluationMethod) -> "MethodOut":
        """Write a method."""
        words = FORMULAS[method.formula]
        return cls(
            version=method.version,
            formula=method.formula.value,
            title=words.title,
            expression=words.expression,
            caution=words.caution,
            step=None if method.step is None else str(method.step),
            weights={code: str(weight) for code, weight in method.weights.items()},
            amount_basis=method.amount_basis,
            published=method.published,
        )


class LotComputationOut(BaseModel):
    """Every computation of a lot, step by step, with the prices to look at."""

    lot_id: str
    method: MethodOut
    criteria: list[GradedCriterionOut]
    missing: list[str]
    computations: list[ComputationOut]
    low_bids: list[LowBidOut]


class NoteOut(BaseModel):
    """One note as it was given."""

    version: int
    response_id: str
    entry: str
    score: str
    justification: str | None
    author: str
    noted_at: datetime

    @classmethod
    def of(cls, note: KeptNote) -> "NoteOut":
        """Write a note."""
        return cls(
            version=note.version,
            response_id=str(note.response_id),
            entry=note.entry,
            score=f"{note.score:f}",
            justification=note.justification,
            author=note.author,
            noted_at=note.noted_at,
        )


class NotesOut(BaseModel):
    """The last notes of a lot, the latest first."""

    items: list[NoteOut]


def criteria_of(grid: Grid) -> list[GradedCriterionOut]:
    """Write the criteria of a grid."""
    return [
        GradedCriterionOut(
            code=each.code,
            title=each.title,
            kind=each.kind.value,
            weight=f"{each.weight:f}",
            max_score=f"{each.max_score:f}",
            entries=[] if each.kind.is_monetary else list(each.entries),
        )
        for each in grid.criteria
    ]
