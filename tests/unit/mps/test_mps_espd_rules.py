"""What may not be written, each with its name: the traps of the official rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.mps.domain.espd import (
    EspdAmount,
    EspdAnswer,
    EspdCriterion,
    EspdDocument,
    EspdLot,
    EspdRequirement,
    OperatorRole,
    ResponseType,
)
from services.mps.standards.espd.codes import written_country
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.writer import write_espd
from shared.kernel.refusal import Refused
from tests.unit.mps.espd_documents import BUYER, EVIDENCE, OPERATOR, a_request, a_response, no, yes

FRAUD = (EspdCriterion("fraud"),)
DETAIL = "C3_EG_fraud/QG1/QSG1"


def of_fraud(*answers: EspdAnswer) -> EspdDocument:
    return a_response(criteria=FRAUD, answers=answers)


def text(property_id: str, value: str = "texte") -> EspdAnswer:
    return EspdAnswer(property_id, ResponseType.DESCRIPTION, value)


REFUSED: dict[str, tuple[str, Callable[[], EspdDocument]]] = {
    "an unknown criterion": ("ESPD-CRITERION-UNKNOWN", lambda: a_response(criteria=(EspdCriterion("inconnu"),))),
    "a criterion read elsewhere without a code": (
        "ESPD-CRITERION-UNKNOWN",
        lambda: a_response(criteria=(EspdCriterion(None, source_code="X"),)),
    ),
    "a criterion asked twice": ("ESPD-CRITERION-REPEATED", lambda: a_response(criteria=(*FRAUD, *FRAUD))),
    "no identifier": ("ESPD-HEAD-INCOMPLETE", lambda: a_response(document_id=" \x07 ")),
    "no date": ("ESPD-HEAD-INCOMPLETE", lambda: a_response(issued_at=None)),
    "no buyer": ("ESPD-PARTY-INCOMPLETE", lambda: a_response(buyer=None)),
    "a buyer without identifier": (
        "ESPD-PARTY-INCOMPLETE",
        lambda: a_response(buyer=replace(BUYER, identifier="")),
    ),
    "no operator": ("ESPD-PARTY-INCOMPLETE", lambda: a_response(operator=None)),
    "a representative without name": (
        "ESPD-PARTY-INCOMPLETE",
        lambda: a_response(
            operator=replace(OPERATOR, representatives=(replace(OPERATOR.representatives[0], first_name=""),))
        ),
    ),
    "no size": ("ESPD-SIZE-UNKNOWN", lambda: a_response(operator=replace(OPERATOR, size=None))),
    "no answer at all": ("ESPD-NO-ANSWER", of_fraud),
    "two lots": ("ESPD-LOT", lambda: a_response(lots=(EspdLot("LOT-0001"), EspdLot("LOT-0002")))),
    "a country that does not exist": ("ESPD-COUNTRY", lambda: a_response(buyer=replace(BUYER, country="ZZ"))),
    "a currency that does not exist": (
        "ESPD-CURRENCY",
        lambda: a_response(
            criteria=(EspdCriterion("sme"),),
            answers=(
                yes("sme"),
                EspdAnswer("C65_OT_sme/QG1/QSG1/Q1", ResponseType.QUANTITY_INTEGER, Decimal(3)),
                EspdAnswer("C65_OT_sme/QG1/QSG1/Q2", ResponseType.AMOUNT, EspdAmount(Decimal(1), "euros")),
            ),
        ),
    ),
    "an unknown property": ("ESPD-PROPERTY-UNKNOWN", lambda: of_fraud(no("fraud"), text("C3_EG_fraud/QG9/Q1"))),
    "an answer to a requirement of the buyer": (
        "ESPD-PROPERTY-UNKNOWN",
        lambda: of_fraud(no("fraud"), text("C7_EG_tax-pay/RG1/RQ2/R1")),
    ),
    "an answer of another kind": ("ESPD-ANSWER-KIND", lambda: of_fraud(text("C3_EG_fraud/QG1/Q1"))),
    "an empty text": ("ESPD-ANSWER-KIND", lambda: of_fraud(yes("fraud"), text(f"{DETAIL}/Q2", "  "))),
    "a text of forbidden characters": (
        "ESPD-ANSWER-KIND",
        lambda: of_fraud(yes("fraud"), text(f"{DETAIL}/Q2", "\x00")),
    ),
    "a number for a yes": (
        "ESPD-ANSWER-KIND",
        lambda: of_fraud(replace(no("fraud"), value=Decimal(1))),
    ),
    "not a number": (
        "ESPD-ANSWER-KIND",
        lambda: a_response(
            criteria=(EspdCriterion("year-manpower"),),
            answers=(
                EspdAnswer("C50_SC_year-manpower/RG1/RSG1/QSG2/Q2", ResponseType.QUANTITY_INTEGER, Decimal("NaN")),
            ),
        ),
    ),
    "the same answer twice": ("ESPD-ANSWER-REPEATED", lambda: of_fraud(no("fraud"), no("fraud"))),
    "yes and no": ("ESPD-ANSWER-CONTRADICTS", lambda: of_fraud(no("fraud"), replace(yes("fraud"), occurrence=2))),
    "yes without its details": ("ESPD-ANSWER-MISSING", lambda: of_fraud(yes("fraud"))),
    "a proof that is not there": (
        "ESPD-EVIDENCE-UNKNOWN",
        lambda: a_response(
            evidences=(),
            criteria=FRAUD,
            answers=(
                no("fraud"),
                EspdAnswer("C3_EG_fraud/QG2/Q1", ResponseType.INDICATOR, value=True),
                EspdAnswer("C3_EG_fraud/QG2/QSG1/Q1", ResponseType.EVIDENCE_IDENTIFIER, EVIDENCE.evidence_id),
            ),
        ),
    ),
    "a lead without the three questions about its group": (
        "ESPD-GROUP-LEAD",
        lambda: a_response(operator=replace(OPERATOR, role=OperatorRole.GROUP_LEAD), group_name="Groupement"),
    ),
    "a lead without the name of its group": (
        "ESPD-GROUP-LEAD",
        lambda: a_response(
            operator=replace(OPERATOR, role=OperatorRole.GROUP_LEAD),
            criteria=tuple(EspdCriterion(code) for code in ("eo-group", "relied", "subco-ent")),
            answers=(no("eo-group"), no("relied"), no("subco-ent")),
        ),
    ),
    "a request without the compulsory grounds": ("ESPD-CRITERION-COMPULSORY", lambda: a_request(criteria=FRAUD)),
    "a requirement of another criterion": (
        "ESPD-PROPERTY-UNKNOWN",
        lambda: a_response(
            criteria=(
                EspdCriterion(
                    "fraud",
                    requirements=(EspdRequirement("C7_EG_tax-pay/RG1/RQ2/R1", ResponseType.DESCRIPTION, "x"),),
                ),
            ),
            answers=(no("fraud"),),
        ),
    ),
    "a requirement of another kind": (
        "ESPD-ANSWER-KIND",
        lambda: a_response(
            criteria=(
                EspdCriterion(
                    "tax-pay",
                    requirements=(EspdRequirement("C7_EG_tax-pay/RG1/RQ2/R1", ResponseType.DATE, date(2026, 1, 1)),),
                ),
            ),
            answers=(no("tax-pay"),),
        ),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_rules_forbid_is_refused_by_name(case: str) -> None:
    code, make = REFUSED[case]
    with pytest.raises(Refused) as caught:
        write_espd(make())
    assert caught.value.refusal.code == code


def test_an_answer_whose_question_does_not_arise_is_left_out_and_told() -> None:
    written = write_espd(of_fraud(no("fraud"), text(f"{DETAIL}/Q2"), no("corruption")))
    assert written.left_out == ("C2_EG_corruption/QG1/Q1", f"{DETAIL}/Q2")
    assert [answer.property_id for answer in read_espd(written.content).answers] == ["C3_EG_fraud/QG1/Q1"]


def test_no_approved_list_is_answered_although_its_only_property_is_a_caption() -> None:
    document = a_response(criteria=(EspdCriterion("registered"),), answers=(no("registered"),))
    kinds = [answer.kind for answer in read_espd(write_espd(document).content).answers]
    assert kinds == [ResponseType.INDICATOR, ResponseType.NONE]


@pytest.mark.parametrize(("given", "written"), [("FR", "FRA"), (" fra ", "FRA"), ("EL", "GRC"), ("UK", "GBR")])
def test_countries_are_written_with_three_letters(given: str, written: str) -> None:
    assert written_country(given) == written


def test_amounts_are_written_without_exponent() -> None:
    value = EspdAmount(Decimal("1E+6"), "EUR")
    answers = (
        yes("sme"),
        EspdAnswer("C65_OT_sme/QG1/QSG1/Q1", ResponseType.QUANTITY_INTEGER, Decimal("1E+2")),
        EspdAnswer("C65_OT_sme/QG1/QSG1/Q2", ResponseType.AMOUNT, value),
    )
    content = write_espd(a_response(criteria=(EspdCriterion("sme"),), answers=answers)).content
    assert b">1000000<" in content
    assert b">100<" in content


def test_markup_in_a_text_stays_a_text() -> None:
    document = a_response(project_description="<!DOCTYPE x> & ]]> <b>")
    assert read_espd(write_espd(document).content).project_description == "<!DOCTYPE x> & ]]> <b>"
