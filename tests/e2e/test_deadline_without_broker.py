"""The broker is away for the whole hour of the deadline, and of its extension; the platform plays on real processes.

An extension that the buyer decides meanwhile is heard of afterwards: nobody loses anything by it, every receipt is
amended, and who deposited after the deadline that the service knew is in time by the one that was decided (R2151-4).
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from services.clients.responses import ResponsesClient
from services.clients.sealing import deposit
from services.demo import story
from services.demo.scenes import opening
from shared.proof.receipt_check import verify_receipt
from tests.e2e.silent_session import Playing, playing
from tests.e2e.spied_broker import SpiedHost
from tests.rabbit import BrokerUnavailable, PrivateBroker
from tests.waiting import wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]
FACTOR = 120  # an hour of law in thirty seconds
DEADLINE = story.LEGAL_START + timedelta(hours=3)
EXTENDED = DEADLINE + timedelta(hours=1)
Made = dict[str, Any]


@pytest.fixture
def node() -> Iterator[PrivateBroker]:
    """A broker of one's own."""
    try:
        broker = PrivateBroker()
        broker.start()
    except BrokerUnavailable as error:
        pytest.skip(f"no RabbitMQ to stop: {error}")
    yield broker
    broker.stop()


def test_an_hour_without_broker_around_the_deadline_costs_nobody_anything(
    node: PrivateBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "DEADLINE", DEADLINE)
    with TemporaryDirectory(prefix="plis-heure-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)  # the database's own user enters it
        host = SpiedHost(node, folder.name)
        with playing(folder, host, factor=FACTOR) as played:
            played.prepare()
            made = {"A": sent(played, "A", 0)}
            node.kill()
            made |= hour_of_the_deadline(played)
            node.start()
            check_amended(made)
            opening.hold(played.stage)
            check_minutes(played, made)


def hour_of_the_deadline(played: Playing) -> dict[str, Made]:
    """Deposit before the deadline, after it, and after its extension, of which the service hears nothing."""
    stage = played.stage
    made = {"B": sent(played, "B", 1)}
    assert stage.legal_now() < DEADLINE, "the machine is too slow for this story"
    extend(played)
    stage.wait_until(stage.timeline.instant_of(DEADLINE + timedelta(seconds=1)))
    made["C"] = sent(played, "C", 2)
    assert stage.legal_now() < EXTENDED, "the machine is too slow for this story"
    stage.wait_until(stage.timeline.instant_of(EXTENDED + timedelta(seconds=1)))
    made["late A"] = sent(played, "A", 3)
    told = {who: verdict(one)["timeliness"] for who, one in made.items()}
    assert told == {"B": "in_time", "C": "late", "late A": "late"}, "as far as the service knows"
    assert not any(verdict(one)["is_final"] for who, one in made.items())
    early = stage.desk(story.CUSTODIANS[0]).http.post(
        "/responses/openings", json={"tender_id": played.tender_id}, headers={"Idempotency-Key": "heure-trop-tot"}
    )
    assert early.json()["code"] == "RSP-NOT-CLOSED", "nothing opens before the closing was heard of (R2132-9)"
    return made


def sent(played: Playing, letter: str, number: int) -> Made:
    """Deposit, and hold a receipt that verifies."""
    client, sealed, name = played.seal(letter, number)
    made = deposit(client, [sealed], key=f"heure-depot-{number}", company_name=name)
    proof = wait_for(lambda: client.receipt(made["deposit_id"], wait=5), within=60, what="the receipt")
    assert verify_receipt(proof).act["type"] == "deposit_completed"
    again = deposit(client, [sealed], key=f"heure-encore-{number}", company_name=name)
    assert again["deposit_id"] == made["deposit_id"]
    return {**made, "client": client, "first": proof}


def extend(played: Playing) -> None:
    """Have the buyer give an hour more; tenders takes it and says it to whoever asks."""
    http, path = played.stage.desk(story.AGENT).http, f"/tenders/consultations/{played.tender_id}"
    body = {
        "submission_deadline": EXTENDED.isoformat(),
        "importance": "minor",
        "reason": "Panne de la messagerie de la plateforme.",
        "override_reason": "Une heure de plus suffit à tous les candidats.",
    }
    headers = {"If-Match": f'"{http.get(path).json()["version"]}"', "Idempotency-Key": "heure-report"}
    answer = http.post(f"{path}/changes", json=body, headers=headers)
    assert answer.is_success, answer.text
    shown = httpx.get(f"{played.stage.platform.url}{path}", timeout=60).json()["submission_deadline"]
    assert shown == EXTENDED.isoformat().replace("+00:00", "Z")


def verdict(made: Made) -> dict[str, Any]:
    """What the company is told of its deposit."""
    return dict(made["client"].deposit(made["deposit_id"])["verdict"])


def check_amended(made: dict[str, Made]) -> None:
    """The broker is back: every company is told where it stands, by a receipt that names the first one."""
    expected = {"A": "in_time", "B": "in_time", "C": "in_time", "late A": "late"}
    for who, one in made.items():
        final = wait_for(lambda one=one: is_final(one), within=120, what="the closing")
        assert (final["timeliness"], final["is_amended"]) == (expected[who], True)
        client = one["client"]

        def amended(client: Any = client, one: Made = one) -> dict[str, Any] | None:
            found: dict[str, Any] | None = client.receipt(one["deposit_id"], wait=5)
            return found if found is not None and found["act"]["type"] == "deposit_amended" else None

        act = verify_receipt(wait_for(amended, within=60, what="the amended receipt")).act
        assert (act["standing"], act["deadline"]) == (expected[who], EXTENDED.isoformat().replace("+00:00", ".000Z"))
        assert act["completed_at"] == one["first"]["act"]["completed_at"]
        verify_receipt(one["first"])


def is_final(made: Made) -> dict[str, Any] | None:
    """The verdict, once the closing was heard of."""
    found = verdict(made)
    return found if found["is_final"] else None


def check_minutes(played: Playing, made: dict[str, Made]) -> None:
    """All four responses are there; the three in time were opened."""
    reader = ResponsesClient(played.stage.desk(story.CUSTODIANS[0]).http)
    minutes = reader.minutes(str(played.stage.progress.get("opening_id")))["minutes"]
    standings = {one["deposit_id"]: one["standing"] for one in minutes["responses"]}
    late = made["late A"]["deposit_id"]
    assert standings == {one["deposit_id"]: "in_time" for one in made.values()} | {late: "late"}
    opened = {one["deposit_id"] for one in minutes["responses"] if one["files"][0]["outcome"] == "opened"}
    assert opened == set(standings) - {late}
