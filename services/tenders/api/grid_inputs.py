"""What callers send about evaluations."""

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from services.tenders.api.inputs import CriterionCode, Identifier, In, LongText, ShortText
from services.tenders.domain.evaluation import BidAmount, NamedAmount, Note, SettingAside, SettingAsideGround
from services.tenders.domain.price_formulas import PriceFormula
from services.tenders.handlers.evaluation import EnterEvaluation
from services.tenders.handlers.evaluation_method import ChooseMethod
from shared.contracts.amount import Amount, DecimalText
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.percentage import Percentage

_MOST = 10_000  # 200 responses on 50 criteria in one request


class ScoreIn(In):
    """One score given by a person, with its motive; the price score is computed."""

    response_id: Identifier
    criterion_id: CriterionCode
    sub_criterion_id: CriterionCode | None = None
    score: DecimalText
    justification: LongText | None = None

    def to_note(self) -> Note:
        """Give the note."""
        entry = self.criterion_id if self.sub_criterion_id is None else f"{self.criterion_id}/{self.sub_criterion_id}"
        return Note(entry, Decimal(self.score), self.justification)


class NamedAmountIn(In):
    """One part of an amount: a tranche, an option, a cost of use."""

    label: ShortText
    amount: Amount


class BidAmountIn(In):
    """The amount of one bid, excluding VAT, with what it is made of and the costs that a cost criterion adds."""

    response_id: Identifier
    amount: Amount
    parts: Annotated[tuple[NamedAmountIn, ...], Field(max_length=200)] = ()
    costs: Annotated[tuple[NamedAmountIn, ...], Field(max_length=200)] = ()
    offer: Annotated[str, Field(max_length=300)] = ""

    def to_amount(self) -> BidAmount:
        """Give the amount."""
        return BidAmount(self.amount.to_money(), _named(self.parts), _named(self.costs), self.offer)


class SettingAsideIn(In):
    """A bid that is not ranked, with its ground and the reason that its tenderer will be told."""

    response_id: Identifier
    ground: SettingAsideGround
    reason: LongText


class EvaluationIn(In):
    """Entries for one lot; what was entered before stays unless it is entered again."""

    lot_id: Identifier
    scores: Annotated[tuple[ScoreIn, ...], Field(max_length=_MOST)] = ()
    amounts: Annotated[tuple[BidAmountIn, ...], Field(max_length=_MOST)] = ()
    set_aside: Annotated[tuple[SettingAsideIn, ...], Field(max_length=_MOST)] = ()
    restored: Annotated[tuple[Identifier, ...], Field(max_length=_MOST)] = ()

    def to_command(self, tender_id: TenderId) -> EnterEvaluation:
        """Give the command."""
        return EnterEvaluation(
            tender_id=tender_id,
            lot_id=LotId.parse(self.lot_id),
            notes=tuple((DepositId.parse(entry.response_id), entry.to_note()) for entry in self.scores),
            amounts=tuple((DepositId.parse(entry.response_id), entry.to_amount()) for entry in self.amounts),
            set_aside=tuple(
                (DepositId.parse(entry.response_id), SettingAside(entry.ground, entry.reason))
                for entry in self.set_aside
            ),
            restored=tuple(DepositId.parse(response_id) for response_id in self.restored),
        )


class MethodIn(In):
    """How bids will be graded: the price formula, its step, the weights where the announcement leaves a choice."""

    formula: PriceFormula = PriceFormula.INVERSE_PROPORTIONAL
    step: DecimalText | None = Field(None, description="Palier en %, pour la formule par paliers seulement.")
    weights: Annotated[dict[CriterionCode, DecimalText], Field(max_length=30)] = Field(
        default_factory=dict, description="Poids retenus dans les fourchettes ou l'ordre annoncés ; somme 100."
    )
    amount_basis: Annotated[str, Field(max_length=2000)] = ""
    published: bool = False

    def to_command(self, tender_id: TenderId, *, expected: int) -> ChooseMethod:
        """Give the command."""
        return ChooseMethod(
            tender_id=tender_id,
            expected=expected,
            formula=self.formula,
            step=None if self.step is None else Percentage.parse(self.step),
            weights=MappingProxyType({code: Percentage.parse(text) for code, text in self.weights.items()}),
            amount_basis=self.amount_basis,
            published=self.published,
        )


def _named(items: Sequence[NamedAmountIn]) -> tuple[NamedAmount, ...]:
    return tuple(NamedAmount(item.label, item.amount.to_money()) for item in items)
