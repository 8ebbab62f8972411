"""The relay of one service: publishes what its sequencer has numbered, and keeps the cursors of what is confirmed.

A cursor is written after the confirms, so a crash publishes again, never not at all; consumers' inboxes make that
harmless. One relay per service is active (its background is a singleton); a second one waits and takes over.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from shared.kernel.clock import Clock, SystemClock
from shared.messaging.background import Background, Stop
from shared.messaging.broker import broker_channel, declare
from shared.messaging.figures import EVENTS_PUBLISHED, EVENTS_REFUSED
from shared.messaging.lanes import AsideLane, FeedLane, Lane, TopicLane
from shared.messaging.message import Outgoing
from shared.messaging.outbox import Outbox
from shared.messaging.relay_session import RelaySession
from shared.messaging.relay_store import RelayStore
from shared.messaging.topology import FEED_PREFIX, Route, Topology, feed_topology, route_topology, source_topology
from shared.observability import logger

RELAY_CURSOR: Final = "relay"
_log = logger(__name__)


class Relay:
    """Publishes one outbox to one broker.

    ``routes`` are all that consumers want of this service: their queues are declared before anything is published,
    so that an event sent before a consumer's first start waits for it.
    """

    def __init__(
        self, outbox: Outbox, *, amqp_url: str, routes: Iterable[Route] = (), clock: Clock | None = None
    ) -> None:
        self._outbox = outbox
        self._amqp_url = amqp_url
        self._topology = source_topology(outbox.service) + route_topology(
            route for route in routes if route.source == outbox.service
        )
        self._store = RelayStore(outbox, clock or SystemClock())
        self._stop = Stop()
        self._topic: TopicLane | None = None
        self._feeds: dict[str, FeedLane] = {}
        self._lanes: tuple[Lane, ...] = ()
        self._refused: Counter[str] = Counter()

    def background(self) -> Background:
        """Give the relay as a background loop, one active per service."""
        return Background(f"relay.{self._outbox.service}", self.run)

    def run(self, stop: Stop) -> None:
        """Publish until ``stop`` is set; losing the broker or the database ends it with the reason."""
        self._stop = stop
        self._declare(self._topology)
        self._open_lanes()
        session = RelaySession(self._amqp_url, self)
        stop.then(session.nudge)
        with self._outbox.numbered.heard_by(session.nudge):
            session.run()

    def lanes(self) -> Sequence[Lane]:
        """Give the lanes as they are now."""
        return self._lanes

    def look_again(self) -> None:
        """Note that events may have been numbered; the topic lane tells the feeds which of them have grown."""
        if self._topic is not None:
            self._topic.look_again()

    def refresh(self) -> None:
        """Take up the feeds declared since the last second."""
        self._tell_refusals()
        for name, position in self._store.feeds().items():
            if name not in self._feeds:
                siret = name.removeprefix(FEED_PREFIX)
                self._declare(feed_topology(siret))
                self._feeds[name] = FeedLane(
                    cursor=position,
                    read=partial(self._store.read_feed, siret),
                    save=partial(self._store.save, name),
                )
                self._lanes = (*self._lanes, self._feeds[name])

    def is_ending(self) -> bool:
        """Say whether the end was asked for."""
        return self._stop.is_set()

    def published(self) -> None:
        """Count a message that the broker has stored."""
        EVENTS_PUBLISHED.labels(service=self._outbox.service).inc()

    def refused(self, message: Outgoing) -> None:
        """Count a message that the broker did not take; told once a second, for there may be thousands."""
        EVENTS_REFUSED.labels(service=self._outbox.service).inc()
        self._refused[message.event_type] += 1

    def _tell_refusals(self) -> None:
        if self._refused:
            _log.warning("publications_refused", service=self._outbox.service, by_type=dict(self._refused))
            self._refused.clear()

    def _open_lanes(self) -> None:
        """Begin again from what is written down; whatever was in flight will be published again."""
        store = self._store
        self._topic = TopicLane(
            cursor=store.cursor(RELAY_CURSOR),
            read=self._read,
            save=partial(store.save, RELAY_CURSOR),
            set_aside=store.set_aside,
        )
        self._feeds = {}
        self._lanes = (self._topic, AsideLane(read=store.read_aside, done=store.found_its_way))

    def _read(self, position: int, limit: int) -> Sequence[Outgoing]:
        messages = self._store.read(position, limit)
        for message in messages:
            if message.feed is not None and (lane := self._feeds.get(f"{FEED_PREFIX}{message.feed}")):
                lane.look_again()
        return messages

    def _declare(self, topology: Topology) -> None:
        with broker_channel(self._amqp_url) as channel:
            declare(channel, topology)
