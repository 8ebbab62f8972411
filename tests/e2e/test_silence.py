"""Design 8.7, the long form: one session, played with no deposit and with five, is the same session for everybody else.

Over every route of every service (read from the OpenAPI documents), every message and queue of a real broker, every
figure, and the growth of the log. ``tests/integration/responses`` holds the short form.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest

from services.demo import story
from services.demo.identities import Bearer
from shared.storage.embedded import EmbeddedPostgres
from tests.e2e.recording import differences
from tests.e2e.silent_session import Playing, Session, playing, record, told
from tests.e2e.spied_broker import SpiedHost
from tests.rabbit import BrokerUnavailable, PrivateBroker
from tests.waiting import wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def node() -> Iterator[PrivateBroker]:
    """A broker of one's own."""
    try:
        broker = PrivateBroker()
        broker.start()
    except BrokerUnavailable as error:
        pytest.skip(f"no RabbitMQ to listen to: {error}")
    yield broker
    broker.stop()


@pytest.fixture(scope="module")
def sessions(node: PrivateBroker) -> tuple[Session, Session, Session]:
    """The session without deposits, the one with five, and how this one looks once a deposit is announced."""
    found = []
    for is_sent in (False, True):
        with TemporaryDirectory(prefix="plis-silence-") as name:
            folder = Path(name).resolve()
            folder.chmod(0o755)  # the database's own user enters it
            host = SpiedHost(node, folder.name)
            with playing(folder, host) as played:
                found.append(record(played, host, is_sent=is_sent))
                if is_sent:
                    announce_a_deposit(folder)
                    found.append(replace(found[-1], seen={**found[-1].seen, **seen_again(played, host)}))
            host.forget()
    return found[0], found[1], found[2]


def test_the_session_is_the_same_with_no_deposit_and_with_five(sessions: tuple[Session, Session, Session]) -> None:
    without, with_five, _ = sessions
    found = differences(without.comparable(), with_five.comparable())
    if found:
        pytest.fail("\n".join(f"{key}\n  none: {one}\n  five: {other}" for key, (one, other) in found.items()))
    asked = [key for key in without.seen if key.startswith("before ")]
    assert len(asked) > 800, "every route by everybody"
    assert any(without.seen[key].startswith("200") and "Tonte, taille" in without.seen[key] for key in asked)
    assert {f"depth of {name}" for name in ("responses.dead", "tenders.dead", "plis.unrouted")} <= set(without.seen)


def test_a_deposit_that_is_announced_is_heard(sessions: tuple[Session, Session, Session]) -> None:
    """The comparison sees: one event more in the outbox of responses reaches the broker and whoever operates."""
    _, silent, leaking = sessions
    found = differences(silent.comparable(), leaking.comparable())
    assert {"message 1 of responses.events after", "before operateur get /responses/events"} <= set(found)


def seen_again(played: Playing, host: SpiedHost) -> dict[str, str]:
    """What the broker and the operator's feed show now."""
    said = wait_for(host.messages, within=60, what="what was announced")
    operator = httpx.Client(base_url=played.stage.platform.url, auth=Bearer(played.issuer, story.OPERATOR), timeout=60)
    with operator as http:
        feed = told(http.get("/responses/events"), "/responses/events")
    return {**{f"{name} after": text for name, text in said.items()}, "before operateur get /responses/events": feed}


def announce_a_deposit(folder: Path) -> None:
    """Write one row more in the outbox of responses, as a careless handler would."""
    url = EmbeddedPostgres(folder / "data", folder / "secrets").url.replace("+psycopg", "")
    kept = "feed, type, aggregate_id, recorded_at, envelope"
    row = f"SELECT gen_random_uuid(), aggregate_version + 99, {kept} FROM responses.outbox LIMIT 1"  # noqa: S608
    with psycopg.connect(url) as connection:
        connection.execute(f"INSERT INTO responses.outbox (id, aggregate_version, {kept}) {row}")
