"""Declares a topology over a kombu channel, as ``shared.messaging.broker`` does over a pika one."""

from typing import Any

from shared.messaging.topology import Topology


def declare(channel: Any, topology: Topology) -> None:  # noqa: ANN401 - kombu is untyped
    """Make what is missing; what exists with the same arguments stays as it is."""
    for exchange in topology.exchanges:
        channel.exchange_declare(
            exchange=exchange.name,
            type=exchange.kind,
            durable=True,
            auto_delete=False,
            arguments=dict(exchange.arguments),
        )
    for queue in topology.queues:
        channel.queue_declare(queue=queue.name, durable=True, auto_delete=False, arguments=dict(queue.arguments))
    for binding in topology.bindings:
        channel.queue_bind(queue=binding.queue, exchange=binding.exchange, routing_key=binding.routing_key)
