"""What people answer to advices: nothing for information, an acknowledgement, a written reason."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.law import Level
from services.tenders.domain.model import Buyer, ContractKind, CriterionKind, TenderContent
from services.tenders.domain.needs import ItemKind, Need, NeedBasis, NeedContent, NeedItem
from services.tenders.domain.passages import AdvisedAct, Override, Passage, check_passage
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.publication_advice import NeedFacts, advise
from services.tenders.domain.purchases import Purchase, PurchaseKind
from services.tenders.domain.terms import (
    Consideration,
    ConsiderationKind,
    ElectronicException,
    ElectronicRegime,
    ResponseTerms,
    SelectionTerms,
    Terms,
    TurnoverFloor,
)
from services.tenders.handlers.advice import pass_advices
from services.tenders.handlers.needs import JoinNeed, join_need, write_need
from services.tenders.handlers.publication import PublishTender, publish_tender
from services.tenders.storage.parts import advice_from_json, advice_to_json
from shared.kernel.deadline import Deadline
from shared.kernel.money import Money
from shared.kernel.principal import Right
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import NeedId
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind
from tests.unit.tenders.builders import (
    BUYER,
    TENDER,
    a_content,
    a_document,
    a_tender,
    an_agent,
    numbered,
    price,
    quality,
    the_custodians,
)
from tests.unit.tenders.fakes import FakeUnitOfWork

DAY = date(2026, 11, 23)
THE_BUYER = Buyer(BUYER, "Commune de Rennes", BuyerKind.COMMUNE)
LONG = "Ouvrage unique, aucune solution de rechange."


def an_advice(code: str, level: Level) -> Advice:
    return Advice(code, Conclusion.ATTENTION, f"L-{code}", "", "A", level=level, what=f"Voir {code}.")


ALL = (an_advice("info", Level.INFORMATION), an_advice("warn", Level.WARNING), an_advice("halt", Level.STOP))


def green(**changes: object) -> TenderContent:
    changes.setdefault("criteria", (price(), quality(kind=CriterionKind.ENVIRONMENTAL)))
    changes.setdefault("submission_deadline", Deadline(datetime(2027, 2, 1, 11, tzinfo=UTC)))
    return a_content(lots=2, **changes)


def levels(content: TenderContent, law: LegalTable, need: NeedFacts | None = None) -> dict[str, Advice]:
    found = advise(content=content, buyer=THE_BUYER, launched_on=DAY, law=law, need=need)
    return {advice.code: advice for advice in found.advices}


def test_information_asks_nothing() -> None:
    check_passage(ALL[:1], Passage())


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Passage(), "TND-ADVICE-STOP"),
        (Passage(frozenset({"warn", "halt"})), "TND-ADVICE-STOP"),
        (Passage(overrides=(Override("halt", LONG),)), "TND-ADVICE-UNACKNOWLEDGED"),
        (Passage(overrides=(Override("halt", "trop court"),)), "TND-OVERRIDE-REASON"),
        (Passage(overrides=(Override("halt", ". " * 500),)), "TND-OVERRIDE-REASON"),
        (Passage(overrides=(Override("info", LONG),)), "TND-OVERRIDE-UNKNOWN"),
        (Passage(overrides=(Override("autre", LONG),)), "TND-OVERRIDE-UNKNOWN"),
        (Passage(overrides=(Override("halt", LONG), Override("halt", LONG))), "TND-OVERRIDE-UNKNOWN"),
    ],
)
def test_a_warning_is_acknowledged_and_a_stop_has_a_reason(given: Passage, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_passage(ALL, given)
    assert refused.value.refusal.code == code


def test_the_refusal_says_what_remains_to_answer() -> None:
    with pytest.raises(Refused) as refused:
        check_passage(ALL, Passage(overrides=(Override("halt", LONG),)))
    facts = refused.value.refusal.facts
    assert (facts["codes"], facts["what"], refused.value.refusal.article) == ("warn", "Voir warn.", "L-warn")


def test_a_reason_also_answers_a_warning() -> None:
    check_passage(ALL, Passage(overrides=(Override("halt", LONG), Override("warn", LONG))))


def test_answers_are_kept_and_journalled_and_a_reason_needs_the_right_to_publish() -> None:
    uow = FakeUnitOfWork()
    given = Passage(frozenset({"warn", "unknown"}), (Override("halt", LONG),))
    record = pass_advices(ALL, given, tender_id=TENDER, act=AdvisedAct.EXTENSION, uow=uow)
    assert (record.acknowledged, record.overrides) == (("warn",), given.overrides)
    assert list(uow.passages.of_tender(TENDER)) == [record]
    assert [entry[0] for entry in uow.journal] == ["advice_acknowledged", "advice_overridden"]
    assert uow.journal[1][2] == {"act": "extension", "code": "halt", "reason": LONG}
    without = FakeUnitOfWork(an_agent(rights=frozenset({Right.DRAFT})))
    with pytest.raises(Refused, match="HTTP-RIGHT-MISSING"):
        pass_advices(ALL, given, tender_id=TENDER, act=AdvisedAct.EXTENSION, uow=without)


def test_an_advice_is_stored_and_read_back_and_an_old_one_had_no_level() -> None:
    part = advice_to_json(ALL[2])
    assert advice_from_json(part) == ALL[2]
    for name in ("level", "what", "why", "consequence"):
        del part[name]
    assert advice_from_json(part).level is Level.INFORMATION


def test_a_consultation_without_an_environmental_criterion_is_stopped(law: LegalTable) -> None:
    advice = levels(green(criteria=(price(), quality())), law)["environment_criterion"]
    assert (advice.level, advice.conclusion, advice.confidence) == (Level.STOP, Conclusion.ATTENTION, "A")
    kept = levels(green(), law)["environment_criterion"]
    assert (kept.level, kept.conclusion) == (Level.INFORMATION, Conclusion.SATISFIED)


def test_only_rows_that_were_read_stop_anybody(law: LegalTable) -> None:
    worst = green(criteria=(price(), quality()), procedure=ProcedureType.OPEN)
    worst = replace(worst, submission_deadline=Deadline(datetime(2026, 11, 24, 11, tzinfo=UTC)))
    for advice in levels(worst, law).values():
        assert advice.level is not Level.STOP or advice.confidence == "A", advice.code


def test_a_single_lot_an_adapted_procedure_beyond_the_threshold_and_a_turnover_are_said(law: LegalTable) -> None:
    one = replace(green(), lots=green().lots[:1], estimated_value=Money(Decimal(7_000_000)))
    found = levels(one, law)
    assert found["allotment"].level is Level.WARNING
    assert found["formal_procedure"].level is Level.WARNING
    floors = (TurnoverFloor(Money(Decimal(90_000_000))),)
    demanding = green(terms=Terms(selection=SelectionTerms(turnover_floors=floors)))
    assert levels(demanding, law)["turnover_cap"].level is Level.WARNING
    reasoned = (replace(floors[0], reason="Marché très spécialisé"),)
    explained = green(terms=Terms(selection=SelectionTerms(turnover_floors=reasoned)))
    assert levels(explained, law)["turnover_cap"].level is Level.INFORMATION


def test_paper_without_an_exception_is_said_and_a_clause_in_the_data_satisfies(law: LegalTable) -> None:
    optional = green(terms=Terms(response=ResponseTerms(regime=ElectronicRegime.OPTIONAL)))
    assert levels(optional, law)["electronic_response"].level is Level.WARNING
    response = ResponseTerms(ElectronicRegime.EXCEPTION, ElectronicException.MODELS_AND_SAMPLES, "Maquette au 1/50")
    excepted = levels(green(terms=Terms(response=response)), law)
    assert "electronic_response" not in excepted
    clause = Consideration(ConsiderationKind.ENVIRONMENTAL, "Réemploi des matériaux")
    assert levels(green(), law)["environment_condition"].conclusion is Conclusion.ATTENTION
    assert levels(green(), law)["environment_condition"].level is Level.INFORMATION
    with_clause = levels(green(terms=Terms(considerations=(clause,))), law)
    assert with_clause["environment_condition"].conclusion is Conclusion.SATISFIED


def a_need(*, lots: tuple[str, ...] = ("90000", "90000")) -> Need:
    items = [NeedItem(ItemKind.LOT, "Lot", Money(Decimal(v)), lot=n) for n, v in enumerate(lots, start=1)]
    rest = NeedItem(ItemKind.PROVIDED, "Fournitures", Money(Decimal(70_000)))
    content = NeedContent(
        "École", NeedBasis.OPERATION, ContractKind.WORKS, "OP-1", date(2026, 1, 1), None, (*items, rest)
    )
    return Need(numbered(NeedId, 1), 3, BUYER, content)


def test_the_value_and_the_lots_are_those_of_the_need(law: LegalTable) -> None:
    assert "need_difference" not in levels(green(), law, NeedFacts(a_need()))
    advice = levels(green(), law, NeedFacts(a_need(lots=("90000", "89999.99"))))["need_difference"]
    assert (advice.level, advice.facts["need_version"]) == (Level.WARNING, "3")
    assert "2" in advice.why


def test_purchases_of_the_same_operation_are_a_warning_and_never_a_stop(law: LegalTable) -> None:
    bought = [
        Purchase(PurchaseKind.QUOTATION, "C1", "Peinture", DAY, Money(Decimal(60_000)), Money(Decimal(60_000))),
        Purchase(PurchaseKind.QUOTATION, "C2", "Sols", DAY, Money(Decimal(60_000)), Money(Decimal(60_000))),
    ]
    advice = levels(green(), law, NeedFacts(a_need(), bought))["no_splitting"]
    assert advice.level is Level.WARNING
    assert levels(green(), law, NeedFacts(a_need()))["no_splitting"].level is Level.INFORMATION


def test_the_publication_keeps_the_answers_and_the_version_of_the_need(law: LegalTable) -> None:
    uow = FakeUnitOfWork()
    uow.tenders.add(a_tender(content=green(estimated_value=Money(Decimal(180_000)))))
    uow.documents.add(a_document())
    for custodian in the_custodians():
        uow.custodians.keep(custodian, version=1)
    need = write_need(a_need(lots=("90000", "90000")).content, uow=uow)
    join_need(JoinNeed(TENDER, need.need_id, 1), uow=uow)
    with pytest.raises(Refused, match="TND-ADVICE-UNACKNOWLEDGED"):
        publish_tender(PublishTender(TENDER), uow=uow, law=law)
    assert uow.passages.rows == []
    publish_tender(PublishTender(TENDER, Passage(frozenset({"need_difference"}))), uow=uow, law=law)
    assert [row.acknowledged for row in uow.passages.rows] == [("need_difference",)]
    facts = next(facts for action, _, facts in uow.journal if action == "tender_published")
    assert facts["need_version"] == "1"


def test_what_is_impossible_is_said_before_what_is_doubtful(law: LegalTable) -> None:
    uow = FakeUnitOfWork()
    uow.tenders.add(a_tender())
    with pytest.raises(Refused, match="TND-DOCUMENTS-NONE"):
        publish_tender(PublishTender(TENDER), uow=uow, law=law)
