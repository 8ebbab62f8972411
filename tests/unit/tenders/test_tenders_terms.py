"""Terms: what contradicts itself, and what a publication cannot lack."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.api.terms_inputs import TermsIn, terms_out
from services.tenders.domain.legal_terms import LegalTerms, SpecialNeed
from services.tenders.domain.lot_terms import (
    LotTerms,
    Renewals,
)
from services.tenders.domain.model import AwardCriterion, ContractKind, CriterionKind
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.stages import StageKind
from services.tenders.domain.term_checks import refuse_incomplete_terms
from services.tenders.domain.terms import (
    BuyersGroup,
    CriteriaTerms,
    ElectronicException,
    ElectronicRegime,
    FrameworkMode,
    FrameworkTerms,
    GroupMember,
    Quantity,
    ResponseTerms,
    SelectionTerms,
    SubCriterion,
    Terms,
    TurnoverFloor,
    WeightForm,
)
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refused
from shared.storage import records
from tests.unit.tenders.builders import ACME, BUYER, a_content, numbered, price, quality
from tests.unit.tenders.whole_terms import EUROS, FIRM, HUNDRED, OPTIONAL, WHOLE


def with_terms(terms: Terms, **changes: Any) -> Terms:
    return a_content(terms=terms, **changes).terms


def test_terms_of_every_kind_are_accepted_together() -> None:
    assert with_terms(WHOLE) == WHOLE


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(lots=(LotTerms(2),)), "TND-TERMS-LOTS"),
        (Terms(lots=(LotTerms(1), LotTerms(1))), "TND-TERMS-LOTS"),
        (Terms(selection=SelectionTerms(turnover_floors=(TurnoverFloor(EUROS, 4),))), "TND-TERMS-LOTS"),
        (Terms(lots=(LotTerms(1, tranches=(FIRM,)),)), "TND-TERMS-TRANCHES"),
        (Terms(lots=(LotTerms(1, tranches=(OPTIONAL, FIRM)),)), "TND-TERMS-TRANCHES"),
        (Terms(lots=(LotTerms(1, renewals=Renewals(0, 12)),)), "TND-TERMS-RENEWALS"),
        (
            Terms(criteria=CriteriaTerms(sub_criteria=(SubCriterion("a", "absent", "A", HUNDRED),))),
            "TND-TERMS-CRITERIA",
        ),
        (
            Terms(criteria=CriteriaTerms(sub_criteria=(SubCriterion("a", "price", "A", Percentage.parse("99")),))),
            "TND-TERMS-SUB-CRITERIA",
        ),
        (Terms(criteria=CriteriaTerms(form=WeightForm.RANGE)), "TND-TERMS-RANGES"),
        (Terms(criteria=replace(WHOLE.criteria, form=WeightForm.PERCENT)), "TND-TERMS-RANGES"),
        (Terms(first_stage=StageKind.OFFERS), "TND-TERMS-STAGE"),
        (Terms(first_stage=StageKind.FINAL_OFFERS, parent_id=numbered(TenderId, 3)), "TND-TERMS-STAGE"),
        (Terms(technique=Technique.DYNAMIC_PURCHASING_SYSTEM), "TND-TERMS-STAGE"),
        (Terms(framework=FrameworkTerms(FrameworkMode.ORDERS, maximum=Money(Decimal(0)))), "TND-TERMS-FRAMEWORK"),
        (
            Terms(framework=FrameworkTerms(FrameworkMode.ORDERS, minimum=Money(Decimal(2)), maximum=Money(Decimal(1)))),
            "TND-TERMS-FRAMEWORK",
        ),
        (
            Terms(
                framework=FrameworkTerms(
                    FrameworkMode.ORDERS,
                    minimum_quantity=Quantity(Decimal(1), "t"),
                    maximum_quantity=Quantity(Decimal(2), "kg"),
                )
            ),
            "TND-TERMS-FRAMEWORK",
        ),
        (Terms(framework=FrameworkTerms(FrameworkMode.ORDERS, holders=0)), "TND-TERMS-FRAMEWORK"),
        (Terms(group=BuyersGroup(BUYER, (GroupMember(ACME, "Autre"),))), "TND-TERMS-GROUP"),
        (Terms(group=BuyersGroup(BUYER, (GroupMember(BUYER, "A"), GroupMember(BUYER, "B")))), "TND-TERMS-GROUP"),
        (Terms(invited=(ACME, ACME)), "TND-TERMS-INVITED"),
        (Terms(law=LegalTerms(need=SpecialNeed.DESIGN)), "TND-TERMS-NEED"),  # the consultation is of works
        (Terms(law=LegalTerms(expenses=Money(Decimal(1), "USD"))), "TND-TERMS-EXPENSES"),
        (Terms(law=LegalTerms(expenses=Money(Decimal(-1)))), "TND-TERMS-EXPENSES"),
        (Terms(law=LegalTerms(population=-1)), "TND-TERMS-EXPENSES"),
    ],
)
def test_a_contradiction_is_refused(terms: Terms, code: str) -> None:
    with pytest.raises(Refused, match=code):
        with_terms(terms)


@pytest.mark.parametrize("need", SpecialNeed)
def test_a_special_need_is_a_need_of_services(need: SpecialNeed) -> None:
    terms = Terms(law=LegalTerms(need=need))
    assert with_terms(terms, kind=ContractKind.SERVICES) == terms
    assert records.from_json(Terms, records.to_json(terms)) == terms
    assert TermsIn.model_validate(terms_out(terms)).to_terms() == terms
    with pytest.raises(Refused, match="TND-TERMS-NEED"):
        with_terms(terms, kind=ContractKind.SUPPLIES)


def test_a_decreasing_order_decreases() -> None:
    order = Terms(criteria=CriteriaTerms(form=WeightForm.ORDER))
    assert with_terms(order).criteria.form is WeightForm.ORDER
    with pytest.raises(Refused, match="TND-TERMS-ORDER"):
        with_terms(order, criteria=(price("40"), quality("60")))


def test_points_need_not_make_a_hundred_and_percents_do() -> None:
    points = Terms(criteria=CriteriaTerms(form=WeightForm.POINTS))
    assert with_terms(points, criteria=(price("30"), quality("10"))) == points
    with pytest.raises(Refused, match="TND-CRITERIA-WEIGHT"):
        with_terms(Terms(), criteria=(price("30"), quality("10")))


def test_the_cost_may_stand_for_the_price_alone() -> None:
    cost = AwardCriterion("cost", "Coût du cycle de vie", CriterionKind.COST, HUNDRED, Decimal(10))
    assert a_content(criteria=(cost,)).criteria == (cost,)
    with pytest.raises(Refused, match="TND-CRITERIA-PRICE"):
        a_content(criteria=(replace(cost, weight=Percentage.parse("40")), price("60")))


@pytest.mark.parametrize(
    ("terms", "procedure", "code"),
    [
        (Terms(technique=Technique.FRAMEWORK), ProcedureType.OPEN, "TND-FRAMEWORK-CEILING"),
        (
            Terms(technique=Technique.FRAMEWORK, framework=FrameworkTerms(FrameworkMode.ORDERS, minimum=EUROS)),
            ProcedureType.OPEN,
            "TND-FRAMEWORK-CEILING",
        ),
        (Terms(technique=Technique.DYNAMIC_PURCHASING_SYSTEM), ProcedureType.RESTRICTED, "TND-SYSTEM-DURATION"),
        (Terms(invited=(ACME,)), ProcedureType.WITHOUT_PUBLICITY, "TND-ARTICLE-MISSING"),
        (Terms(article="R2122-1"), ProcedureType.WITHOUT_PUBLICITY, "TND-INVITED-NONE"),
        (Terms(parent_id=numbered(TenderId, 3)), ProcedureType.ADAPTED, "TND-INVITED-NONE"),
        (Terms(criteria=CriteriaTerms(form=WeightForm.ORDER)), ProcedureType.OPEN, "TND-ORDER-REASON"),
        (Terms(response=ResponseTerms(ElectronicRegime.EXCEPTION)), ProcedureType.OPEN, "TND-ELECTRONIC-EXCEPTION"),
        (
            Terms(response=ResponseTerms(ElectronicRegime.EXCEPTION, ElectronicException.SECURITY)),
            ProcedureType.OPEN,
            "TND-ELECTRONIC-EXCEPTION",
        ),
    ],
)
def test_a_publication_lacks_nothing(terms: Terms, procedure: ProcedureType, code: str) -> None:
    refusal = refuse_incomplete_terms(terms, procedure=procedure)
    assert refusal is not None
    assert refusal.code == code
    assert refusal.article is not None


def test_ordinary_terms_lack_nothing() -> None:
    for procedure in (ProcedureType.ADAPTED, ProcedureType.OPEN, ProcedureType.RESTRICTED):
        assert refuse_incomplete_terms(Terms(), procedure=procedure) is None
    assert refuse_incomplete_terms(WHOLE, procedure=ProcedureType.NEGOTIATED) is None


@given(weights=st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=6))
def test_sub_criteria_make_a_whole_or_are_refused(weights: list[int]) -> None:
    parts = tuple(SubCriterion(f"s{n}", "price", "S", Percentage(Decimal(w))) for n, w in enumerate(weights))
    terms = Terms(criteria=CriteriaTerms(sub_criteria=parts))
    if sum(weights) == HUNDRED.value:
        assert with_terms(terms).criteria.sub_criteria == parts
        return
    with pytest.raises(Refused, match="TND-TERMS-SUB-CRITERIA"):
        with_terms(terms)
