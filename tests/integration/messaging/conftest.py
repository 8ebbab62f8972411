"""A database with the common tables, the outbox of `tenders`, and a broker cleared of the tests' own queues."""

from collections.abc import Iterator

import pytest

from shared.messaging.broker import broker_channel
from shared.messaging.outbox import Outbox
from shared.messaging.topology import UNROUTED, dead_queue_of, exchange_of, feed_queue_of
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import service_database
from tests.integration.messaging.parts import BUYER, EVENT_CLASSES, OTHER_BUYER


@pytest.fixture
def tenders(common_database: Settings) -> Iterator[Database]:
    """The schema of the service that announces."""
    database = service_database(common_database, "tenders")
    yield database
    database.dispose()


@pytest.fixture
def mps(common_database: Settings) -> Iterator[Database]:
    """The schema of the service that consumes."""
    database = service_database(common_database, "mps")
    yield database
    database.dispose()


@pytest.fixture
def outbox(common_database: Settings) -> Iterator[Outbox]:
    """The outbox of `tenders`, as its relay sees it."""
    outbox = Outbox.open(common_database, "tenders")
    yield outbox
    outbox.close()


@pytest.fixture
def mps_outbox(common_database: Settings) -> Iterator[Outbox]:
    """The outbox (and dead letters) of `mps`, as the relay's role sees them."""
    outbox = Outbox.open(common_database, "mps")
    yield outbox
    outbox.close()


@pytest.fixture
def clean_broker(amqp_url: str) -> Iterator[str]:
    """Address of the broker, without any queue or exchange of these tests."""
    _clean(amqp_url)
    yield amqp_url
    _clean(amqp_url)


def _clean(amqp_url: str) -> None:
    queues = [f"mps.{event_class.event_type}" for event_class in EVENT_CLASSES]
    queues += [dead_queue_of("mps"), UNROUTED, feed_queue_of(BUYER), feed_queue_of(OTHER_BUYER), "test.full"]
    with broker_channel(amqp_url) as channel:
        for queue in queues:
            channel.queue_delete(queue)
        for exchange in (exchange_of("tenders"), UNROUTED):
            channel.exchange_delete(exchange)
