"""Grids from one round to the next, long lists in bounded answers, and the report of everything."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from services.tenders.api.grid_outputs import EvaluationOut
from services.tenders.domain.candidacies import CandidacyDecision, CandidacyGround, CandidacyStatus
from services.tenders.domain.evaluation import BidAmount, Note, SettingAside, SettingAsideGround
from services.tenders.domain.openings import OpenedResponse, Opening
from services.tenders.domain.outcomes import LotEnd, LotOutcome
from services.tenders.domain.scoring import first_holders
from services.tenders.domain.stages import Stage, StageKind
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.analysis import analyse_lot, report_analysis
from services.tenders.handlers.candidacies import ExamineCandidacies, examine_candidacies
from services.tenders.handlers.evaluation import EnterEvaluation, enter_evaluation, lot_state
from shared.kernel.deadline import Deadline
from shared.kernel.ids import DepositId, OpeningId, TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Right
from shared.kernel.refusal import Refused
from shared.reports import OfficeReports
from shared.storage.idempotency import LARGEST_ANSWER
from tests.unit.tenders.builders import (
    ACME,
    BOLT,
    FIRST,
    LOT_1,
    SECOND,
    TENDER,
    a_content,
    a_response,
    a_tender,
    an_agent,
    numbered,
)
from tests.unit.tenders.fakes import FakeUnitOfWork

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
ROUND_2 = numbered(TenderId, 2)
FINAL = (numbered(DepositId, 11), numbered(DepositId, 12))


def opened(*responses: OpenedResponse) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(at=AT)
    uow.tenders.add(a_tender(TenderStatus.OPENED, content=a_content()))
    uow.openings.keep(Opening(numbered(OpeningId, 1), TENDER, 1, responses))
    return uow


def two_bids() -> FakeUnitOfWork:
    return opened(a_response(FIRST, siret=ACME), a_response(SECOND, siret=BOLT))


def grade(uow: FakeUnitOfWork, *bids: tuple[DepositId, str, str]) -> None:
    notes = tuple((key, Note("quality", Decimal(score), "Motif")) for key, _, score in bids)
    amounts = tuple((key, BidAmount(Money.parse(amount, "EUR"))) for key, amount, _ in bids)
    enter_evaluation(EnterEvaluation(TENDER, LOT_1, notes, amounts), uow=uow)


def with_final_round(uow: FakeUnitOfWork) -> None:
    """Negotiate: one more reception of offers, opened too."""
    stage = Stage(
        stage_id=ROUND_2,
        number=2,
        kind=StageKind.FINAL_OFFERS,
        receives=StageKind.FINAL_OFFERS.receives,
        deadline=Deadline(AT + timedelta(days=3)),
        deadline_version=1,
        invited=(ACME, BOLT),
    )
    uow.tenders.rows[TENDER] = replace(uow.tenders.rows[TENDER], later_stages=(stage,))
    responses = (a_response(FINAL[0], siret=ACME), a_response(FINAL[1], siret=BOLT))
    uow.openings.keep(Opening(numbered(OpeningId, 2), ROUND_2, 1, responses))


def test_the_last_round_is_ranked_and_the_one_before_it_is_kept() -> None:
    uow = two_bids()
    grade(uow, (FIRST, "100", "5"), (SECOND, "120", "5"))
    with_final_round(uow)
    tender = uow.tenders.get(TENDER)
    assert lot_state(tender, tender.lot(LOT_1), uow=uow).ranking == ()
    grade(uow, (FINAL[0], "99", "5"), (FINAL[1], "80", "5"))
    analysis = analyse_lot(TENDER, LOT_1, uow=uow)
    assert [bid.response_id for bid in analysis.ranking] == [FINAL[1], FINAL[0]]
    assert [[bid.response_id for bid in ranking] for ranking in analysis.earlier] == [[FIRST, SECOND]]
    assert (analysis.evaluation.version, analysis.evaluation.stage_id) == (2, ROUND_2)
    with pytest.raises(Refused, match="TND-RESPONSE-UNKNOWN"):
        grade(uow, (FIRST, "1", "5"))


def test_a_candidacy_rejected_in_the_first_stage_leaves_every_round() -> None:
    uow = two_bids()
    rejected = CandidacyDecision(CandidacyStatus.REJECTED, CandidacyGround.EXCLUDED_BY_LAW, "Condamnation déclarée")
    examine_candidacies(ExamineCandidacies(TENDER, LOT_1, decisions=((FIRST, rejected),)), uow=uow)
    with_final_round(uow)
    grade(uow, (FINAL[0], "1", "10"), (FINAL[1], "80", "5"))
    analysis = analyse_lot(TENDER, LOT_1, uow=uow)
    assert [bid.response_id for bid in analysis.ranking] == [FINAL[1]]
    aside = analysis.evaluation.sheet(FINAL[0]).set_aside
    assert aside == SettingAside(SettingAsideGround.INADMISSIBLE, "Condamnation déclarée")
    admitted = CandidacyDecision(CandidacyStatus.ADMITTED)
    examine_candidacies(ExamineCandidacies(TENDER, LOT_1, decisions=((FIRST, admitted),)), uow=uow)
    assert len(analyse_lot(TENDER, LOT_1, uow=uow).ranking) == 2


def test_a_lot_that_ended_is_not_graded_any_more() -> None:
    uow = two_bids()
    ended = {LOT_1: LotEnd(LotOutcome.UNSUCCESSFUL)}
    uow.tenders.rows[TENDER] = replace(uow.tenders.rows[TENDER], ends=ended)
    with pytest.raises(Refused, match="TND-EVALUATION-SETTLED"):
        grade(uow, (FIRST, "1", "1"))


def test_every_note_is_kept_with_its_author_and_its_instant() -> None:
    uow = two_bids()
    for score in ("5", "6"):
        grade(uow, (FIRST, "100", score))
    notes = uow.evaluations.notes(TENDER, LOT_1, limit=10)
    assert [(note.version, note.score, note.author, note.noted_at) for note in notes] == [
        (2, Decimal(6), "Agent", AT),
        (1, Decimal(5), "Agent", AT),
    ]


def test_reading_the_analysis_needs_the_right_to_evaluate() -> None:
    uow = two_bids()
    uow.scope.principal = an_agent(rights=frozenset({Right.DRAFT}))
    for read in (lambda: analyse_lot(TENDER, LOT_1, uow=uow), lambda: report_analysis(TENDER, None, uow=uow)):
        with pytest.raises(Refused, match="HTTP-RIGHT-MISSING"):
            read()


def test_the_answer_to_an_entry_stays_small_whatever_the_number_of_bids() -> None:
    keys = [numbered(DepositId, number) for number in range(1, 601)]
    uow = opened(*map(a_response, keys))
    tender = uow.tenders.get(TENDER)
    lot = tender.lot(LOT_1)
    empty = EvaluationOut.of(lot_state(tender, lot, uow=uow))
    assert (empty.missing_count, empty.ranked_count) == (1200, 0)
    grade(uow, *((key, str(1000 + number), "5") for number, key in enumerate(keys)))
    full = EvaluationOut.of(lot_state(tender, lot, uow=uow))
    assert (full.response_count, full.missing_count, full.ranked_count) == (600, 0, 600)
    assert 0 < len(full.ranking) < 600
    for shown in (empty, full):
        assert len(shown.model_dump_json().encode()) <= LARGEST_ANSWER


def test_the_report_says_what_was_typed_and_nothing_else() -> None:
    uow = two_bids()
    hostile = "<script>\x00\u202e" + "x" * 4000
    notes = ((FIRST, Note("quality", Decimal(5), hostile)),)
    enter_evaluation(EnterEvaluation(TENDER, LOT_1, notes), uow=uow)
    report = report_analysis(TENDER, None, uow=uow)
    texts = [cell for section in report.sections for shown in section.tables for row in shown.rows for cell in row]
    assert any(text.startswith("<script>") for text in texts)
    assert not set("".join(texts)) & set("\x00\u202e")
    writer = OfficeReports()
    assert writer.pdf(report) == writer.pdf(report_analysis(TENDER, LOT_1, uow=uow))
    assert writer.odt(report)
    assert uow.journal[-1][0] == "analysis_reported"


def test_an_empty_lot_has_its_report_too() -> None:
    report = report_analysis(TENDER, None, uow=opened())
    last = report.sections[-1]
    assert (last.heading, last.paragraphs[0].split(" :")[0]) == (
        "Classement et proposition",
        "Aucune offre n'est classée",
    )


def test_the_last_places_of_a_framework_are_not_given_among_equals() -> None:
    uow = opened(*(a_response(numbered(DepositId, number)) for number in range(1, 5)))
    rows = zip(range(1, 5), ("100", "110", "110", "120"), strict=True)
    grade(uow, *((numbered(DepositId, number), amount, "5") for number, amount in rows))
    ranking = analyse_lot(TENDER, LOT_1, uow=uow).ranking
    assert [bid.rank for bid in ranking] == [1, 2, 2, 4]
    named = [[[bid.rank for bid in group] for group in first_holders(ranking, count)] for count in (1, 2, 3, 4, 9)]
    assert named == [[[1], []], [[1], [2, 2]], [[1, 2, 2], []], [[1, 2, 2, 4], []], [[1, 2, 2, 4], []]]
