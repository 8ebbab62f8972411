"""Questions et réponses : états, délais, anonymat."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from services.tenders.domain import questions as rules
from services.tenders.domain.questions import (
    QUESTION_TRANSITIONS,
    Author,
    Question,
    QuestionAction,
    QuestionStatus,
    is_too_late,
    late_answer_deadline,
    refuse_late_answer,
    refuse_named_author,
)
from services.tenders.domain.rectifications import UNSAID, Decision
from shared.kernel.deadline import Deadline
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import QuestionId, RegistrationId
from tests.unit.tenders.builders import ACME, BUYER, DEADLINE, NOW, TENDER, numbered


def a_question(status: QuestionStatus = QuestionStatus.ASKED, *, too_late: bool = False) -> Question:
    return Question(
        question_id=numbered(QuestionId, 1),
        tender_id=TENDER,
        organisation=BUYER,
        version=1,
        status=status,
        author=Author(ACME, None),
        content="Quelle est la surface ?",
        asked_at=NOW,
        too_late=too_late,
    )


def act(question: Question, action: QuestionAction) -> Question:
    match action:
        case QuestionAction.ANSWER:
            return rules.answered(question, text="Surface ?", answer="120 m²", number=1, at=NOW)
        case QuestionAction.REFUSE:
            return rules.refused(question, reason="Hors sujet.", at=NOW)
        case QuestionAction.WITHDRAW:
            return rules.withdrawn(question, at=NOW)


@pytest.mark.parametrize(("status", "action"), list(product(QuestionStatus, QuestionAction)))
def test_every_state_and_action_of_a_question(status: QuestionStatus, action: QuestionAction) -> None:
    following = QUESTION_TRANSITIONS.get((status, action))
    if following is None:
        with pytest.raises(Refused, match="TND-ACTION-IMPOSSIBLE"):
            act(a_question(status), action)
    else:
        done = act(a_question(status), action)
        assert (done.status, done.version, done.settled_at) == (following, 2, NOW)


@pytest.mark.parametrize("parts", [(None, None), (ACME, numbered(RegistrationId, 1))])
def test_an_author_is_a_company_or_a_registration(parts: tuple[object, object]) -> None:
    with pytest.raises(ValueError, match="one of them"):
        Author(*parts)


def test_the_last_day_of_a_question_is_the_last_day_of_its_answer() -> None:
    # 9 November, six whole days before it: the 3rd to the 8th; so the 2nd is the last day.
    assert not is_too_late(deadline=DEADLINE, today=date(2026, 11, 2), days=6)
    assert is_too_late(deadline=DEADLINE, today=date(2026, 11, 3), days=6)


def test_a_late_answer_moves_the_deadline_but_not_for_a_question_that_came_too_late() -> None:
    late = {"deadline": DEADLINE, "today": date(2026, 11, 5), "days": 6}
    # 12 November leaves the 6th to the 11th, of which the 11th is a public holiday: days are calendar days.
    assert late_answer_deadline(a_question(), **late) == Deadline(datetime(2026, 11, 12, 11, tzinfo=UTC))
    assert late_answer_deadline(a_question(too_late=True), **late) is None
    assert late_answer_deadline(a_question(), **late | {"today": date(2026, 11, 2)}) is None


def test_a_late_answer_is_refused_until_the_deadline_moves_or_somebody_answers_for_it() -> None:
    proposed = Deadline(DEADLINE.at + timedelta(days=3))
    due = date(2026, 11, 2)
    refusal = refuse_late_answer(after=DEADLINE, proposed=proposed, due=due, decision=UNSAID)
    assert refusal is not None
    assert (refusal.code, refusal.article, refusal.facts["due"]) == ("TND-ANSWER-LATE", "R2151-4", "2026-11-02")
    assert refuse_late_answer(after=proposed, proposed=proposed, due=due, decision=UNSAID) is None
    answered_for = Decision(override="Simple renvoi au CCTP.")
    assert refuse_late_answer(after=DEADLINE, proposed=proposed, due=due, decision=answered_for) is None
    assert refuse_late_answer(after=DEADLINE, proposed=None, due=due, decision=UNSAID) is None


@pytest.mark.parametrize(
    "text",
    [
        "Notre société ACME Bâtiment demande la surface.",
        "L'entreprise Acme-Batiment demande",
        "ÄCME  BÂTIMENT",
        "SIRET 732 829 320 00074",
        "notre SIREN : 732829320",
        "répondre à marches@acme.example",
        "marches @ acme . example",
    ],
)
def test_what_everybody_reads_names_nobody(text: str) -> None:
    names = (ACME.value, "732829320", "marches@acme.example", "Acme Bâtiment")
    refusal = refuse_named_author((text, "Oui."), names=names)
    assert refusal is not None, text
    assert refusal.code == "TND-QUESTION-NAMES-AUTHOR"
    assert refuse_named_author(("Quelle surface ?", text), names=names) is not None
    assert "acme" not in str(refusal.facts).casefold()


def test_an_innocent_text_names_nobody() -> None:
    names = (ACME.value, None, "", "Sol", "Pierre & Fils")
    for text in ("La surface du sol est-elle de 120 m² ?", "Les pierres sont-elles fournies ?", ""):
        assert refuse_named_author((text,), names=names) is None
