"""Webhooks against a real receiver: challenge, signature, order, retry, replay, rotation, and whose events they are."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from services.tenders.domain.webhooks import OVERLAP, TRIES
from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from tests.integration.tenders.platform import Person, journal, published, register_custodians
from tests.integration.tenders.receiver import HOOKS, Call, Receiver, made, state
from tests.unit.tenders.builders import FOREIGN_BUYER


def is_signed(call: Call, secret: str) -> bool:
    """An independent verification, as a receiver would write it from the documentation."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([call.headers["webhook-id"].encode(), call.headers["webhook-timestamp"].encode(), call.body])
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, each) for each in call.headers["webhook-signature"].split(" "))


def test_events_are_delivered_signed_and_in_order(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None], app: App, clock: FixedClock
) -> None:
    webhook = made(agent, receiver)
    assert webhook["status"] == "pending"
    secret = agent.get(f"{HOOKS}/{webhook['id']}/secret")
    assert secret.headers["cache-control"] == "no-store"
    serve()
    assert state(agent, webhook)["status"] == "active"
    assert is_signed(receiver.challenges[0], secret.json()["secret"])
    tender = published(agent, custodians)
    clock.advance(timedelta(days=60))
    close_due_tenders(app.open_uow, clock=clock)
    serve()
    assert receiver.types()[-1] == "submission_closed.v1"
    assert "tender_published.v3" in receiver.types()
    for call in receiver.calls:
        assert is_signed(call, secret.json()["secret"])
        assert call.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
        assert call.headers["webhook-id"] == call.event["id"]
        assert call.event["specversion"] == "1.0"
    assert receiver.calls[0].event["subject"] == tender["id"]
    assert state(agent, webhook)["last_event_id"] == receiver.calls[-1].event["id"]
    assert not is_signed(replace(receiver.calls[0], body=receiver.calls[0].body + b" "), secret.json()["secret"])
    before = len(receiver.calls)
    serve()
    assert len(receiver.calls) == before


@pytest.fixture
def their_custodians(app: App, ids: TimeOrderedIds) -> list[str]:
    return register_custodians(app, ids, siret=FOREIGN_BUYER)


def test_an_organisation_receives_its_own_events_alone(
    person: Callable[..., Person],
    custodians: list[str],
    their_custodians: list[str],
    receiver: Receiver,
    serve: Callable[[], None],
) -> None:
    agent = person()
    neighbour = person(siret=FOREIGN_BUYER)
    webhook = made(neighbour, receiver)
    serve()
    published(agent, custodians)
    serve()
    assert receiver.calls == []
    tender = published(neighbour, their_custodians)
    serve()
    assert {call.event["subject"] for call in receiver.calls} == {tender["id"]}
    foreign_event = receiver.calls[0].event["id"]
    own = made(agent, receiver)
    serve()
    refused = agent.refused(f"{HOOKS}/{own['id']}/replay", {"after": foreign_event})
    assert refused == (404, "TND-NOT-FOUND")
    for path, body in (("challenge", {}), ("rotation", {}), ("replay", {})):
        assert agent.refused(f"{HOOKS}/{webhook['id']}/{path}", body) == (404, "TND-NOT-FOUND")
    for path in ("", "/secret", "/deliveries"):
        assert agent.get(f"{HOOKS}/{webhook['id']}{path}").status_code == 404
    assert agent.delete(f"{HOOKS}/{webhook['id']}").status_code == 404
    assert [each["id"] for each in agent.get(HOOKS).json()["items"]] == [own["id"]]


def test_a_failed_call_is_tried_again_before_any_later_event(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None], clock: FixedClock
) -> None:
    webhook = made(agent, receiver)
    serve()
    receiver.statuses = [500]
    first, second = published(agent, custodians), published(agent, custodians)
    serve()
    assert [call.event["subject"] for call in receiver.calls] == [first["id"]]
    clock.advance(timedelta(seconds=9))
    serve()
    assert len(receiver.calls) == 1
    clock.advance(timedelta(seconds=1))
    serve()
    subjects = list(dict.fromkeys(call.event["subject"] for call in receiver.calls))
    assert subjects == [first["id"], second["id"]]
    assert receiver.calls[0].headers["webhook-id"] == receiver.calls[1].headers["webhook-id"]
    log = agent.get(f"{HOOKS}/{webhook['id']}/deliveries?limit=100").json()["items"]
    assert [each["http_status"] for each in log[::-1]][:3] == [200, 500, 204]


def test_a_receiver_that_stays_away_is_suspended_and_loses_nothing(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None], clock: FixedClock, app: App
) -> None:
    webhook = made(agent, receiver)
    serve()
    receiver.statuses = [503] * TRIES
    published(agent, custodians)
    for _ in range(TRIES + 3):
        serve()
        clock.advance(timedelta(days=1))
    assert len(receiver.calls) == TRIES
    assert state(agent, webhook)["status"] == "suspended"
    assert "webhook_suspended" in journal(app)
    replay = agent.refused(f"{HOOKS}/{webhook['id']}/replay", {})
    assert replay == (409, "TND-WEBHOOK-INACTIVE")
    agent.done(f"{HOOKS}/{webhook['id']}/challenge")
    serve()
    assert state(agent, webhook)["status"] == "active"
    assert receiver.calls[TRIES].headers["webhook-id"] == receiver.calls[0].headers["webhook-id"]


def test_events_are_replayed_after_one_of_them_with_the_same_identifiers(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None]
) -> None:
    published(agent, custodians)
    serve()
    webhook = made(agent, receiver)
    serve()
    assert receiver.calls == []  # what was announced before is not delivered by itself
    agent.done(f"{HOOKS}/{webhook['id']}/replay", {})
    published(agent, custodians)
    serve()
    identifiers = [call.event["id"] for call in receiver.calls]
    assert len(identifiers) == len(set(identifiers)) >= 2
    agent.done(f"{HOOKS}/{webhook['id']}/replay", {"after": identifiers[0]})
    serve()
    again = [call.event["id"] for call in receiver.calls][len(identifiers) :]
    assert again == identifiers[1:]


def test_only_the_types_asked_for_are_delivered(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None], app: App, clock: FixedClock
) -> None:
    made(agent, receiver, types=["submission_closed.v1"])
    serve()
    published(agent, custodians)
    serve()
    assert receiver.calls == []
    clock.advance(timedelta(days=60))
    close_due_tenders(app.open_uow, clock=clock)
    serve()
    assert receiver.types() == ["submission_closed.v1"]


def test_a_secret_is_shown_once_and_is_stored_nowhere(app: App, agent: Person, receiver: Receiver) -> None:
    key = {"Idempotency_Key": "webhook-01"}
    first, again = (agent.post(HOOKS, {"url": receiver.url}, **key) for _ in range(2))
    assert first.content == again.content
    path = f"{HOOKS}/{first.json()['id']}/secret"
    secret = agent.get(path).json()["secret"]
    shown = agent.get(path)
    assert (shown.status_code, shown.json()["code"]) == (409, "TND-WEBHOOK-SHOWN")
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    with app.database.reader() as connection:
        tables = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        ).scalars()
        statements = [text(f'SELECT t::text FROM "{table}" t') for table in tables]  # noqa: S608 - names of the catalogue
        stored = "".join(str(row) for statement in statements for row in connection.execute(statement))
    for form in (secret, secret.removeprefix("whsec_"), raw.hex()):
        assert form not in stored


def test_a_rotation_keeps_the_previous_secret_for_a_time(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None], clock: FixedClock
) -> None:
    webhook = made(agent, receiver)
    path = f"{HOOKS}/{webhook['id']}"
    old = agent.get(f"{path}/secret").json()["secret"]
    serve()
    agent.done(f"{path}/rotation")
    new = agent.get(f"{path}/secret").json()["secret"]
    assert new != old
    published(agent, custodians)
    serve()
    assert all(is_signed(receiver.calls[-1], secret) for secret in (old, new))
    clock.advance(OVERLAP)
    published(agent, custodians)
    serve()
    assert [is_signed(receiver.calls[-1], secret) for secret in (old, new)] == [False, True]


def test_a_receiver_that_is_away_delays_nobody_else(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None]
) -> None:
    away = agent.done(HOOKS, {"url": "http://127.0.0.1:1/"})
    webhook = made(agent, receiver)
    published(agent, custodians)
    serve()
    assert receiver.calls
    assert state(agent, away)["failures"] == 1
    assert state(agent, webhook)["failures"] == 0
