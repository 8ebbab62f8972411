"""The presentation report: each point of R2184-2 and R2184-3, from what was recorded, and what is left to complete."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from services.tenders.domain.candidacies import (
    CandidacyDecision,
    CandidacyExamination,
    CandidacyGround,
    CandidacySheet,
    CandidacyStatus,
)
from services.tenders.domain.candidate_selection import Selection
from services.tenders.domain.evaluation import BidSheet, SettingAside, SettingAsideGround
from services.tenders.domain.model import ContractKind
from services.tenders.domain.needs import ItemKind, Need, NeedBasis, NeedContent, NeedItem
from services.tenders.domain.outcomes import LotEnd, LotOutcome
from services.tenders.domain.passages import AdvisedAct, Override, PassageRecord
from services.tenders.domain.presentation_report import (
    TO_COMPLETE,
    PresentationFacts,
    PresentedLot,
    named,
    presentation_report,
)
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.terms import (
    ElectronicException,
    ElectronicRegime,
    ResponseTerms,
    SelectionTerms,
    Terms,
    TurnoverFloor,
)
from shared.kernel.money import Money
from shared.kernel.report import Report
from shared.kernel.tender_ids import NeedId
from shared.reports import OfficeReports
from tests.unit.tenders.builders import (
    BOLT,
    BUYER,
    FIRST,
    LOT_1,
    NOW,
    SECOND,
    TENDER,
    a_content,
    a_grid,
    a_lot,
    a_response,
    a_tender,
    numbered,
)

DATED = datetime(2026, 11, 23, 9, tzinfo=UTC)
REASON = "Un seul métier, un seul chantier."
HOSTILE = "<script>&\u202e\x00 motif"


def a_presented(**changes: Any) -> PresentedLot:
    presented = PresentedLot(
        lot=a_lot(),
        candidates=(a_response(), a_response(SECOND, siret=BOLT)),
        bids=(a_response(),),
        examination=CandidacyExamination(TENDER, LOT_1),
        evaluation=a_grid(),
        awards=(),
    )
    return replace(presented, **changes)


def the_facts(*lots: PresentedLot, **changes: Any) -> PresentationFacts:
    facts = PresentationFacts(
        tender=a_tender(TenderStatus.OPENED), lots=lots or (a_presented(),), passages=(), need=None, required=True
    )
    return replace(facts, **changes)


def said(report: Report) -> str:
    cells = [cell for section in report.sections for shown in section.tables for row in shown.rows for cell in row]
    lines = [line for section in report.sections for line in (section.heading, *section.paragraphs)]
    return "\n".join((*lines, *cells))


def written(facts: PresentationFacts) -> str:
    return said(presentation_report(facts, dated_at=DATED))


def test_the_same_facts_give_the_same_report_and_the_unknown_is_left_to_complete() -> None:
    facts = the_facts()
    assert presentation_report(facts, dated_at=DATED) == presentation_report(facts, dated_at=DATED)
    text = written(facts)
    for part in ("R2184-2 1°", "R2184-2 2° et 3°", "R2184-2 4°", "R2184-2 5°", "R2184-3 5° et 6°"):
        assert part in text
    assert f"Absence de lots (2°) : {TO_COMPLETE}" in text
    assert "obligatoire (article R2184-1)" in text
    assert "n'est pas obligatoire" in written(replace(facts, required=False))


def test_reasons_given_at_the_publication_are_carried_to_the_report() -> None:
    record = PassageRecord(TENDER, AdvisedAct.PUBLICATION, NOW, ("need_difference",), (Override("allotment", REASON),))
    text = written(the_facts(passages=(record,)))
    assert f"Absence de lots (2°) : {REASON}" in text
    assert "need_difference" in text


@pytest.mark.parametrize("reason", [REASON, None])
def test_exceptions_and_turnover_have_their_reason_or_wait_for_it(reason: str | None) -> None:
    terms = Terms(
        selection=SelectionTerms(turnover_floors=(TurnoverFloor(Money(Decimal(900_000)), reason=reason),)),
        response=ResponseTerms(ElectronicRegime.EXCEPTION, ElectronicException.MODELS_AND_SAMPLES, reason),
    )
    tender = a_tender(TenderStatus.OPENED, content=a_content(terms=terms, lots=2))
    text = written(the_facts(tender=tender))
    assert text.count(reason or TO_COMPLETE) >= 2
    assert "R2132-12 6°" in text
    assert "Absence de lots" not in text


def test_rejected_candidacies_and_bids_are_named_with_their_reason() -> None:
    decision = CandidacyDecision(CandidacyStatus.REJECTED, CandidacyGround.CAPACITIES, "Effectif insuffisant")
    admitted = CandidacySheet(decision=CandidacyDecision(CandidacyStatus.ADMITTED))
    sheets = MappingProxyType({FIRST: admitted, SECOND: CandidacySheet(decision=decision)})
    aside = SettingAside(SettingAsideGround.ABNORMALLY_LOW, "Prix inférieur au coût des matériaux")
    presented = a_presented(
        examination=CandidacyExamination(TENDER, LOT_1, 1, sheets=sheets),
        evaluation=a_grid({FIRST: BidSheet(set_aside=aside)}),
    )
    text = written(the_facts(presented))
    for words in ("L2142-1", "Effectif insuffisant", "Candidature conforme", "Prix inférieur au coût des matériaux"):
        assert words in text


def test_who_was_invited_is_said_with_the_reason() -> None:
    selection = Selection((SECOND,), None, (), NOW)
    assert "Invités : Société 418. Premiers du classement" in written(the_facts(a_presented(selection=selection)))
    reasoned = replace(selection, reason="Deux références comparables")
    assert "Deux références comparables" in written(the_facts(a_presented(selection=reasoned)))


def test_a_lot_given_up_says_why() -> None:
    end = LotEnd(LotOutcome.ABANDONED, "budget", "Crédits supprimés", NOW)
    tender = replace(a_tender(TenderStatus.OPENED), ends=MappingProxyType({LOT_1: end}))
    assert "Crédits supprimés" in written(the_facts(tender=tender))


def test_the_reasoning_of_the_need_is_in_the_report() -> None:
    items = (NeedItem(ItemKind.LOT, "Gros œuvre", Money(Decimal("250000.00"))),)
    content = NeedContent("École", NeedBasis.OPERATION, ContractKind.WORKS, "OP", date(2026, 1, 1), None, items)
    assert "Gros œuvre" in written(the_facts(need=Need(numbered(NeedId, 1), 1, BUYER, content)))


def test_hostile_words_become_a_document_all_the_same() -> None:
    record = PassageRecord(TENDER, AdvisedAct.PUBLICATION, NOW, (), (Override("allotment", HOSTILE),))
    report = presentation_report(the_facts(passages=(record,)), dated_at=DATED)
    assert OfficeReports().pdf(report).startswith(b"%PDF")
    assert OfficeReports().odt(report).startswith(b"PK")


def test_only_the_responses_to_a_lot_are_named_for_it() -> None:
    assert named([a_response(lots=(1, 2)), a_response(SECOND, lots=(2,))], lot=1) == (a_response(lots=(1, 2)),)
