"""After a whole procurement no store holds a bid in clear, an identity or a secret; planted texts prove the search."""

import contextlib
from collections.abc import Iterator

import pika
import psycopg
import pytest

from shared.messaging.topology import dead_queue_of
from shared.storage.embedded import EmbeddedPostgres
from tests.e2e.conftest import Played
from tests.e2e.stored import broker_contents, forbidden, platform_contents, platform_of
from tests.stores import search

PLANTED = b"PLANTE-5f0e2c4a9b7d4e1c8a36"


@pytest.fixture(params=["embedded", "brokered"])
def played(request: pytest.FixtureRequest) -> Played:
    """The demonstration, in each mode."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def figures(played: Played) -> Iterator[str]:
    """Address of the figures of its platform, started again."""
    with platform_of(played) as address:
        yield address


def test_no_store_of_the_platform_leaks(played, figures):
    wanted = forbidden(played)
    assert len(wanted) >= 8 + 3 + 10, "8 bids, 3 custodians, and the secrets of four services"
    stores = list(platform_contents(played, figures))
    _assert_all_kinds_read([name for name, _ in stores])
    assert search(stores, wanted) == []


def test_what_is_planted_is_found(embedded):
    with platform_of(embedded) as figures:
        file = embedded.folder / "data" / "planted"
        try:
            with _planted_table(embedded):
                file.write_bytes(b"before " + PLANTED + b" after")
                found = search(platform_contents(embedded, figures), {"planted": PLANTED})
        finally:
            file.unlink(missing_ok=True)
    assert {"table tenders.planted", f"file {file}"} <= {leak.store for leak in found}


def test_no_queue_leaks(brokered, broker):
    stores = list(broker_contents(broker))
    names = {name.split(",")[0] for name, _ in stores}
    assert {"queue plis.unrouted", "queue finance.feed.98765432400019"} <= names
    assert search(stores, forbidden(brokered)) == []


@pytest.mark.usefixtures("brokered")
def test_what_is_planted_in_a_queue_is_found_and_left_there(broker):
    queue = dead_queue_of("tenders")
    with contextlib.closing(pika.BlockingConnection(pika.URLParameters(broker.url))) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("", queue, PLANTED)
        for _ in range(2):
            found = search(broker_contents(broker), {"planted": PLANTED})
            assert f"queue {queue}, message 0" in {leak.store for leak in found}
        channel.basic_get(queue, auto_ack=True)


def _assert_all_kinds_read(names: list[str]) -> None:
    for part in ("table tenders.outbox", "table responses.journal", "/sealed/", "/opened/", "pg_wal/", "platform.log"):
        assert any(part in name for name in names), f"{part} was read"
    assert "metrics" in names


@contextlib.contextmanager
def _planted_table(played: Played) -> Iterator[None]:
    url = EmbeddedPostgres(played.folder / "data", played.folder / "secrets").url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE tenders.planted (content bytea)")
        try:
            connection.execute("INSERT INTO tenders.planted VALUES (%s)", (PLANTED,))
            yield
        finally:
            connection.execute("DROP TABLE tenders.planted")
