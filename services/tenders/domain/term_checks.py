"""What cannot be in the terms of a consultation: contradictions, and what a publication cannot lack.

``check_terms`` holds at any time, drafts included: what it refuses has no meaning (a range for an unknown criterion, a
coordinator outside the group). ``refuse_incomplete_terms`` holds at the publication: a framework agreement without
ceiling (R2162-4), a consultation without publicity without its article (L2122-1) or without any invited company, a
decreasing order without its reason (R2152-12), an electronic exception without its case (R2132-12).
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from services.tenders.domain.errors import Code
from services.tenders.domain.lot_terms import LotTerms, TrancheKind
from services.tenders.domain.procedures import PROCEDURES, ProcedureType, Technique
from services.tenders.domain.stages import StageKind
from services.tenders.domain.terms import CriteriaTerms, ElectronicRegime, FrameworkTerms, Terms, WeightForm
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refusal, refuse

_WHOLE = Decimal(100)


def check_terms(
    terms: Terms, *, procedure: ProcedureType, lots: Collection[int], criteria: Mapping[str, Percentage]
) -> None:
    """Refuse terms that contradict the lots, the criteria or the procedure that they belong to.

    Raises:
        Refused: ``TND-TERMS-…`` of the first contradiction.
    """
    _check_lots(terms, lots)
    _check_criteria(terms.criteria, criteria)
    _check_stage(terms, procedure)
    _check_framework(terms.framework)
    _check_group(terms)
    _check_buyer(terms)
    if terms.invited is not None and len(set(terms.invited)) != len(terms.invited):
        refuse(Code.TERMS_INVITED, count=len(terms.invited))


def refuse_incomplete_terms(terms: Terms, *, procedure: ProcedureType) -> Refusal | None:
    """Give the first reason for which these terms cannot be published, if there is one."""
    rules = PROCEDURES[procedure]
    framework, response = terms.framework, terms.response
    lacks: tuple[tuple[bool, Code, str], ...] = (
        (
            terms.technique is Technique.FRAMEWORK and (framework is None or not framework.has_ceiling),
            Code.FRAMEWORK_CEILING,
            "R2162-4",
        ),
        (
            terms.technique is Technique.DYNAMIC_PURCHASING_SYSTEM and terms.open_until is None,
            Code.SYSTEM_DURATION,
            "R2162-39",
        ),
        (rules.invitation_needed and terms.article is None, Code.ARTICLE_MISSING, rules.article),
        (
            (rules.invitation_needed or terms.parent_id is not None) and not terms.invited,
            Code.INVITED_NONE,
            rules.article,
        ),
        (
            terms.criteria.form is WeightForm.ORDER and terms.criteria.order_reason is None,
            Code.ORDER_REASON,
            "R2152-12",
        ),
        (
            response.regime is ElectronicRegime.EXCEPTION and None in (response.exception, response.exception_reason),
            Code.ELECTRONIC_EXCEPTION,
            "R2132-12",
        ),
    )
    return next((Refusal(code=code, article=article) for lacking, code, article in lacks if lacking), None)


def _check_lots(terms: Terms, lots: Collection[int]) -> None:
    numbers = [lot.number for lot in terms.lots]
    floors = {floor.lot_number for floor in terms.selection.turnover_floors if floor.lot_number is not None}
    unknown = sorted((set(numbers) | floors) - set(lots))
    if unknown or len(set(numbers)) != len(numbers):
        refuse(Code.TERMS_LOTS, article="L2113-10", numbers=_listed(unknown or numbers))
    for lot in terms.lots:
        _check_tranches(lot)
        if lot.renewals is not None and (lot.renewals.count < 1 or lot.renewals.months < 1):
            refuse(Code.TERMS_RENEWALS, article="R2112-4", lot=lot.number)


def _check_tranches(lot: LotTerms) -> None:
    """A contract in tranches has a firm one and optional ones, numbered 1, 2, 3… (R2113-4)."""
    if not lot.tranches:
        return
    numbers = [tranche.number for tranche in lot.tranches]
    kinds = {tranche.kind for tranche in lot.tranches}
    if numbers != list(range(1, len(numbers) + 1)) or kinds != set(TrancheKind):
        refuse(Code.TERMS_TRANCHES, article="R2113-4", lot=lot.number)


def _check_criteria(terms: CriteriaTerms, criteria: Mapping[str, Percentage]) -> None:
    named = [part.criterion for part in terms.sub_criteria] + [each.criterion for each in terms.ranges]
    unknown = sorted(set(named) - set(criteria))
    if unknown:
        refuse(Code.TERMS_CRITERIA, article="R2152-7", criteria=_listed(unknown))
    _check_sub_criteria(terms)
    if terms.form is WeightForm.RANGE:
        _check_ranges(terms, criteria)
    elif terms.ranges:
        refuse(Code.TERMS_RANGES, article="R2152-12", criteria=_listed(each.criterion for each in terms.ranges))
    weights = [weight.value for weight in criteria.values()]
    if terms.form is WeightForm.ORDER and weights != sorted(weights, reverse=True):
        refuse(Code.TERMS_ORDER, article="R2152-12", criteria=_listed(criteria))


def _check_ranges(terms: CriteriaTerms, criteria: Mapping[str, Percentage]) -> None:
    """Each criterion has one range, and the weight that will be applied lies within it."""
    ranges = {each.criterion: each for each in terms.ranges}
    if set(ranges) != set(criteria) or len(ranges) != len(terms.ranges):
        refuse(Code.TERMS_RANGES, article="R2152-12", criteria=_listed(criteria))
    for code, weight in criteria.items():
        if not ranges[code].lowest <= weight <= ranges[code].highest:
            refuse(Code.TERMS_RANGES, article="R2152-12", criteria=code)


def _check_sub_criteria(terms: CriteriaTerms) -> None:
    codes = [part.code for part in terms.sub_criteria]
    totals: dict[str, Decimal] = {}
    for part in terms.sub_criteria:
        totals[part.criterion] = totals.get(part.criterion, Decimal(0)) + part.weight.value
    wrong = sorted(code for code, total in totals.items() if total != _WHOLE)
    bad = len(set(codes)) != len(codes) or any(part.weight.value <= 0 for part in terms.sub_criteria)
    if wrong or bad:
        refuse(Code.TERMS_SUB_CRITERIA, article="R2152-7", criteria=_listed(wrong or codes))


def _check_stage(terms: Terms, procedure: ProcedureType) -> None:
    """The first stage is one with which the procedure may begin; a call-off begins with the offers of the holders."""
    starts = PROCEDURES[procedure].starts
    called = terms.parent_id is not None and terms.first_stage is StageKind.OFFERS
    if terms.first_stage is not None and terms.first_stage not in starts and not called:
        refuse(Code.TERMS_STAGE, article=PROCEDURES[procedure].article, stage=terms.first_stage)
    if terms.technique is Technique.DYNAMIC_PURCHASING_SYSTEM and (
        (terms.first_stage or starts[0]) is not StageKind.CANDIDACIES or terms.invited is not None
    ):
        refuse(Code.TERMS_STAGE, article="R2162-38", stage=terms.first_stage or starts[0])


def _check_framework(framework: FrameworkTerms | None) -> None:
    if framework is None:
        return
    low, high = framework.minimum, framework.maximum
    few, many = framework.minimum_quantity, framework.maximum_quantity
    wrong_value = any(value is not None and (value.currency != "EUR" or value.amount <= 0) for value in (low, high))
    wrong_quantity = any(each is not None and each.value <= 0 for each in (few, many))
    crossed = (low is not None and high is not None and low.amount > high.amount) or (
        few is not None and many is not None and (few.unit != many.unit or few.value > many.value)
    )
    if wrong_value or wrong_quantity or crossed or framework.holders < 1:
        refuse(Code.TERMS_FRAMEWORK, article="R2162-4")


def _check_group(terms: Terms) -> None:
    if terms.group is None:
        return
    sirets = [member.siret for member in terms.group.members]
    if terms.group.coordinator not in sirets or len(set(sirets)) != len(sirets):
        refuse(Code.TERMS_GROUP, article="L2113-7", coordinator=terms.group.coordinator)


def _check_buyer(terms: Terms) -> None:
    population, expenses = terms.law.population, terms.law.expenses
    wrong = expenses is not None and (expenses.currency != "EUR" or expenses.amount < 0)
    if wrong or (population is not None and population < 0):
        refuse(Code.TERMS_EXPENSES, article="R2191-7")


def _listed(values: Iterable[object]) -> str:
    return ", ".join(map(str, values))
