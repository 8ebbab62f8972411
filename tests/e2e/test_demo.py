"""Une consultation complète, de la publication au paiement : ce que son résumé doit dire, dans les deux modes."""

import contextlib
import json
from collections import Counter
from decimal import Decimal

import pika
import pytest
from pika.exceptions import AMQPError, ChannelClosedByBroker

from services.demo import story
from services.demo.platform import OwnPlatform, free_port
from shared.messaging.topology import feed_queue_of
from tests.waiting import wait_for

EVENTS_OF_ONE_PROCUREMENT = {
    "custodian_registered.v1": 3,
    "tender_published.v3": 1,
    "submission_closed.v1": 1,
    "responses_opened.v1": 1,
    "contract_awarded.v1": 2,
    "contract_signed.v1": 2,
    "contract_transmitted.v1": 2,
    "contract_notified.v1": 2,
    "purchase_order_placed.v1": 1,
    "invoice_received.v2": 1,
    "invoice_validated.v1": 1,
    "invoice_accepted.v1": 1,
    "payment_ordered.v1": 1,
    "invoice_paid.v1": 1,
    "late_interest_due.v1": 1,
}


@pytest.fixture(params=["embedded", "brokered"])
def played(request):
    """The demonstration, in each mode."""
    return request.getfixturevalue(request.param)


def test_every_check_holds(played):
    failed = [check for check in played.summary["checks"] if not check["ok"]]
    assert failed == []
    assert len(played.summary["checks"]) >= 20


def test_every_event_is_there_once(played):
    counted = Counter(event["type"] for event in played.summary["events"])
    assert {name: counted[name] for name in EVENTS_OF_ONE_PROCUREMENT} == EVENTS_OF_ONE_PROCUREMENT
    # Of the candidacy; and of the contractor's certificates during the contract, if they have arrived (D8222-5).
    assert counted["candidacy_completed.v1"] in {1, 2}
    assert len({event["id"] for event in played.summary["events"]}) == len(played.summary["events"])


def test_versions_of_each_aggregate_follow(played):
    seen: dict[str, int] = {}
    for event in played.summary["events"]:
        assert event["aggregateversion"] > seen.get(event["subject"], 0)
        seen[event["subject"]] = event["aggregateversion"]


def test_the_late_deposit_was_kept_and_not_opened(played):
    opened = next(event for event in played.summary["events"] if event["type"] == "responses_opened.v1")
    standings = Counter(response["standing"] for response in opened["data"]["responses"])
    assert standings == {"in_time": 2, "superseded": 1, "late": 1}
    for response in opened["data"]["responses"]:
        is_opened = [file["opened"] for file in response["files"]]
        assert all(is_opened) if response["standing"] == "in_time" else not any(is_opened)


def test_the_interest_is_that_of_the_law(played):
    owed = next(event for event in played.summary["events"] if event["type"] == "late_interest_due.v1")["data"]
    assert owed["days"] == story.DAYS_LATE
    assert Decimal(owed["interest"]["value"]) == Decimal("9.53")  # 15 600 × 11,15 % × 2 / 365
    assert Decimal(owed["recovery_lump_sum"]["value"]) == Decimal(40)
    assert owed["confidence"] == "C"


def test_both_modes_give_the_same_canonical_summary(embedded, brokered):
    assert embedded.summary["canonical"] == brokered.summary["canonical"]


def test_the_stream_replays_the_feed_from_any_offset(brokered, monkeypatch):
    types = brokered.summary["feed_types"]
    monkeypatch.setenv("PLIS_AMQP_URL", brokered.amqp_url)
    platform = OwnPlatform(brokered.folder, port=free_port())
    platform.ensure_running()  # the relay publishes what it had not yet when the demonstration ended
    try:
        wait_for(lambda: _has_stream(brokered.amqp_url), within=60)
        messages = _stream(brokered.amqp_url, offset="first", count=len(types))
        later = _stream(brokered.amqp_url, offset=len(types) - 2, count=2)
    finally:
        platform.stop()
    assert [json.loads(body)["type"] for _, body in messages] == types
    assert [position for position, _ in messages] == list(range(1, len(types) + 1))
    assert later == messages[-2:]


def _has_stream(url: str) -> bool:
    """Say whether the relay has declared the stream that was asked for."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        connection.channel().queue_declare(feed_queue_of(story.BUYER_SIRET), passive=True)
    except ChannelClosedByBroker:
        return False
    finally:
        connection.close()
    return True


def _stream(url: str, *, offset: str | int, count: int) -> list[tuple[int, bytes]]:
    """Read the buyer's stream from an offset."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=100)
    found = []
    consumed = channel.consume(
        feed_queue_of(story.BUYER_SIRET), arguments={"x-stream-offset": offset}, inactivity_timeout=30
    )
    for method, properties, body in consumed:
        if method is None:
            break
        channel.basic_ack(method.delivery_tag)
        found.append((int(properties.headers["x-plis-position"]), body))
        if len(found) == count:
            break
    with contextlib.suppress(AMQPError):  # closing returns the prefetched messages, which streams do not support
        connection.close()
    return found
