"""The comparison of recorded sessions is not blind: what must differ is set aside, each planted leak is found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.e2e.recording import Comparable, differences

LEGAL_START = datetime(2025, 1, 13, 8, tzinfo=UTC)
ROUTE = "before nobody get /tenders/consultations/{tender_id}"


def a_session(began: datetime) -> dict[str, str]:
    """What is seen of a consultation, in two sessions: other identifiers, other keys, another time."""
    tender, event = str(uuid4()), str(uuid4())
    published, now = began + timedelta(seconds=3.25), began + timedelta(seconds=41.5)
    legal = LEGAL_START + (published - began)
    return {
        ROUTE: f"200\n[('content-length', '120'), ('etag', '\"3\"')]\n"
        f'{{"id":"{tender}","published_at":"{published.isoformat()}","legal":"{legal.isoformat()}","version":3,'
        f'"deadline":"2025-02-17T11:00:00Z","instant":"{(began + timedelta(days=35)).isoformat()}"}}',
        "before nobody get /limits": f'404\n[]\n{{"request_id":"{uuid4().hex}","at":"{now.isoformat()}"}}',
        "message 1 of tenders.events": f'["tender_published.v2", "{event}", "{tender}"]',
        "depth of responses.dead": "0",
        'figure plis_http_requests_total{route="/consultations"}': "5",
    }


def comparable(seen: dict[str, str], began: datetime) -> dict[str, str]:
    names = Comparable(mark=began + timedelta(seconds=10), legal_start=LEGAL_START, started_at=began)
    return {key: names.of(text) for key, text in seen.items()}


FIRST, SECOND = datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 23, 8, 7, 1, 5000, tzinfo=UTC)


def test_two_sessions_without_a_leak_are_the_same() -> None:
    assert differences(comparable(a_session(FIRST), FIRST), comparable(a_session(SECOND), SECOND)) == {}


def changed(key: str, old: str, new: str) -> Callable[[dict[str, str]], dict[str, str]]:
    def plant(seen: dict[str, str]) -> dict[str, str]:
        assert old in seen[key]
        return {**seen, key: seen[key].replace(old, new, 1)}

    return plant


def dated(seen: dict[str, str]) -> dict[str, str]:
    """An instant of before the mark that a deposit moved."""
    moved = (SECOND + timedelta(seconds=20)).isoformat()
    return {**seen, ROUTE: seen[ROUTE].replace((SECOND + timedelta(seconds=3.25)).isoformat(), moved)}


LEAKS: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "a count": changed(ROUTE, '"version":3', '"version":3,"deposits":5'),
    "a version": changed(ROUTE, '"version":3', '"version":4'),
    "a header": changed(ROUTE, "('etag'", "('age', '3'), ('etag'"),
    "a length": changed(ROUTE, "'120'", "'121'"),
    "a status": changed("before nobody get /limits", "404", "403"),
    "an instant": dated,
    "a legal instant": changed(ROUTE, "2025-02-17", "2025-02-18"),
    "an identifier": changed(ROUTE, "}", f',"last":"{uuid4()}"}}'),
    "another identifier": lambda seen: {**seen, "message 1 of tenders.events": f'["tender_published.v2", "{uuid4()}"]'},
    "a message": lambda seen: {**seen, "message 1 of responses.events": '["deposit_completed.v1"]'},
    "a message less": lambda seen: {key: text for key, text in seen.items() if not key.startswith("message")},
    "a queue that fills": changed("depth of responses.dead", "0", "1"),
    "a figure": changed('figure plis_http_requests_total{route="/consultations"}', "5", "6"),
}


@pytest.mark.parametrize("leak", sorted(LEAKS))
def test_a_planted_leak_is_found(leak: str) -> None:
    planted = LEAKS[leak](a_session(SECOND))
    assert differences(comparable(a_session(FIRST), FIRST), comparable(planted, SECOND))
