"""Everything that a played demonstration has left behind: tables, files, logs, figures, queues and streams."""

import contextlib
import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError, ChannelClosedByBroker

from services.demo import story
from services.demo.documents import canary
from services.demo.platform import free_port, is_ready
from services.demo.progress import Progress
from shared.contracts.catalogue import EVENTS
from shared.messaging.topology import UNROUTED, Route, dead_queue_of, feed_queue_of
from shared.storage.embedded import EmbeddedPostgres
from shared.storage.embedded_home import server_home
from shared.storage.roles import SERVICES
from tests.broker import Broker
from tests.e2e.conftest import Played
from tests.e2e.playing import ROOT, environment
from tests.stores import database_contents, file_contents, secrets_of
from tests.waiting import wait_for

_STREAMS = frozenset({UNROUTED, feed_queue_of(story.BUYER_SIRET)})
Contents = Iterator[tuple[str, bytes]]


def forbidden(played: Played) -> dict[str, bytes]:
    """What must be nowhere: the secrets, the bids (a text planted in each), the custodians' identities, any age key."""
    run_id = Progress(played.folder / "progress.json").run_id
    bids = {
        f"bid {offer}, lot {lot.number}": canary(run_id, offer, lot.number).encode()
        for offer in story.PRICES
        for lot in story.LOTS
    }
    custodians = {path.name: path.read_bytes().strip() for path in (played.folder / "detenteurs").iterdir()}
    return {**secrets_of(played.folder / "secrets"), **bids, **custodians, "any identity": b"AGE-SECRET-KEY-1"}


@contextmanager
def platform_of(played: Played) -> Iterator[str]:
    """The platform of a demonstration, started again; gives the address of its figures."""
    port, figures = free_port(), free_port()
    given = {
        "PLIS_DATA_DIR": str(played.folder / "data"),
        "PLIS_SECRETS_DIR": str(played.folder / "secrets"),
        "PLIS_SANDBOX": "1",
        "PLIS_METRICS_PORT": str(figures),
    }
    with (played.folder / "platform.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "services.cli", "serve", "--port", str(port), "--quiet"],
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env={**environment(played.amqp_url), **given},
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5) as http:
            wait_for(lambda: is_ready(http), within=120, what="the platform")
            http.get("/tenders/consultations")  # so that there is something to count
        yield f"http://127.0.0.1:{figures}/metrics"
    finally:
        server.terminate()
        server.wait(timeout=60)


def platform_contents(played: Played, figures: str) -> Contents:
    """Tables, files (blobs, write-ahead log, the server's own log), the platform's log, its figures."""
    data = played.folder / "data"
    yield from database_contents(EmbeddedPostgres(data, played.folder / "secrets").url)
    yield from file_contents(data, played.folder / "platform.log")
    if not server_home(data).is_relative_to(data):  # root keeps the database where its user may enter
        yield from file_contents(server_home(data))
    yield "metrics", httpx.get(figures, timeout=10).content


def broker_contents(broker: Broker) -> Contents:
    """Every message of every queue and stream, left where it is; of our own node also what it wrote on disk."""
    for queue in _queue_names(broker):
        for number, body in enumerate(_messages(broker.url, queue)):
            yield f"queue {queue}, message {number}", body
    if broker.node is not None:
        yield from file_contents(broker.node.folder)


def _queue_names(broker: Broker) -> list[str]:
    """Every queue that exists: those whose names are known, and of our own node whatever it tells."""
    known = {*_STREAMS, *(dead_queue_of(service) for service in SERVICES)}
    known |= {Route(consumer, event.source, name).queue for consumer in SERVICES for name, event in EVENTS.items()}
    told = broker.node.control("list_queues", "name", "--no-table-headers").splitlines() if broker.node else []
    return [queue for queue in sorted(known | set(told)) if queue in told or _exists(broker.url, queue)]


def _exists(url: str, queue: str) -> bool:
    with _channel(url) as channel:
        try:
            channel.queue_declare(queue, passive=True)
        except ChannelClosedByBroker:
            return False
    return True


def _messages(url: str, queue: str) -> Iterator[bytes]:
    """Read without acknowledging a queue, so that it keeps its messages; a stream keeps them anyway."""
    with _channel(url) as channel:
        waiting = channel.queue_declare(queue, passive=True).method.message_count
        if queue not in _STREAMS:
            for _ in range(waiting):
                _, kept, content = channel.basic_get(queue)
                yield (content or b"") + repr(kept and kept.headers).encode()
            return
        channel.basic_qos(prefetch_count=100)
        arguments = {"x-stream-offset": "first"}
        stream = channel.consume(queue, arguments=arguments, inactivity_timeout=10)
        for method, properties, body in itertools.islice(stream, waiting):
            if method is None:
                return
            channel.basic_ack(method.delivery_tag)
            yield body + repr(properties.headers).encode()


@contextmanager
def _channel(url: str) -> Iterator[BlockingChannel]:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        yield connection.channel()
    finally:
        with contextlib.suppress(AMQPError):  # a stream does not take its prefetched messages back
            connection.close()
