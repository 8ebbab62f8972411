"""A message as the relay publishes it: where it goes, what it carries, how it is known again when it comes back."""

from dataclasses import dataclass, field
from typing import Final

import pika

CONTENT_TYPE: Final = "application/cloudevents+json"
POSITION_HEADER: Final = "x-plis-position"
_PERSISTENT: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Outgoing:
    """One publication; two publications of one event are two objects, compared by identity."""

    position: int
    event_id: str
    event_type: str
    exchange: str
    routing_key: str
    body: str = field(repr=False)
    feed: str | None = None
    feed_position: int | None = None

    @property
    def mark(self) -> tuple[str, str, str]:
        """What a returned message still says of itself: where it was going, and which event it was."""
        return (self.exchange, self.routing_key, self.event_id)

    def properties(self) -> pika.BasicProperties:
        """Give the AMQP properties: persistent, typed, and with its place when it belongs to a feed."""
        headers = None if self.feed_position is None else {POSITION_HEADER: self.feed_position}
        return pika.BasicProperties(
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            delivery_mode=_PERSISTENT,
            message_id=self.event_id,
            type=self.event_type,
            app_id="plis",
            headers=headers,
        )
