"""Short blocking conversations with RabbitMQ (pika): declaring a topology, and the operator's look at dead letters.

The relay's steady stream has its own asynchronous connection (``relay_session``); this one is for rare acts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pika
from pika.adapters.blocking_connection import BlockingChannel

from shared.messaging.topology import Topology

HEARTBEAT_SECONDS: Final = 60
_CONNECT_SECONDS: Final = 10


def connection_parameters(url: str) -> pika.URLParameters:
    """Read the broker's address, with our heartbeat and time limits."""
    parameters = pika.URLParameters(url)
    parameters.heartbeat = HEARTBEAT_SECONDS
    parameters.socket_timeout = _CONNECT_SECONDS
    parameters.stack_timeout = _CONNECT_SECONDS * 2
    parameters.blocked_connection_timeout = HEARTBEAT_SECONDS * 5
    return parameters


@contextmanager
def broker_channel(url: str) -> Iterator[BlockingChannel]:
    """Open a channel for the length of the context.

    Raises:
        pika.exceptions.AMQPError: the broker is away or refuses.
    """
    connection = pika.BlockingConnection(connection_parameters(url))
    try:
        yield connection.channel()
    finally:
        if connection.is_open:
            connection.close()


def declare(channel: BlockingChannel, topology: Topology) -> None:
    """Make what is missing; what exists with the same arguments stays as it is.

    Raises:
        pika.exceptions.ChannelClosedByBroker: a name exists with other arguments.
    """
    for exchange in topology.exchanges:
        channel.exchange_declare(
            exchange.name, exchange_type=exchange.kind, durable=True, arguments=dict(exchange.arguments)
        )
    for queue in topology.queues:
        channel.queue_declare(queue.name, durable=True, arguments=dict(queue.arguments))
    for binding in topology.bindings:
        channel.queue_bind(binding.queue, binding.exchange, routing_key=binding.routing_key)
