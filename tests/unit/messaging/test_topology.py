"""The names and arguments on the broker, which every deployment depends on."""

from shared.messaging.topology import (
    BindingSpec,
    Route,
    Topology,
    feed_topology,
    route_topology,
    source_topology,
)

ROUTE = Route(consumer="responses", source="tenders", event_type="tender_published.v1")


def test_names_follow_the_design() -> None:
    topology = route_topology([ROUTE])
    assert [exchange.name for exchange in topology.exchanges] == ["plis.unrouted", "tenders.events"]
    assert [queue.name for queue in topology.queues] == [
        "plis.unrouted",
        "responses.dead",
        "responses.tender_published.v1",
    ]
    assert BindingSpec("responses.tender_published.v1", "tenders.events", "tender_published.v1") in topology.bindings


def test_a_work_queue_never_loses_and_never_loops() -> None:
    queue = route_topology([ROUTE]).queues[-1]
    assert dict(queue.arguments) == {
        "x-queue-type": "quorum",
        "x-delivery-limit": 6,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "responses.dead",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def test_what_nobody_wants_goes_to_a_stream() -> None:
    topology = source_topology("tenders")
    assert dict(topology.exchanges[-1].arguments) == {"alternate-exchange": "plis.unrouted"}
    assert topology.queues[0].arguments["x-queue-type"] == "stream"
    assert topology.bindings == (BindingSpec("plis.unrouted", "plis.unrouted", ""),)


def test_a_feed_is_a_stream_of_its_own_bound_to_nothing() -> None:
    topology = feed_topology("21750001600019")
    assert [queue.name for queue in topology.queues] == ["finance.feed.21750001600019"]
    assert topology.queues[0].arguments["x-queue-type"] == "stream"
    assert topology.bindings == ()


def test_joining_declares_each_thing_once() -> None:
    assert route_topology([ROUTE, ROUTE]) == route_topology([ROUTE])
    assert Topology() + source_topology("mps") == source_topology("mps")
