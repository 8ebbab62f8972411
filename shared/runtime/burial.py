"""Moves a message to its consumer's dead letters, with the reason, confirmed by the broker."""

from datetime import datetime

from kombu.connection import Connection
from kombu.message import Message

from shared.messaging.dead import (
    ATTEMPTS_HEADER,
    DIED_AT_HEADER,
    ERROR_HEADER,
    QUEUE_HEADER,
    TRACEBACK_HEADER,
)
from shared.messaging.failure import Failure
from shared.messaging.topology import Route, dead_queue_of


def send_to_dead_letters(
    connection: Connection, message: Message, failure: Failure, *, route: Route, deliveries: int, at: datetime
) -> None:
    """Publish the message, unchanged, to ``<consumer>.dead`` over a connection of its own, and wait for the confirm.

    A crash before the original is acknowledged leaves it twice in the dead letters: its replay is harmless twice.
    """
    kept = {name: message.properties[name] for name in ("message_id", "type", "app_id") if name in message.properties}
    with connection:
        channel = connection.channel()
        outgoing = channel.prepare_message(
            message.body,
            content_type=message.content_type,
            content_encoding=message.content_encoding,
            headers={
                QUEUE_HEADER: route.queue,
                ERROR_HEADER: failure.error,
                TRACEBACK_HEADER: failure.traceback,
                ATTEMPTS_HEADER: deliveries,
                DIED_AT_HEADER: at.isoformat(),
            },
            properties={"delivery_mode": 2, **kept},
        )
        channel.basic_publish(outgoing, exchange="", routing_key=dead_queue_of(route.consumer), mandatory=True)
