"""A cent under each amount, on it, a cent over it; the day before each change, and the day itself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.tenders.domain.law import Ground, NeedKind, ObligationCode
from services.tenders.domain.law import ObligationCode as C
from services.tenders.domain.law.lots import small_lots
from services.tenders.domain.procedures import ProcedureType
from shared.kernel.refusal import Refused
from shared.legal import NoLegalValue
from shared.legal.buyers import BuyerKind, Capacity
from tests.unit.tenders.law_questions import CENT, LAW, codes, euros, threshold

WORKS, SUPPLIES, SOCIAL = NeedKind.WORKS, NeedKind.SUPPLIES, NeedKind.SOCIAL_SERVICES
ENTITY, ADAPTED = Capacity.ENTITY, ProcedureType.ADAPTED

# parameter, facts, what stands below it and not from it on, what stands from it on and not below it
AMOUNTS: list[tuple[str, dict[str, Any], set[ObligationCode], set[ObligationCode]]] = [
    ("dispense.fournitures_services", {}, {C.NO_NOTICE_REQUIRED}, {C.ADAPTED_PROCEDURE, C.ELECTRONIC_RESPONSE}),
    ("dispense.travaux", {"kind": WORKS}, {C.NO_NOTICE_REQUIRED}, {C.BOAMP_OR_JAL}),
    ("dispense.innovant", {"ground": Ground.INNOVATIVE}, {C.NO_NOTICE_REQUIRED}, {C.BOAMP_OR_JAL}),
    (
        "dispense.livres_non_scolaires",
        {"ground": Ground.BOOKS, "kind": SUPPLIES},
        {C.NO_NOTICE_REQUIRED},
        {C.BOAMP_OR_JAL},
    ),
    ("publicite.boamp_ou_jal", {}, {C.FREE_PUBLICITY}, {C.BOAMP_OR_JAL}),
    ("publicite.boamp_ou_jal", {"kind": WORKS, "procedure": ADAPTED}, {C.FREE_PUBLICITY}, {C.BOAMP_OR_JAL}),
    ("profil.dce_en_ligne", {"kind": WORKS, "procedure": ADAPTED}, set(), {C.DOCUMENTS_ON_PROFILE}),
    ("eu.fs.subcentral", {}, {C.BOAMP_OR_JAL, C.ADAPTED_PROCEDURE}, {C.BOAMP_AND_JOUE, C.STANDSTILL, C.CAO}),
    ("eu.fs.central", {"buyer": BuyerKind.STATE}, {C.BOAMP_OR_JAL}, {C.BOAMP_AND_JOUE, C.PRESENTATION_REPORT}),
    ("eu.fs.utilities_defense", {"capacity": ENTITY}, {C.BOAMP_OR_JAL}, {C.BOAMP_AND_JOUE, C.DECISIONS_KEPT}),
    ("eu.fs.subcentral", {"buyer": BuyerKind.PRIVATE_BODY}, {C.FREE_PUBLICITY}, {C.JOUE_ONLY, C.AWARD_NOTICE}),
    ("eu.travaux_et_concessions", {"kind": WORKS}, {C.BOAMP_OR_JAL}, {C.BOAMP_AND_JOUE, C.SOCIAL_CONDITION}),
    ("eu.services_sociaux.pouvoir_adjudicateur", {"kind": SOCIAL}, {C.FREE_PUBLICITY}, {C.JOUE_ONLY, C.AWARD_NOTICE}),
    (
        "eu.services_sociaux.entite_adjudicatrice",
        {"kind": SOCIAL, "capacity": ENTITY},
        {C.FREE_PUBLICITY},
        {C.JOUE_ONLY},
    ),
    ("controle_legalite.transmission", {"kind": WORKS}, set(), {C.LEGALITY_CONTROL}),
    ("ecrit.contrat_ecrit", {}, set(), {C.WRITTEN_CONTRACT, C.ESSENTIAL_DATA_OR_LIST}),
    ("decp.seuil", {}, {C.ESSENTIAL_DATA_OR_LIST}, {C.ESSENTIAL_DATA}),
]


@pytest.mark.parametrize(("parameter", "facts", "under", "over"), AMOUNTS)
def test_an_amount_changes_the_answer_at_the_cent(
    parameter: str, facts: dict[str, Any], under: set[ObligationCode], over: set[ObligationCode]
) -> None:
    limit = threshold(parameter)
    below, at, above = (codes(limit + step, **facts) for step in (-CENT, Decimal(0), CENT))
    assert under <= below and not over & below  # noqa: PT018 - one sentence
    for there in (at, above):
        assert over <= there and not under & there  # noqa: PT018 - one sentence


def test_the_advance_is_due_over_its_amount_and_not_at_it() -> None:
    limit = threshold("avance.seuil_montant")
    assert C.ADVANCE_PAYMENT not in codes(limit)
    assert C.ADVANCE_PAYMENT in codes(limit + CENT)


CHANGES: list[tuple[date, str, dict[str, Any], ObligationCode, ObligationCode]] = [
    (date(2026, 4, 1), "59999.99", {}, C.ADAPTED_PROCEDURE, C.NO_NOTICE_REQUIRED),
    (date(2020, 1, 1), "39999.99", {}, C.ADAPTED_PROCEDURE, C.NO_NOTICE_REQUIRED),
    (date(2020, 7, 24), "69999.99", {"kind": WORKS}, C.ADAPTED_PROCEDURE, C.NO_NOTICE_REQUIRED),
    (date(2020, 12, 9), "99999.99", {"kind": WORKS}, C.ADAPTED_PROCEDURE, C.NO_NOTICE_REQUIRED),
    (date(2026, 1, 1), "140000", {"buyer": BuyerKind.STATE}, C.BOAMP_OR_JAL, C.BOAMP_AND_JOUE),
    (date(2026, 1, 1), "216000", {}, C.BOAMP_OR_JAL, C.BOAMP_AND_JOUE),
    (date(2024, 1, 1), "220999.99", {}, C.BOAMP_AND_JOUE, C.BOAMP_OR_JAL),
    (date(2022, 1, 1), "214000", {}, C.BOAMP_AND_JOUE, C.BOAMP_OR_JAL),
    (date(2026, 8, 21), "95000", {}, C.WRITTEN_CONTRACT, C.ENVIRONMENT_CRITERION),
    (date(2026, 8, 22), "95000", {}, C.WRITTEN_CONTRACT, C.ENVIRONMENT_CONDITION),
    (date(2026, 8, 22), "300000", {}, C.WRITTEN_CONTRACT, C.SOCIAL_CONDITION),
]


@pytest.mark.parametrize(("day", "value", "facts", "before", "after"), CHANGES)
def test_a_change_of_the_law_holds_from_its_day(
    day: date, value: str, facts: dict[str, Any], before: ObligationCode, after: ObligationCode
) -> None:
    eve, first = codes(value, launched_on=day - timedelta(days=1), **facts), codes(value, launched_on=day, **facts)
    assert before in eve
    assert after not in eve
    assert after in first


def test_the_days_of_a_leap_year_are_days_like_others() -> None:
    assert C.BOAMP_OR_JAL in codes("95000", launched_on=date(2024, 2, 29))


@pytest.mark.parametrize("day", [date(2028, 1, 1), date(2019, 3, 31), date(1999, 12, 31), date(9999, 12, 31), date.min])
def test_a_day_that_the_table_does_not_reach_is_refused_in_french(day: date) -> None:
    with pytest.raises(NoLegalValue) as refused:
        codes("95000", launched_on=day)
    assert refused.value.refusal.code == "HTTP-LAW-UNKNOWN"
    assert "aucune valeur connue" in refused.value.message


@pytest.mark.parametrize("value", ["0", "-1", "-0.01"])
def test_a_need_worth_nothing_is_refused(value: str) -> None:
    with pytest.raises(Refused) as refused:
        codes(value)
    assert refused.value.refusal.code == "TND-ESTIMATE-INVALID"


def test_small_lots_stop_at_their_amount_and_at_their_share() -> None:
    share, limit = LAW.value("petits_lots.cumul_max", on=date(2026, 11, 23)), euros("80000")
    exact = small_lots([euros("80000"), euros("79999.99"), euros("320000.01")], limit=limit, share=share)
    assert exact.below == exact.fitting == (2,)
    equal = small_lots([euros("60000"), euros("240000")], limit=limit, share=share)
    assert equal.fitting == (1,)  # twenty percent exactly
    over = small_lots([euros("60000.01"), euros("240000")], limit=limit, share=share)
    assert over.fitting == ()
    assert over.below == (1,)
    choice = small_lots([euros("50000"), euros("30000"), euros("20000"), euros("200000")], limit=limit, share=share)
    assert choice.fitting == (2, 3)
    assert choice.below == (1, 2, 3)


def test_small_lots_of_works_have_a_greater_amount() -> None:
    lots = (euros("999999.99"), euros("4500000.01"))
    assert C.SMALL_LOTS in codes("5500000", kind=WORKS, lots=lots)
    lots = (euros("1000000"), euros("4500000"))
    assert C.SMALL_LOTS not in codes("5500000", kind=WORKS, lots=lots)


def test_small_lots_without_publicity_began_in_2020() -> None:
    lots = (euros("20000"), euros("150000"))
    assert C.SMALL_LOTS_DISPENSE in codes("170000", lots=lots, launched_on=date(2020, 1, 1))
    assert C.SMALL_LOTS_DISPENSE not in codes("170000", lots=lots, launched_on=date(2019, 12, 31))


def test_the_list_of_small_purchases_began_in_2020() -> None:
    assert C.ESSENTIAL_DATA in codes("25000", launched_on=date(2019, 12, 31))
    assert C.ESSENTIAL_DATA_OR_LIST in codes("25000", launched_on=date(2020, 1, 1))
    assert C.ESSENTIAL_DATA_OR_LIST not in codes("25000", procedure=ADAPTED)
