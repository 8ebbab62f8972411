"""The evaluation grid of a lot (grille d'analyse des offres), CCP R2152-1 to R2152-7, R2152-9.

People enter a score from 0 to the criterion's highest for every criterion but the price (or for each of its parts),
with the words that justify it, and the amount of each bid; the engine computes the price score and the ranking
(``scoring.py``). The buyer may set a bid aside with its ground and its reason: it then stays in the grid and leaves
the ranking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.grading import GradedCriterion, Grid
from services.tenders.domain.model import CriterionKind
from services.tenders.domain.openings import OpenedResponse
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.money import Money
from shared.kernel.refusal import refuse

GREATEST_AMOUNT: Final = Decimal(10**15)  # what is compared has at most fifteen digits, as every amount that travels


class SettingAsideGround(StrEnum):
    """Why a bid is not ranked."""

    IRREGULAR = "irregular"  # offre irrégulière, L2152-2
    UNACCEPTABLE = "unacceptable"  # offre inacceptable, L2152-3
    UNSUITABLE = "unsuitable"  # offre inappropriée, L2152-4
    ABNORMALLY_LOW = "abnormally_low"  # offre anormalement basse, L2152-5
    INADMISSIBLE = "inadmissible"  # candidature irrecevable, R2144-7


@dataclass(frozen=True, slots=True)
class SettingAside:
    """The buyer's decision not to rank a bid, with its reason, which the tenderer will be told (R2181-3)."""

    ground: SettingAsideGround
    reason: str


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """One part of an amount: a tranche, an option, a cost of use (R2152-9), in the words of the documents."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class BidSheet:
    """What has been entered for one bid.

    Attributes:
        amount: The price excluding VAT that would be paid, which the contract takes over.
        scores: Scores by criterion, or by part of a criterion (``criterion/part``).
        justifications: The words that justify each score, under the same names; the tenderer is told them.
        parts: What the amount is made of (tranches, options), when it was said; their sum is the amount.
        costs: What is added to the amount for a criterion of cost: use, maintenance, end of life (R2152-9).
        offer: Which offer of the response was graded, when it holds several (base or a variant, R2151-8).
    """

    amount: Money | None = None
    scores: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    set_aside: SettingAside | None = None
    justifications: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    parts: tuple[NamedAmount, ...] = ()
    costs: tuple[NamedAmount, ...] = ()
    offer: str = ""

    def compared_amount(self, kind: CriterionKind) -> Money:
        """Give what the monetary criterion compares: the price, or the price with its costs."""
        assert self.amount is not None, "an incomplete grid is not ranked"  # noqa: S101 - programmer error, not input
        added = (cost.amount for cost in self.costs) if kind is CriterionKind.COST else ()
        return Money.total((self.amount, *added))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The grid of one lot, sheet by sheet; ``version`` counts the entries.

    ``stage_id`` is the stage whose offers are graded (None: the first one); a later round begins a new grid.
    """

    tender_id: TenderId
    lot_id: LotId
    version: int
    sheets: Mapping[DepositId, BidSheet]
    stage_id: TenderId | None = None

    def sheet(self, response_id: DepositId) -> BidSheet:
        """Give the sheet of a bid; an empty one when nothing was entered yet."""
        return self.sheets.get(response_id, BidSheet())


@dataclass(frozen=True, slots=True)
class BidAmount:
    """The amount of one bid as it is entered, with what it is made of."""

    amount: Money
    parts: tuple[NamedAmount, ...] = ()
    costs: tuple[NamedAmount, ...] = ()
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A score as it is entered: on which criterion or part, and why."""

    entry: str
    score: Decimal
    justification: str | None = None


def enter_amount(evaluation: Evaluation, *, response_id: DepositId, given: BidAmount) -> Evaluation:
    """Enter the amount of a bid, excluding VAT, strictly positive and in euros.

    Raises:
        Refused: ``TND-AMOUNT-INVALID``, or ``TND-AMOUNT-PARTS`` when the parts do not make the amount.
    """
    if given.amount.currency != "EUR" or given.amount.amount <= 0:
        refuse(Code.AMOUNT_INVALID, response=response_id, amount=given.amount)
    wrong = [each for each in (*given.parts, *given.costs) if each.amount.currency != "EUR" or each.amount.amount < 0]
    if wrong:
        refuse(Code.AMOUNT_INVALID, response=response_id, amount=wrong[0].amount)
    whole = Money.total((given.amount, *(cost.amount for cost in given.costs)))
    if whole.amount >= GREATEST_AMOUNT:
        refuse(Code.AMOUNT_INVALID, response=response_id, amount=whole)
    total = Money.total(part.amount for part in given.parts)
    if given.parts and total != given.amount:
        refuse(Code.AMOUNT_PARTS, response=response_id, total=total, amount=given.amount)
    sheet = evaluation.sheet(response_id)
    entered = replace(sheet, amount=given.amount, parts=given.parts, costs=given.costs, offer=given.offer)
    return _with_sheet(evaluation, response_id, entered)


def enter_score(
    evaluation: Evaluation, *, response_id: DepositId, criterion: GradedCriterion, note: Note
) -> Evaluation:
    """Enter the score of a bid on a criterion or one of its parts, from 0 to the criterion's highest, both included.

    Raises:
        Refused: ``TND-SCORE-COMPUTED`` for the price and for a criterion that has parts, ``TND-CRITERION-UNKNOWN``
            for an unknown part, ``TND-SCORE-RANGE`` outside the bounds.
    """
    if criterion.kind.is_monetary or (criterion.parts and note.entry == criterion.code):
        refuse(Code.SCORE_COMPUTED, criterion=criterion.code)
    if note.entry not in criterion.entries:
        refuse(Code.CRITERION_UNKNOWN, criterion=note.entry)
    if not Decimal(0) <= note.score <= criterion.max_score:
        refuse(Code.SCORE_RANGE, criterion=note.entry, score=note.score, max_score=criterion.max_score)
    sheet = evaluation.sheet(response_id)
    scores = MappingProxyType({**sheet.scores, note.entry: note.score})
    words = sheet.justifications
    if note.justification is not None:
        words = MappingProxyType({**words, note.entry: note.justification})
    return _with_sheet(evaluation, response_id, replace(sheet, scores=scores, justifications=words))


def set_bid_aside(evaluation: Evaluation, *, response_id: DepositId, decision: SettingAside) -> Evaluation:
    """Keep a bid out of the ranking, with its ground and its reason."""
    sheet = replace(evaluation.sheet(response_id), set_aside=decision)
    return _with_sheet(evaluation, response_id, sheet)


def restore_bid(evaluation: Evaluation, *, response_id: DepositId) -> Evaluation:
    """Take a bid back into the ranking, for instance after a regularisation (R2152-2)."""
    return _with_sheet(evaluation, response_id, replace(evaluation.sheet(response_id), set_aside=None))


def missing_entries(evaluation: Evaluation, *, bids: Sequence[OpenedResponse], grid: Grid) -> tuple[str, ...]:
    """Name what still has to be entered, as ``response/criterion``; empty when the lot can be ranked."""
    missing: list[str] = []
    for bid in bids:
        sheet = evaluation.sheet(bid.response_id)
        if sheet.set_aside is None:
            missing += [f"{bid.response_id}/{entry}" for entry in _unfilled(sheet, grid)]
    return tuple(missing)


def unjustified_scores(sheet: BidSheet) -> tuple[str, ...]:
    """Name the scores that nobody justified: their reasons will be asked (R2181-3, R2181-4)."""
    return tuple(entry for entry in sheet.scores if not sheet.justifications.get(entry))


def _unfilled(sheet: BidSheet, grid: Grid) -> list[str]:
    unfilled: list[str] = []
    for criterion in grid.criteria:
        if criterion.kind.is_monetary:
            unfilled += [] if sheet.amount is not None else [criterion.code]
        else:
            unfilled += [entry for entry in criterion.entries if entry not in sheet.scores]
    return unfilled


def _with_sheet(evaluation: Evaluation, response_id: DepositId, sheet: BidSheet) -> Evaluation:
    return replace(evaluation, sheets=MappingProxyType({**evaluation.sheets, response_id: sheet}))
