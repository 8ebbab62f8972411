"""What callers receive about the method of evaluation and its computations, step by step."""

from pydantic import BaseModel

from services.tenders.api.grid_outputs import GradedCriterionOut, RankedBidOut
from services.tenders.domain.grading import EvaluationMethod
from services.tenders.domain.low_bids import LowBid
from services.tenders.domain.price_formulas import FORMULAS
from services.tenders.domain.scoring import Computation
from shared.contracts.amount import Amount


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


class FormulaOut(BaseModel):
    """A formula of the price in words."""

    formula: str
    title: str
    expression: str
    caution: str


class FormulasOut(BaseModel):
    """Every formula that a buyer may choose."""

    items: list[FormulaOut]

    @classmethod
    def all(cls) -> "FormulasOut":
        """Write every formula."""
        return cls(
            items=[
                FormulaOut(formula=key.value, title=words.title, expression=words.expression, caution=words.caution)
                for key, words in FORMULAS.items()
            ]
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
