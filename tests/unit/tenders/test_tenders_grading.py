"""The method of evaluation: chosen within what was announced, before any bid is opened."""

from decimal import Decimal

import pytest

from services.tenders.domain.grading import EvaluationMethod, check_method, grid_of
from services.tenders.domain.model import TenderContent
from services.tenders.domain.price_formulas import PriceFormula
from services.tenders.domain.terms import CriteriaTerms, SubCriterion, Terms, WeightForm, WeightRange
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refused
from tests.unit.tenders.builders import TENDER, a_content


def percent(text: str) -> Percentage:
    return Percentage.parse(text)


def content_of(form: WeightForm = WeightForm.PERCENT, **changes: object) -> TenderContent:
    return a_content(terms=Terms(criteria=CriteriaTerms(form=form, **changes)))


def ranges() -> TenderContent:
    announced = (
        WeightRange("price", percent("50"), percent("70")),
        WeightRange("quality", percent("30"), percent("50")),
    )
    return content_of(WeightForm.RANGE, ranges=announced)


def weights(price: str, quality: str) -> EvaluationMethod:
    return EvaluationMethod(TENDER, 1, weights={"price": percent(price), "quality": percent(quality)})


def test_what_was_announced_is_applied_by_default() -> None:
    content = content_of(sub_criteria=(SubCriterion("team", "quality", "Équipe", percent("100")),))
    grid = grid_of(content, EvaluationMethod(TENDER))
    announced = [criterion.weight.value for criterion in content.criteria]
    assert [criterion.weight for criterion in grid.criteria] == announced
    assert grid.criteria[1].entries == ("quality/team",)
    assert (grid.formula, grid.total_weight) == (PriceFormula.INVERSE_PROPORTIONAL, Decimal(100))


def test_a_weight_is_chosen_within_its_announced_range() -> None:
    check_method(weights("70", "30"), content=ranges(), offers_known=False)
    assert [c.weight for c in grid_of(ranges(), weights("70", "30")).criteria] == [Decimal(70), Decimal(30)]
    for wrong in (weights("71", "29"), weights("49", "51"), weights("60", "30")):
        with pytest.raises(Refused, match="TND-METHOD-WEIGHTS"):
            check_method(wrong, content=ranges(), offers_known=False)


def test_weights_that_a_change_of_the_criteria_contradicts_are_void() -> None:
    announced = [criterion.weight.value for criterion in content_of().criteria]
    assert [c.weight for c in grid_of(content_of(), weights("70", "30")).criteria] == announced
    gone = EvaluationMethod(TENDER, 1, weights={"price": percent("55"), "delay": percent("45")})
    assert [c.weight for c in grid_of(ranges(), gone).criteria] == [c.weight.value for c in ranges().criteria]


def test_a_decreasing_order_is_kept() -> None:
    content = content_of(WeightForm.ORDER, order_reason="Besoin nouveau")
    for kept in (weights("50", "50"), weights("99", "1")):
        check_method(kept, content=content, offers_known=False)
    with pytest.raises(Refused, match="TND-METHOD-WEIGHTS"):
        check_method(weights("49", "51"), content=content, offers_known=False)


def test_announced_percentages_do_not_change() -> None:
    price, quality = (str(criterion.weight) for criterion in content_of().criteria)
    check_method(weights(price, quality), content=content_of(), offers_known=False)
    for wrong in (weights(quality, price), EvaluationMethod(TENDER, 1, weights={"price": percent("100")})):
        with pytest.raises(Refused, match="TND-METHOD-WEIGHTS"):
            check_method(wrong, content=content_of(), offers_known=False)


def test_only_the_formula_by_steps_has_a_step() -> None:
    steps = PriceFormula.QUANTISED_STEPS
    check_method(EvaluationMethod(TENDER, 1, steps, percent("5")), content=content_of(), offers_known=False)
    wrong = [
        EvaluationMethod(TENDER, 1, steps),
        EvaluationMethod(TENDER, 1, steps, percent("0")),
        EvaluationMethod(TENDER, 1, steps, percent("101")),
        EvaluationMethod(TENDER, 1, PriceFormula.GAP_FROM_LOWEST, percent("5")),
    ]
    for method in wrong:
        with pytest.raises(Refused, match="TND-METHOD-STEP"):
            check_method(method, content=content_of(), offers_known=False)


def test_nothing_changes_once_a_bid_was_opened() -> None:
    with pytest.raises(Refused, match="TND-METHOD-FIXED"):
        check_method(EvaluationMethod(TENDER, 1), content=content_of(), offers_known=True)
