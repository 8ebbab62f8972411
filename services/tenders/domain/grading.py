"""How the bids of a consultation are graded (méthode d'analyse): criteria, parts, weights in force, price formula.

Criteria and sub-criteria are those that the consultation announced. What it leaves open is chosen here before any bid
is opened, and kept: the formula of the price, the weight within an announced range, the weights that a decreasing
order stands for. The first opening fixes the method.

Sources: CCP R2152-7, R2152-9, R2152-11, R2152-12. Read on 2026-11-23.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.model import AwardCriterion, CriterionKind, TenderContent
from services.tenders.domain.price_formulas import PriceFormula
from services.tenders.domain.terms import CriteriaTerms, SubCriterion, WeightForm
from shared.kernel.ids import TenderId
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refusal, refuse

_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class EvaluationMethod:
    """What the buyer chose for a consultation; ``published`` lets anybody read it, ``version`` 0 is the default.

    ``weights`` names the criteria whose announced weight leaves a choice; ``amount_basis`` says in words which
    tranches, options or quantities the compared amount holds.
    """

    tender_id: TenderId
    version: int = 0
    formula: PriceFormula = PriceFormula.INVERSE_PROPORTIONAL
    step: Percentage | None = None
    weights: Mapping[str, Percentage] = field(default_factory=lambda: MappingProxyType({}))
    amount_basis: str = ""
    published: bool = False


@dataclass(frozen=True, slots=True)
class GradedCriterion:
    """One criterion as it is applied: ``weight`` is out of the sum of all weights, parts share 100 % of it."""

    code: str
    title: str
    kind: CriterionKind
    weight: Decimal
    max_score: Decimal
    parts: tuple[SubCriterion, ...] = ()

    @property
    def entries(self) -> tuple[str, ...]:
        """Name what people enter: the criterion itself, or each of its parts as ``criterion/part``."""
        return tuple(f"{self.code}/{part.code}" for part in self.parts) or (self.code,)


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything that the computation of a ranking needs besides the bids."""

    criteria: tuple[GradedCriterion, ...]
    formula: PriceFormula = PriceFormula.INVERSE_PROPORTIONAL
    step: Percentage | None = None

    @property
    def total_weight(self) -> Decimal:
        """Give the sum of the weights: 100 for percentages, anything for points."""
        return sum((criterion.weight for criterion in self.criteria), Decimal(0))

    @classmethod
    def of_criteria(cls, criteria: Sequence[AwardCriterion]) -> "Grid":
        """Give the grid of criteria without parts, with the default formula."""
        return cls(tuple(_graded(criterion, criterion.weight, ()) for criterion in criteria))


def grid_of(content: TenderContent, method: EvaluationMethod) -> Grid:
    """Join what was announced and what was chosen; weights that a later change of the criteria contradicts are void."""
    terms = content.terms.criteria
    weights = {} if refuse_weights(method.weights, criteria=content.criteria, terms=terms) else method.weights
    parts = terms.sub_criteria
    criteria = tuple(
        _graded(
            criterion,
            weights.get(criterion.code, criterion.weight),
            tuple(part for part in parts if part.criterion == criterion.code),
        )
        for criterion in content.criteria
    )
    return Grid(criteria, method.formula, method.step)


def check_method(method: EvaluationMethod, *, content: TenderContent, offers_known: bool) -> None:
    """Check that a method can still be chosen, and keeps what was announced.

    Raises:
        Refused: ``TND-METHOD-FIXED`` once bids were opened, ``TND-METHOD-STEP``, ``TND-METHOD-WEIGHTS``.
    """
    if offers_known:
        refuse(Code.METHOD_FIXED, article="R2152-11")
    by_steps = method.formula is PriceFormula.QUANTISED_STEPS
    step = method.step
    if by_steps != (step is not None) or (step is not None and not Decimal(0) < step.value <= _WHOLE):
        refuse(Code.METHOD_STEP, formula=method.formula)
    refuse_if(refuse_weights(method.weights, criteria=content.criteria, terms=content.terms.criteria))


def refuse_weights(
    weights: Mapping[str, Percentage], *, criteria: Sequence[AwardCriterion], terms: CriteriaTerms
) -> Refusal | None:
    """Give the reason for which chosen weights do not keep what was announced (R2152-12), if there is one."""
    if not weights:
        return None
    why = _weights_fault(weights, criteria=criteria, terms=terms)
    return None if why is None else Refusal(Code.METHOD_WEIGHTS, "R2152-12", {"why": why})


def _weights_fault(
    weights: Mapping[str, Percentage], *, criteria: Sequence[AwardCriterion], terms: CriteriaTerms
) -> str | None:
    codes = [criterion.code for criterion in criteria]
    if set(weights) != set(codes):
        return "un poids pour chaque critère annoncé"
    values = [weights[code].value for code in codes]
    if any(value <= 0 for value in values) or sum(values) != _WHOLE:
        return "des poids positifs dont la somme fait 100"
    if terms.form is WeightForm.RANGE:
        ranges = {each.criterion: each for each in terms.ranges}
        outside = [c for c in codes if c in ranges and not ranges[c].lowest <= weights[c] <= ranges[c].highest]
        return f"hors de la fourchette annoncée : {', '.join(outside)}" if outside else None
    if terms.form is WeightForm.ORDER:
        rising = any(later > earlier for earlier, later in pairwise(values))
        return "l'ordre décroissant annoncé n'est pas respecté" if rising else None
    kept = all(weights[criterion.code] == criterion.weight for criterion in criteria)
    return None if kept else "les poids annoncés ne changent pas"


def _graded(criterion: AwardCriterion, weight: Percentage, parts: tuple[SubCriterion, ...]) -> GradedCriterion:
    return GradedCriterion(
        code=criterion.code,
        title=criterion.title,
        kind=criterion.kind,
        weight=weight.value,
        max_score=criterion.max_score,
        parts=parts,
    )
