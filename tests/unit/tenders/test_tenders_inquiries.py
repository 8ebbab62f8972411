"""Questions to companies after the opening: the same delay for all, and no rejection before an answer (R2152-3)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from services.tenders.domain.inquiries import (
    Conclusion,
    Inquiry,
    InquiryAnswer,
    InquiryKind,
    Recipients,
    record_answer,
    refuse_due_date,
    refuse_low_rejection,
    refuse_regularisation,
    refuse_restoration,
)
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import InquiryId
from tests.unit.tenders.builders import FIRST, LOT_1, SECOND, TENDER, THIRD, numbered

SENT = datetime(2026, 12, 1, 9, tzinfo=UTC)
DUE = SENT + timedelta(days=7)
MILLISECOND = timedelta(milliseconds=1)


def asked(kind: InquiryKind = InquiryKind.JUSTIFICATION) -> Inquiry:
    return Inquiry(numbered(InquiryId, 1), TENDER, LOT_1, 1, kind, (FIRST, SECOND), "Justifiez.", SENT, DUE)


def an_answer(conclusion: Conclusion = Conclusion.UNSATISFACTORY, *, at: datetime = SENT) -> InquiryAnswer:
    return InquiryAnswer(at, "Résumé", conclusion, "Motif")


def code(refusal: object) -> str | None:
    return None if refusal is None else refusal.code  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("legal_now", "expected"), [(DUE, "TND-LOW-RUNNING"), (DUE + MILLISECOND, None), (SENT, "TND-LOW-RUNNING")]
)
def test_silence_counts_only_once_the_delay_has_passed(legal_now: datetime, expected: str | None) -> None:
    assert code(refuse_low_rejection(FIRST, inquiries=[asked()], legal_now=legal_now)) == expected


def test_an_answer_ends_the_delay_of_its_author_alone() -> None:
    answered = record_answer(asked(), response_id=FIRST, answer=an_answer(), legal_now=SENT)
    assert answered.version == 2
    assert refuse_low_rejection(FIRST, inquiries=[answered], legal_now=SENT) is None
    assert code(refuse_low_rejection(SECOND, inquiries=[answered], legal_now=SENT)) == "TND-LOW-RUNNING"
    assert answered.silent(legal_now=DUE) == ()
    assert answered.silent(legal_now=DUE + MILLISECOND) == (SECOND,)


def test_another_question_is_no_request_of_justification() -> None:
    for inquiries in ([], [asked(InquiryKind.CLARIFICATION)]):
        refusal = refuse_low_rejection(FIRST, inquiries=inquiries, legal_now=DUE + MILLISECOND)
        assert code(refusal) == "TND-LOW-NOT-ASKED"
    assert code(refuse_low_rejection(THIRD, inquiries=[asked()], legal_now=DUE + MILLISECOND)) == "TND-LOW-NOT-ASKED"


@pytest.mark.parametrize("kind", [InquiryKind.COMPLETION, InquiryKind.REGULARISATION])
def test_everybody_concerned_is_asked_unless_a_person_says_why(kind: InquiryKind) -> None:
    concerned = (FIRST, SECOND)
    assert Recipients(concerned, (), None).resolve(kind) == concerned
    assert Recipients(concerned, (SECOND, FIRST, FIRST, THIRD), None).resolve(kind) == (SECOND, FIRST, THIRD)
    for reason in (None, " "):
        with pytest.raises(Refused, match="TND-INQUIRY-PARTIAL"):
            Recipients(concerned, (FIRST,), reason).resolve(kind)
    assert Recipients(concerned, (FIRST,), "Déjà complétée").resolve(kind) == (FIRST,)
    with pytest.raises(Refused, match="TND-INQUIRY-NOBODY"):
        Recipients((), (), None).resolve(kind)


def test_a_justification_is_asked_of_one_alone() -> None:
    assert Recipients((FIRST, SECOND), (FIRST,), None).resolve(InquiryKind.JUSTIFICATION) == (FIRST,)


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda: record_answer(asked(), response_id=THIRD, answer=an_answer(), legal_now=SENT), "STRANGER"),
        (
            lambda: record_answer(asked(), response_id=FIRST, answer=an_answer(at=SENT - MILLISECOND), legal_now=SENT),
            "DATE",
        ),
        (
            lambda: record_answer(asked(), response_id=FIRST, answer=an_answer(at=SENT + MILLISECOND), legal_now=SENT),
            "DATE",
        ),
        (
            lambda: record_answer(
                asked(), response_id=FIRST, answer=an_answer(Conclusion.SUBSTANTIAL_CHANGE), legal_now=SENT
            ),
            "CONCLUSION",
        ),
    ],
)
def test_an_answer_that_cannot_be_is_refused(act: Callable[[], object], expected: str) -> None:
    with pytest.raises(Refused, match=f"TND-INQUIRY-{expected}"):
        act()


def test_a_late_answer_is_recorded_with_its_date() -> None:
    late = record_answer(
        asked(), response_id=FIRST, answer=an_answer(at=DUE + MILLISECOND), legal_now=DUE + MILLISECOND
    )
    assert late.answers[FIRST].received_at > late.due_at
    with pytest.raises(Refused, match="TND-INQUIRY-ANSWERED"):
        record_answer(late, response_id=FIRST, answer=an_answer(), legal_now=DUE)


def test_a_bid_that_was_changed_substantially_does_not_come_back() -> None:
    kind = InquiryKind.REGULARISATION
    for conclusion, expected in (
        (Conclusion.SUBSTANTIAL_CHANGE, "TND-REGULARISATION-SUBSTANTIAL"),
        (Conclusion.SATISFACTORY, None),
    ):
        answered = record_answer(asked(kind), response_id=FIRST, answer=an_answer(conclusion), legal_now=SENT)
        assert code(refuse_restoration(FIRST, inquiries=[answered])) == expected
        assert refuse_restoration(SECOND, inquiries=[answered]) is None


def test_a_bid_rejected_as_abnormally_low_is_not_regularised() -> None:
    assert code(refuse_regularisation((FIRST, SECOND), abnormally_low={SECOND})) == "TND-REGULARISATION-LOW"
    assert refuse_regularisation((FIRST,), abnormally_low={SECOND}) is None


def test_an_answer_is_due_later_than_now() -> None:
    assert code(refuse_due_date(due_at=SENT, legal_now=SENT)) == "TND-INQUIRY-DUE"
    assert refuse_due_date(due_at=SENT + MILLISECOND, legal_now=SENT) is None


def test_each_kind_names_its_article_and_its_message() -> None:
    for kind in InquiryKind:
        assert kind.article.startswith("R21")
        assert kind.message.value == kind.value
