"""A key has one effect and one answer; a running key never makes anybody wait."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.refusal import Refused
from shared.storage.database import Database
from shared.storage.idempotency import KEPT, LARGEST_ANSWER, Attempt, StoredAnswer, begin, finish, purge
from tests.integration.storage.parts import TABLES, announced, open_uow, outbox_rows

ATTEMPT = Attempt("agent@1", "POST", "/tenders/consultations", "k-1", "digest-1")
ANSWER = StoredAnswer(201, "application/json", b'{"id":"1"}', {"Location": "/tenders/consultations/1"})


def answered(database: Database, clock: FixedClock, ids: TimeOrderedIds, attempt: Attempt = ATTEMPT) -> StoredAnswer:
    """Do the work of a request, as `shared.http` does it."""
    with open_uow(database, clock, ids) as uow:
        earlier = begin(uow, attempt)
        if earlier is not None:
            return earlier
        uow.publish(announced())
        finish(uow, attempt, ANSWER)
        uow.commit()
        return ANSWER


def test_the_same_answer_and_one_effect(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    assert [answered(tenders, clock, ids) for _ in range(3)] == [ANSWER] * 3
    assert len(outbox_rows(tenders)) == 1


@pytest.mark.parametrize(
    "other",
    [
        Attempt("agent@2", "POST", "/tenders/consultations", "k-1", "digest-2"),
        Attempt("agent@1", "PUT", "/tenders/consultations", "k-1", "digest-2"),
        Attempt("agent@1", "POST", "/tenders/contracts", "k-1", "digest-2"),
        Attempt("agent@1", "POST", "/tenders/consultations", "k-2", "digest-2"),
    ],
)
def test_a_key_belongs_to_one_person_method_and_address(
    tenders: Database, clock: FixedClock, ids: TimeOrderedIds, other: Attempt
) -> None:
    answered(tenders, clock, ids)
    answered(tenders, clock, ids, other)
    assert len(outbox_rows(tenders)) == 2


def test_another_body_is_refused(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    answered(tenders, clock, ids)
    other_body = Attempt(ATTEMPT.principal, ATTEMPT.method, ATTEMPT.path, ATTEMPT.key, "digest-2")
    with pytest.raises(Refused, match="HTTP-KEY-REUSED"):
        answered(tenders, clock, ids, other_body)


def test_a_running_key_answers_at_once(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    with open_uow(tenders, clock, ids) as first:
        assert begin(first, ATTEMPT) is None
        asked = time.monotonic()
        with open_uow(tenders, clock, ids) as second, pytest.raises(Refused, match="HTTP-KEY-IN-PROGRESS"):
            begin(second, ATTEMPT)
        assert time.monotonic() - asked < 2  # an INSERT alone would wait for the first to end
        finish(first, ATTEMPT, ANSWER)
        first.commit()
    assert answered(tenders, clock, ids) == ANSWER


def test_a_failed_request_gives_its_key_back(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    with open_uow(tenders, clock, ids) as uow:
        begin(uow, ATTEMPT)
    assert answered(tenders, clock, ids) == ANSWER
    assert len(outbox_rows(tenders)) == 1


def test_eight_at_once_have_one_effect(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    together = Barrier(8, timeout=10)

    def ask(_request: int) -> str:
        together.wait()
        try:
            return str(answered(tenders, clock, ids).status)
        except Refused as refused:
            return refused.refusal.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert set(answers) <= {"201", "HTTP-KEY-IN-PROGRESS"}
    assert "201" in answers
    assert len(outbox_rows(tenders)) == 1


def test_the_largest_answer(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    with open_uow(tenders, clock, ids) as uow:
        begin(uow, ATTEMPT)
        with pytest.raises(ValueError, match="65537"):
            finish(uow, ATTEMPT, StoredAnswer(200, "text/plain", b"x" * (LARGEST_ANSWER + 1)))
        finish(uow, ATTEMPT, StoredAnswer(200, "text/plain", b"x" * LARGEST_ANSWER))
        uow.commit()
    assert len(answered(tenders, clock, ids).body) == LARGEST_ANSWER


def test_answers_are_forgotten_after_thirty_days(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    answered(tenders, clock, ids)
    for wait, forgotten in ((KEPT, 0), (timedelta(milliseconds=1), 1)):
        clock.advance(wait)
        with tenders.begin() as connection:
            assert purge(connection, TABLES, now=clock.now()) == forgotten
    with tenders.reader() as connection:
        assert connection.execute(text("SELECT count(*) FROM idempotency")).scalar_one() == 0
