"""The facts of a consultation reach the law: special needs, urgency, prior information, the buyer's size."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.tenders.domain.extensions import ANSWERS, ANSWERS_URGENT, answer_period
from services.tenders.domain.law.answer import Level
from services.tenders.domain.law.question import Circumstance, NeedKind
from services.tenders.domain.law_facts import question_of
from services.tenders.domain.legal_terms import LegalTerms, SpecialNeed
from services.tenders.domain.model import Buyer, ContractKind, TenderContent
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.publication_advice import advise
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.terms import Terms
from shared.kernel.deadline import Deadline
from shared.kernel.money import Money
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind
from tests.unit.tenders.builders import BUYER, a_content, a_lot, a_tender

COMMUNE = Buyer(BUYER, "Commune de Rennes", BuyerKind.COMMUNE)
DAY = date(2026, 10, 5)
REASON = "Toit arraché par la tempête"
IN_TIME = date(2026, 8, 3)


def services(law: LegalTerms, *, value: int = 300_000, **changes: Any) -> TenderContent:
    amount = Money(Decimal(value))
    content = a_content(kind=ContractKind.SERVICES, estimated_value=amount, terms=Terms(law=law), **changes)
    return replace(content, lots=(a_lot(estimated_value=amount),))


def question(law: LegalTerms) -> Any:
    return question_of(content=services(law), buyer=COMMUNE, launched_on=DAY, need_reasoned=True)


def advices(content: TenderContent, table: LegalTable) -> dict[str, Any]:
    found = advise(content=content, buyer=COMMUNE, launched_on=DAY, law=table)
    return {advice.code: advice for advice in found.advices}


@pytest.mark.parametrize("need", SpecialNeed)
def test_a_special_need_is_that_of_the_engine(need: SpecialNeed) -> None:
    assert question(LegalTerms(need=need)).kind is NeedKind(need.value)
    assert question(LegalTerms()).kind is NeedKind.SERVICES


def test_every_fact_reaches_the_question() -> None:
    asked = question(
        LegalTerms(
            urgency_reason=REASON,
            prior_information_on=IN_TIME,
            central_purchasing=True,
            global_contract=True,
            population=1200,
            expenses=Money(Decimal(61_000_000)),
        )
    )
    assert asked.circumstances == {
        Circumstance.URGENT,
        Circumstance.CENTRAL_PURCHASING,
        Circumstance.GLOBAL_CONTRACT,
    }
    assert (asked.prior_information_on, asked.population) == (IN_TIME, 1200)
    assert asked.expenses == Money(Decimal(61_000_000))
    assert question(LegalTerms()).circumstances == frozenset()


def test_adapted_social_services_are_not_warned_of_a_formal_procedure(law: LegalTable) -> None:
    plain = advices(services(LegalTerms()), law)
    assert plain["formal_procedure"].level is Level.WARNING
    social = advices(services(LegalTerms(need=SpecialNeed.SOCIAL_SERVICES)), law)
    assert "formal_procedure" not in social
    assert {"social_services_regime", "adapted_procedure"} <= set(social)


def test_a_formal_design_is_told_of_the_contest(law: LegalTable) -> None:
    formal = {"procedure": ProcedureType.OPEN}
    assert "design_contest" in advices(services(LegalTerms(need=SpecialNeed.DESIGN), **formal), law)
    assert "design_contest" not in advices(services(LegalTerms(), **formal), law)


@pytest.mark.parametrize(
    ("told", "days"),
    [
        (LegalTerms(), "30"),
        (LegalTerms(urgency_reason=REASON), "15"),
        (LegalTerms(prior_information_on=IN_TIME), "15"),
        (LegalTerms(prior_information_on=date(2026, 10, 1)), "30"),  # sent too late to shorten anything
    ],
)
def test_urgency_and_prior_information_shorten_the_open_period(law: LegalTable, told: LegalTerms, days: str) -> None:
    soon = Deadline(datetime(2026, 10, 26, 10, 0, tzinfo=UTC))
    content = services(told, procedure=ProcedureType.OPEN, submission_deadline=soon)
    advice = advices(content, law)["minimum_period_open"]
    assert advice.limit.startswith(days)
    assert (advice.level is Level.INFORMATION) == (days == "15")


@pytest.mark.parametrize(
    ("told", "parameter"),
    [
        (LegalTerms(), ANSWERS_URGENT),  # a short open period that nothing else explains
        (LegalTerms(urgency_reason=REASON), ANSWERS_URGENT),
        (LegalTerms(prior_information_on=IN_TIME), ANSWERS),
    ],
)
def test_answers_are_sent_later_in_urgency_alone(law: LegalTable, told: LegalTerms, parameter: str) -> None:
    soon = Deadline(datetime(2026, 10, 26, 10, 0, tzinfo=UTC))
    content = services(told, procedure=ProcedureType.OPEN, submission_deadline=soon)
    tender = replace(a_tender(TenderStatus.PUBLISHED), content=content)
    assert answer_period(tender, law=law).parameter == parameter
