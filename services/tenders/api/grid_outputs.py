"""What callers receive about evaluations."""

from datetime import datetime

from pydantic import BaseModel

from services.tenders.api.kept_answers import fitting
from services.tenders.domain.analysis_report import LotAnalysis
from services.tenders.domain.evaluation import BidSheet, SettingAside
from services.tenders.domain.grading import Grid
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.scoring import RankedBid
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
    """The grid of a lot: what is missing (``response/criterion``), then the ranking.

    The answer to an entry shows the first elements of long lists; the counts tell, and the grid is read whole.
    """

    lot_id: str
    version: int
    response_count: int
    missing_count: int
    ranked_count: int
    responses: list[str]
    missing: list[str]
    ranking: list[RankedBidOut]

    @classmethod
    def of(cls, lot: EvaluatedLot) -> "EvaluationOut":
        """Write the state of a grid, as much of it as an answer may hold."""
        return fitting(lambda most: cls._first(lot, most))

    @classmethod
    def _first(cls, lot: EvaluatedLot, most: int) -> "EvaluationOut":
        return cls(
            lot_id=str(lot.evaluation.lot_id),
            version=lot.evaluation.version,
            response_count=len(lot.bids),
            missing_count=len(lot.missing),
            ranked_count=len(lot.ranking),
            responses=[str(bid.response_id) for bid in lot.bids[:most]],
            missing=list(lot.missing[:most]),
            ranking=[RankedBidOut.of(bid) for bid in lot.ranking[:most]],
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


class GridOut(BaseModel):
    """The whole grid of a lot, and the rankings of the rounds before this one."""

    lot_id: str
    version: int
    missing: list[str]
    ranking: list[RankedBidOut]
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
            missing=list(lot.missing),
            ranking=[RankedBidOut.of(bid) for bid in lot.ranking],
            criteria=criteria_of(lot.grid),
            sheets=sheets,
            earlier_rankings=[[RankedBidOut.of(bid) for bid in ranking] for ranking in lot.earlier],
        )


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
