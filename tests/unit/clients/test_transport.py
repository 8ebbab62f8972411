"""A client survives a platform that restarts, and never repeats an answer that was given for good."""

import httpx
import pytest

from services.clients.transport import RetryingTransport


def client_over(answers, *, patience=5.0, on_absence=None):
    """A client whose peer gives these answers in turn; an exception is raised instead of answered."""
    seen = []

    def peer(request):
        seen.append(request.read())
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    transport = RetryingTransport(httpx.MockTransport(peer), patience_seconds=patience, on_absence=on_absence)
    return httpx.Client(transport=transport, base_url="http://plis.test"), seen


def test_it_asks_again_with_the_same_body_until_the_peer_is_back():
    absences = []
    client, seen = client_over(
        [httpx.ConnectError("gone"), httpx.Response(503), httpx.Response(200)],
        on_absence=lambda: absences.append(1),
    )
    assert client.post("/x", content=b"body").status_code == httpx.codes.OK
    assert seen == [b"body"] * 3
    assert absences == [1]


def test_a_refusal_is_an_answer():
    client, seen = client_over([httpx.Response(409, text="TND-CLOSED")])
    assert client.post("/x", content=b"body").status_code == httpx.codes.CONFLICT
    assert len(seen) == 1


def test_an_act_in_progress_is_awaited():
    in_progress = httpx.Response(409, text='{"code":"HTTP-IDEMPOTENCY-IN-PROGRESS"}')
    client, seen = client_over([in_progress, httpx.Response(201)])
    assert client.post("/x").status_code == httpx.codes.CREATED
    assert len(seen) == 2


def test_patience_ends():
    client, _ = client_over([httpx.ConnectError("gone")], patience=-1.0)
    with pytest.raises(httpx.ConnectError):
        client.get("/x")
