"""A virtual host of its own on a broker, with an ear on every exchange and an eye on every queue."""

import json

import pika

from services.demo.platform import SERVICES
from shared.messaging.topology import exchange_of
from tests.rabbit import PrivateBroker
from tests.waiting import wait_for

_EAR = "essai.oreille"


class SpiedHost:
    """A virtual host of a node that tests may use as they like."""

    def __init__(self, node: PrivateBroker, name: str) -> None:
        self._node, self._host = node, name
        node.control("add_vhost", name)
        node.control("set_permissions", "-p", name, "guest", ".*", ".*", ".*")
        self.url = node.url.removesuffix("%2F") + name

    def listen(self) -> None:
        """Keep a copy of every message from now on; workers and relay declare what they need as they start."""
        wanted = {exchange_of(service) for service in SERVICES}
        wait_for(lambda: wanted <= self._exchanges(), within=120, every=0.5, what="the exchanges")
        with pika.BlockingConnection(pika.URLParameters(self.url)) as connection:
            channel = connection.channel()
            channel.queue_declare(_EAR, durable=True)
            for exchange in sorted(wanted):
                channel.queue_bind(_EAR, exchange, "#")

    def settle(self) -> dict[str, str]:
        """Wait until no queue moves any more; give how many messages each holds."""
        last: list[dict[str, str]] = [{}]

        def still() -> bool:
            before, last[0] = last[0], self._depths()
            return bool(last[0]) and before == last[0]

        wait_for(still, within=60, every=0.5, what="queues that stand still")
        return last[0]

    def seen(self) -> dict[str, str]:
        """Give every queue with its depth, and every message that was published."""
        return {f"depth of {name}": depth for name, depth in self.settle().items()} | self.messages()

    def messages(self) -> dict[str, str]:
        """Give every message that was published since the last time, by source, in order."""
        found: dict[str, str] = {}
        counted: dict[str, int] = {}
        with pika.BlockingConnection(pika.URLParameters(self.url)) as connection:
            channel = connection.channel()
            while (got := channel.basic_get(_EAR, auto_ack=True))[0] is not None:
                method, properties, body = got
                counted[method.exchange] = counted.get(method.exchange, 0) + 1
                headers = sorted(properties.headers or {})
                text = json.dumps([method.routing_key, headers, body.decode()], ensure_ascii=False)
                found[f"message {counted[method.exchange]} of {method.exchange}"] = text
        return found

    def forget(self) -> None:
        """Remove the virtual host with its queues."""
        self._node.control("delete_vhost", self._host)

    def _exchanges(self) -> set[str]:
        return set(self._node.control("list_exchanges", "-p", self._host, "name", "--no-table-headers").splitlines())

    def _depths(self) -> dict[str, str]:
        listed = self._node.control("list_queues", "-p", self._host, "name", "messages", "--no-table-headers")
        return dict(line.split("\t") for line in listed.splitlines())
