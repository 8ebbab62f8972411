"""The evaluation grid of a lot (grille d'analyse des offres), CCP R2152-6, R2152-7.

People enter a score from 0 to the criterion's highest for every criterion but the price, and the amount of each bid;
the engine computes the price score and the ranking (``scoring.py``). The buyer may set a bid aside with its ground
and its reason (R2152-1): it then stays in the grid and leaves the ranking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.errors import Code
from services.tenders.domain.model import AwardCriterion, CriterionKind
from services.tenders.domain.openings import OpenedResponse
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.money import Money
from shared.kernel.refusal import refuse


class SettingAsideGround(StrEnum):
    """Why a bid is not ranked."""

    IRREGULAR = "irregular"  # offre irrégulière, L2152-2
    UNACCEPTABLE = "unacceptable"  # offre inacceptable, L2152-3
    UNSUITABLE = "unsuitable"  # offre inappropriée, L2152-4
    ABNORMALLY_LOW = "abnormally_low"  # offre anormalement basse, L2152-5


@dataclass(frozen=True, slots=True)
class SettingAside:
    """The buyer's decision not to rank a bid, with its reason, which the tenderer will be told (R2181-3)."""

    ground: SettingAsideGround
    reason: str


@dataclass(frozen=True, slots=True)
class BidSheet:
    """What has been entered for one bid: its amount excluding VAT, its scores by criterion, or its setting aside."""

    amount: Money | None = None
    scores: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    set_aside: SettingAside | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The grid of one lot, sheet by sheet; ``version`` counts the entries."""

    tender_id: TenderId
    lot_id: LotId
    version: int
    sheets: Mapping[DepositId, BidSheet]

    def sheet(self, response_id: DepositId) -> BidSheet:
        """Give the sheet of a bid; an empty one when nothing was entered yet."""
        return self.sheets.get(response_id, BidSheet())


def enter_amount(evaluation: Evaluation, *, response_id: DepositId, amount: Money) -> Evaluation:
    """Enter the amount of a bid, excluding VAT, strictly positive and in euros.

    Raises:
        Refused: ``TND-AMOUNT-INVALID``.
    """
    if amount.currency != "EUR" or amount.amount <= 0:
        refuse(Code.AMOUNT_INVALID, response=response_id, amount=amount)
    return _with_sheet(evaluation, response_id, replace(evaluation.sheet(response_id), amount=amount))


def enter_score(
    evaluation: Evaluation, *, response_id: DepositId, criterion: AwardCriterion, score: Decimal
) -> Evaluation:
    """Enter the score of a bid on a criterion, from 0 to the criterion's highest, both included.

    Raises:
        Refused: ``TND-SCORE-COMPUTED`` for the price, ``TND-SCORE-RANGE`` outside the bounds.
    """
    if criterion.kind is CriterionKind.PRICE:
        refuse(Code.SCORE_COMPUTED, criterion=criterion.code)
    if not Decimal(0) <= score <= criterion.max_score:
        refuse(Code.SCORE_RANGE, criterion=criterion.code, score=score, max_score=criterion.max_score)
    sheet = evaluation.sheet(response_id)
    scores = MappingProxyType({**sheet.scores, criterion.code: score})
    return _with_sheet(evaluation, response_id, replace(sheet, scores=scores))


def set_bid_aside(evaluation: Evaluation, *, response_id: DepositId, decision: SettingAside) -> Evaluation:
    """Keep a bid out of the ranking, with its ground and its reason."""
    sheet = replace(evaluation.sheet(response_id), set_aside=decision)
    return _with_sheet(evaluation, response_id, sheet)


def restore_bid(evaluation: Evaluation, *, response_id: DepositId) -> Evaluation:
    """Take a bid back into the ranking, for instance after a regularisation (R2152-2)."""
    return _with_sheet(evaluation, response_id, replace(evaluation.sheet(response_id), set_aside=None))


def missing_entries(
    evaluation: Evaluation, *, bids: Sequence[OpenedResponse], criteria: Sequence[AwardCriterion]
) -> tuple[str, ...]:
    """Name what still has to be entered, as ``response/criterion``; empty when the lot can be ranked."""
    missing: list[str] = []
    for bid in bids:
        sheet = evaluation.sheet(bid.response_id)
        if sheet.set_aside is None:
            missing += [f"{bid.response_id}/{code}" for code in _unfilled(sheet, criteria)]
    return tuple(missing)


def _unfilled(sheet: BidSheet, criteria: Sequence[AwardCriterion]) -> list[str]:
    def is_filled(criterion: AwardCriterion) -> bool:
        return sheet.amount is not None if criterion.kind is CriterionKind.PRICE else criterion.code in sheet.scores

    return [criterion.code for criterion in criteria if not is_filled(criterion)]


def _with_sheet(evaluation: Evaluation, response_id: DepositId, sheet: BidSheet) -> Evaluation:
    return replace(evaluation, sheets=MappingProxyType({**evaluation.sheets, response_id: sheet}))
