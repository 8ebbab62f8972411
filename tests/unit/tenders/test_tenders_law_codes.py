"""Every published code: a question in which it is there, and one in which it is not."""

from datetime import date
from typing import Any

import pytest

from services.tenders.domain.law import (
    MEANINGS,
    Announced,
    Circumstance,
    Exclusion,
    Ground,
    Level,
    NeedKind,
    ObligationCode,
)
from services.tenders.domain.law import ObligationCode as C
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.terms import ElectronicException
from shared.legal.buyers import BuyerKind, Capacity, NoticeChannel, profile_of
from tests.unit.tenders.law_questions import ask, codes, euros, the

Case = dict[str, Any]


def q(value: str = "300000", **changes: Any) -> Case:
    return {"value": value, **changes}


LOTS = tuple(euros(each) for each in ("250000", "30000", "20000"))
CALL_OFF = frozenset({Circumstance.CALL_OFF})
CENTRAL = frozenset({Circumstance.CENTRAL_PURCHASING})
SOCIAL = NeedKind.SOCIAL_SERVICES
EXCLUDED = q(exclusion=Exclusion.IN_HOUSE)
SMALL, MIDDLE, LARGE = q("5000"), q("95000"), q()

TRIALS: dict[ObligationCode, tuple[Case, Case]] = {
    C.NOT_COVERED: (EXCLUDED, LARGE),
    C.NO_SPLITTING: (SMALL, EXCLUDED),
    C.CENTRAL_PURCHASING: (q(circumstances=CENTRAL), LARGE),
    C.NO_NOTICE_REQUIRED: (SMALL, MIDDLE),
    C.RELEVANT_OFFER: (SMALL, MIDDLE),
    C.FREE_PUBLICITY: (q("70000"), SMALL),
    C.BOAMP_OR_JAL: (MIDDLE, LARGE),
    C.BOAMP_AND_JOUE: (LARGE, q(buyer=BuyerKind.SEM)),
    C.JOUE_ONLY: (q(buyer=BuyerKind.SEM), LARGE),
    C.NOTICE_ORDER: (LARGE, MIDDLE),
    C.DOCUMENTS_ON_PROFILE: (MIDDLE, SMALL),
    C.WITHOUT_PUBLICITY_GROUND: (q(ground=Ground.EXCLUSIVE), LARGE),
    C.ADAPTED_PROCEDURE: (MIDDLE, LARGE),
    C.FORMAL_PROCEDURE: (LARGE, MIDDLE),
    C.PROCEDURES_ALLOWED: (SMALL, q(circumstances=CALL_OFF)),
    C.NEGOTIATION_GROUND: (
        q(procedure=ProcedureType.NEGOTIATED),
        q("500000", procedure=ProcedureType.NEGOTIATED, capacity=Capacity.ENTITY),
    ),
    C.MINIMUM_CANDIDATES: (q(procedure=ProcedureType.RESTRICTED), q(procedure=ProcedureType.OPEN)),
    C.SOCIAL_SERVICES_REGIME: (q(kind=SOCIAL), LARGE),
    C.DESIGN_CONTEST: (q(kind=NeedKind.DESIGN), q("95000", kind=NeedKind.DESIGN)),
    C.CALL_OFF: (q(circumstances=CALL_OFF), LARGE),
    C.FRAMEWORK_MAXIMUM: (q(technique=Technique.FRAMEWORK), LARGE),
    C.FRAMEWORK_DURATION: (q(technique=Technique.FRAMEWORK), q(technique=Technique.DYNAMIC_PURCHASING_SYSTEM)),
    C.RESERVED_CONTRACT: (q(circumstances=frozenset({Circumstance.RESERVED})), LARGE),
    C.ELECTRONIC_RESPONSE: (MIDDLE, SMALL),
    C.ELECTRONIC_RESPONSE_EXCEPTED: (q("95000", electronic_exception=ElectronicException.MODELS_AND_SAMPLES), MIDDLE),
    C.ELECTRONIC_RESPONSE_OPTIONAL: (SMALL, MIDDLE),
    C.BACKUP_COPY: (MIDDLE, SMALL),
    C.MPS_OFFERED: (SMALL, EXCLUDED),
    C.ESPD_ACCEPTED: (MIDDLE, SMALL),
    C.ADEQUATE_PERIOD: (MIDDLE, LARGE),
    C.MINIMUM_PERIOD_OPEN: (LARGE, MIDDLE),
    C.MINIMUM_PERIOD_CANDIDACIES: (q(procedure=ProcedureType.DIALOGUE), LARGE),
    C.MINIMUM_PERIOD_OFFERS: (q(procedure=ProcedureType.RESTRICTED), q(procedure=ProcedureType.DIALOGUE)),
    C.LARGE_DOCUMENTS_EXTRA_DAYS: (
        q(circumstances=frozenset({Circumstance.DOCUMENTS_ELSEWHERE})),
        q(circumstances=frozenset({Circumstance.DOCUMENTS_ELSEWHERE, Circumstance.URGENT})),
    ),
    C.QUESTIONS_ANSWER_DAYS: (LARGE, MIDDLE),
    C.ENVIRONMENT_CRITERION: (MIDDLE, q("95000", launched_on=date(2026, 8, 20))),
    C.ENVIRONMENT_CONDITION: (MIDDLE, q("95000", launched_on=date(2026, 8, 21))),
    C.SOCIAL_CONDITION: (LARGE, MIDDLE),
    C.CRITERIA_WEIGHTING: (LARGE, MIDDLE),
    C.TURNOVER_CAP: (MIDDLE, SMALL),
    C.ALLOTMENT: (LARGE, q(circumstances=frozenset({Circumstance.GLOBAL_CONTRACT}))),
    C.SMALL_LOTS: (q(lots=LOTS), q(lots=(euros("150000"), euros("150000")))),
    C.SMALL_LOTS_DISPENSE: (q("70000", lots=(euros("60000"), euros("10000"))), q("50000", lots=(euros("50000"),))),
    C.SMALL_LOTS_INNOVATIVE: (q(lots=LOTS, ground=Ground.INNOVATIVE), q(lots=LOTS)),
    C.CAO: (LARGE, q(buyer=BuyerKind.STATE)),
    C.CAO_OWN_RULES: (q(buyer=BuyerKind.OPH), LARGE),
    C.REJECTION_NOTICE: (MIDDLE, SMALL),
    C.STANDSTILL: (LARGE, MIDDLE),
    C.WRITTEN_CONTRACT: (q("25000"), q("24999.99")),
    C.LEGALITY_CONTROL: (LARGE, q(buyer=BuyerKind.STATE)),
    C.LEGALITY_CONTROL_OWN_RULES: (q("5000", buyer=BuyerKind.EPLE), SMALL),
    C.ADVANCE_PAYMENT: (MIDDLE, q("95000", duration_months=2)),
    C.GUARANTEE_RETENTION: (MIDDLE, q("95000", buyer=BuyerKind.SEM)),
    C.PAYMENT_PERIOD: (SMALL, EXCLUDED),
    C.AWARD_NOTICE: (LARGE, q(circumstances=CALL_OFF)),
    C.PRESENTATION_REPORT: (LARGE, q("500000", capacity=Capacity.ENTITY)),
    C.DECISIONS_KEPT: (q("500000", capacity=Capacity.ENTITY), LARGE),
    C.ESSENTIAL_DATA: (q("40000"), q("39999.99")),
    C.ESSENTIAL_DATA_OR_LIST: (q("25000"), q("40000")),
    C.RETENTION_BIDS: (SMALL, EXCLUDED),
    C.RETENTION_CONTRACT: (SMALL, EXCLUDED),
}


def test_each_code_has_its_trial_and_its_meaning() -> None:
    assert set(TRIALS) == set(ObligationCode) == set(MEANINGS)


@pytest.mark.parametrize("code", ObligationCode)
def test_a_code_is_there_when_it_applies(code: ObligationCode) -> None:
    assert code in codes(**TRIALS[code][0])


@pytest.mark.parametrize("code", ObligationCode)
def test_a_code_is_absent_when_it_does_not_apply(code: ObligationCode) -> None:
    assert code not in codes(**TRIALS[code][1])


@pytest.mark.parametrize("exclusion", Exclusion)
def test_a_contract_that_is_not_covered_gets_no_rule_of_marches(exclusion: Exclusion) -> None:
    answer = ask(exclusion=exclusion, launched_on=date(2031, 1, 1))
    assert [each.code for each in answer.obligations] == [C.NOT_COVERED]
    assert answer.obligations[0].article
    assert answer.assumptions == ()


def test_a_wrong_ground_is_a_warning_and_frees_from_nothing() -> None:
    books = q("80000", kind=NeedKind.SERVICES, ground=Ground.BOOKS)
    assert the(C.WITHOUT_PUBLICITY_GROUND, **books).level is Level.WARNING
    assert C.FREE_PUBLICITY in codes(**books)
    entity = q(ground=Ground.ENTITY_CASE)
    assert the(C.WITHOUT_PUBLICITY_GROUND, **entity).level is Level.WARNING
    supplies = q(kind=NeedKind.SERVICES, ground=Ground.ADDITIONAL_SUPPLIES)
    assert the(C.WITHOUT_PUBLICITY_GROUND, **supplies).level is Level.WARNING
    similar = q(kind=NeedKind.SUPPLIES, ground=Ground.SIMILAR)
    assert the(C.WITHOUT_PUBLICITY_GROUND, **similar).level is Level.WARNING
    research = q("500000", kind=NeedKind.SUPPLIES, ground=Ground.RESEARCH_SUPPLIES, capacity=Capacity.ENTITY)
    assert the(C.WITHOUT_PUBLICITY_GROUND, **research).level is Level.WARNING
    bare = q(procedure=ProcedureType.WITHOUT_PUBLICITY)
    assert the(C.WITHOUT_PUBLICITY_GROUND, **bare).level is Level.WARNING
    assert C.BOAMP_AND_JOUE in codes(**bare)


def test_a_ground_that_the_chosen_procedure_does_not_use_is_not_asked_for() -> None:
    chosen = q("150000", ground=Ground.EXCLUSIVE, procedure=ProcedureType.ADAPTED)
    assert C.WITHOUT_PUBLICITY_GROUND not in codes(**chosen)
    assert C.BOAMP_OR_JAL in codes(**chosen)


def test_a_ground_frees_whatever_the_amount_but_not_from_the_award_notice() -> None:
    there = codes("900000", ground=Ground.IMPERATIVE_URGENCY)
    assert {C.NO_NOTICE_REQUIRED, C.AWARD_NOTICE, C.PRESENTATION_REPORT, C.LEGALITY_CONTROL} <= there
    assert not there & {C.STANDSTILL, C.CAO, C.BOAMP_AND_JOUE, C.DOCUMENTS_ON_PROFILE}
    assert C.ELECTRONIC_RESPONSE in there  # R2132-12 1° stops at the formal thresholds
    assert C.ELECTRONIC_RESPONSE_EXCEPTED in codes("100000", ground=Ground.IMPERATIVE_URGENCY)


def test_a_formal_procedure_chosen_below_the_thresholds_applies_whole() -> None:
    there = codes("70000", procedure=ProcedureType.OPEN)
    assert {C.FORMAL_PROCEDURE, C.BOAMP_AND_JOUE, C.STANDSTILL, C.MINIMUM_PERIOD_OPEN} <= there
    assert not there & {C.AWARD_NOTICE, C.CAO, C.PRESENTATION_REPORT}  # these follow the amount


def test_an_adapted_procedure_above_the_thresholds_is_a_warning() -> None:
    assert the(C.FORMAL_PROCEDURE, procedure=ProcedureType.ADAPTED).level is Level.WARNING
    assert the(C.FORMAL_PROCEDURE, procedure=ProcedureType.OPEN).level is Level.INFORMATION


def test_an_adapted_procedure_chosen_under_the_dispense_has_the_publicity_of_its_amount() -> None:
    works = {"kind": NeedKind.WORKS, "procedure": ProcedureType.ADAPTED}
    assert C.BOAMP_OR_JAL in codes("95000", **works)
    assert C.FREE_PUBLICITY in codes("89999.99", **works)
    assert C.NO_NOTICE_REQUIRED in codes("95000", kind=NeedKind.WORKS)


def test_social_services_are_adapted_at_any_amount_and_go_to_the_joue_alone() -> None:
    there = codes("800000", kind=SOCIAL)
    assert {C.JOUE_ONLY, C.ADAPTED_PROCEDURE, C.AWARD_NOTICE, C.ELECTRONIC_RESPONSE_EXCEPTED, C.NOTICE_ORDER} <= there
    assert not there & {C.FORMAL_PROCEDURE, C.STANDSTILL, C.CAO, C.BOAMP_AND_JOUE, C.BOAMP_OR_JAL}
    assert C.FREE_PUBLICITY in codes("749999.99", kind=SOCIAL)
    assert C.FREE_PUBLICITY in codes("800000", kind=SOCIAL, capacity=Capacity.ENTITY)
    assert the(C.AWARD_NOTICE, "800000", kind=SOCIAL).article == "R2183-1 3°"


def test_a_call_off_is_electronic_whatever_its_amount() -> None:
    there = codes("5000", circumstances=CALL_OFF)
    assert {C.ELECTRONIC_RESPONSE, C.CALL_OFF, C.RETENTION_CONTRACT} <= there
    assert not there & {C.NO_NOTICE_REQUIRED, C.STANDSTILL, C.ALLOTMENT, C.ENVIRONMENT_CRITERION}


def test_a_housing_office_has_the_channel_of_other_buyers() -> None:
    assert C.FREE_PUBLICITY in codes("150000", buyer=BuyerKind.OPH)
    there = codes("300000", buyer=BuyerKind.OPH)
    assert {C.JOUE_ONLY, C.CAO_OWN_RULES} <= there  # R2100-1
    assert not there & {C.BOAMP_AND_JOUE, C.ADVANCE_PAYMENT, C.GUARANTEE_RETENTION}
    assert the(C.AWARD_NOTICE, buyer=BuyerKind.OPH).article == "R2183-1 2°"


def test_the_exception_to_electronic_means_is_named() -> None:
    case = q("95000", electronic_exception=ElectronicException.SECURITY)
    assert the(C.ELECTRONIC_RESPONSE_EXCEPTED, **case).article == "R2132-12 7°, R2132-13"
    false = q("95000", electronic_exception=ElectronicException.SOCIAL_SERVICES)
    assert C.ELECTRONIC_RESPONSE in codes(**false)  # a fact cannot be declared against the facts


def test_the_committee_of_a_small_commune_is_smaller() -> None:
    assert "3 membres élus (commune" in the(C.CAO, population=3499).what
    assert "5 membres élus." in the(C.CAO, population=3500).what
    assert "5 membres élus." in the(C.CAO, buyer=BuyerKind.REGION, population=1).what


def test_the_expenses_of_the_buyer_choose_the_rates_of_small_companies() -> None:
    assert "10" not in the(C.ADVANCE_PAYMENT, expenses=euros("60000000")).what
    assert "10\u00a0%" in the(C.ADVANCE_PAYMENT, expenses=euros("60000000.01")).what
    assert "3\u00a0%" in the(C.GUARANTEE_RETENTION, expenses=euros("60000000.01")).what
    assert "30\u00a0%" in the(C.ADVANCE_PAYMENT, buyer=BuyerKind.STATE).what


@pytest.mark.parametrize(
    ("buyer", "days"), [(BuyerKind.COMMUNE, "30"), (BuyerKind.PUBLIC_HOSPITAL, "50"), (BuyerKind.SEM, "60")]
)
def test_the_payment_period_is_that_of_the_kind_of_buyer(buyer: BuyerKind, days: str) -> None:
    assert (the(C.PAYMENT_PERIOD, buyer=buyer).limit or "").startswith(days)


@pytest.mark.parametrize("buyer", BuyerKind)
def test_advances_are_those_of_the_buyers_that_the_text_lists(buyer: BuyerKind) -> None:
    listed = profile_of(buyer).notice.value is NoticeChannel.NATIONAL  # L2191-1 and R2131-12 have one list
    there = codes("95000", buyer=buyer)
    assert (C.ADVANCE_PAYMENT in there) is (C.GUARANTEE_RETENTION in there) is listed


def test_works_design_and_technical_control_are_kept_longer() -> None:
    for kind in (NeedKind.WORKS, NeedKind.DESIGN, NeedKind.TECHNICAL_CONTROL):
        assert the(C.RETENTION_CONTRACT, kind=kind).limit == "10 ans"
    assert the(C.RETENTION_CONTRACT, kind=NeedKind.SUPPLIES).limit == "5 ans"


def test_what_is_announced_is_compared() -> None:
    assert the(C.ALLOTMENT, announced=Announced(divided=False)).level is Level.WARNING
    high = Announced(turnover_floor=euros("450000.01"))
    assert the(C.TURNOVER_CAP, announced=high).level is Level.WARNING
    assert the(C.TURNOVER_CAP, announced=Announced(turnover_floor=euros("450000"))).level is Level.INFORMATION
    long = {"technique": Technique.FRAMEWORK, "duration_months": 49}
    assert the(C.FRAMEWORK_DURATION, **long).level is Level.WARNING
    assert the(C.FRAMEWORK_DURATION, **{**long, "duration_months": 48}).level is Level.INFORMATION
    assert "dispenser" in the(C.SOCIAL_CONDITION, "6000000", kind=NeedKind.WORKS, duration_months=5).what
    assert "dispenser" not in the(C.SOCIAL_CONDITION, "6000000", kind=NeedKind.WORKS, duration_months=6).what


def test_assumptions_say_what_was_not_asked() -> None:
    said = " ".join(ask("300000").assumptions)
    assert "supposée couvrir tout le besoin" in said
    assert "appel d'offres ouvert" in said
    assert "supposée" not in " ".join(ask("300000", need_reasoned=True).assumptions)
    lots = (euros("400000"),)
    assert "est retenue" in " ".join(ask("300000", lots=lots).assumptions)
    assert ask("300000", lots=lots).find(C.NO_SPLITTING).limit.startswith("400")  # type: ignore[union-attr]
