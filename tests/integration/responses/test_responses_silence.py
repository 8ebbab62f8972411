"""Before the closing nobody learns anything: not from events, not from answers, not from the log's growth."""

from time import monotonic
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest

from shared.kernel.principal import Right
from shared.messaging.log_loops import TICK_SECONDS
from shared.observability.metrics import REGISTRY
from shared.proof.canonical import canonical_json
from tests.integration.responses.platform import ACME, BOLT, BUYER, OTHER_BUYER, Platform, a_key
from tests.integration.responses.registers import allow, post, send_copy
from tests.stores import search
from tests.waiting import wait_for


def public_face(platform: Platform) -> bytes:
    """Everything that others than the depositor can see."""
    http = platform.anonymous()
    consultation = http.get(f"/responses/consultations/{platform.tender_id}").json()
    limits = http.get("/responses/limits").json()
    agent = platform.http(
        subject="agent", siret=BUYER, rights=(Right.CUSTODIAN, Right.EVALUATE, Right.PUBLISH), kind="agent"
    )
    opening = start(agent, platform).json()
    figures = generate_latest(REGISTRY).decode()
    attempts = f"/responses/consultations/{platform.tender_id}/attempts"
    asked = [agent.get(f"{attempts}/{siret}/evidence") for siret in (ACME, BOLT)]
    secret = ("/responses/deposits", "/uploads", "/copies", "/evidence", "/receipt", "plis_clock_drift")
    counted = [line for line in figures.splitlines() if any(path in line for path in secret)]
    register = agent.get(f"/responses/consultations/{platform.tender_id}/envelopes").json()
    return canonical_json(
        {
            "figures": list(counted),
            "consultation": consultation,
            "limits": limits,
            "register": register,
            "opening": {name: opening[name] for name in ("code", "detail", "status")},
            "announced": list(platform.announced()),
            "evidence": [[answer.status_code, answer.json()["code"]] for answer in asked],
            "ready": http.get("/responses/readyz").json(),
            "keys": wait_for(lambda: http.get("/responses/log/keys").json(), within=20, what="the published keys"),
        }
    )


def start(http: httpx.Client, platform: Platform) -> httpx.Response:
    body = {"tender_id": platform.tender_id}
    return http.post("/responses/openings", json=body, headers={"Idempotency-Key": a_key()})


def test_no_response_and_five_look_the_same(platform: Platform) -> None:
    platform.publish()
    allow(platform)
    before = public_face(platform)
    place = post(platform.company_http(ACME), f"/consultations/{platform.tender_id}/copies", {}).json()
    send_copy(platform, place, b"canari de copie")
    for number in range(5):
        platform.deposit(f"canari {number}".encode(), siret=(ACME, BOLT)[number % 2])
    assert public_face(platform) == before


def test_nothing_opens_before_the_closing(platform: Platform) -> None:
    """R2132-9: fails closed, for every right, until tenders has announced the closing."""
    platform.publish(seconds=-5)
    platform.deposit(b"canari")
    for right in (Right.DRAFT, Right.PUBLISH, Right.CUSTODIAN, Right.EVALUATE, Right.AWARD, Right.SIGN):
        answer = start(platform.http(subject="agent", siret=BUYER, rights=(right,), kind="agent"), platform)
        assert answer.status_code == (409 if right is Right.CUSTODIAN else 403)
    platform.close()
    assert start(platform.http(subject="a", siret=BUYER, rights=(Right.CUSTODIAN,), kind="agent"), platform).is_success


def test_a_closing_whose_hour_has_not_come_opens_nothing(platform: Platform) -> None:
    platform.publish()
    deadline = platform.app.clock.now().replace(year=2099)
    platform.close(deadline)
    refused = start(platform.http(subject="a", siret=BUYER, rights=(Right.CUSTODIAN,), kind="agent"), platform)
    assert refused.json()["code"] == "RSP-NOT-CLOSED"


def test_another_organisation_finds_nothing(platform: Platform) -> None:
    platform.publish()
    deposited = platform.deposit(b"canari")
    platform.close()
    stranger = platform.http(subject="x", siret=OTHER_BUYER, rights=(Right.CUSTODIAN, Right.EVALUATE), kind="agent")
    company = platform.company_http(BOLT)
    assert start(stranger, platform).status_code == 404
    minutes = platform.open(0, 1)
    opening, file_id = minutes["opening_id"], deposited["files"][0]["file_id"]
    holder = platform.holders[0].custodian_id
    for path in ("", "/receipt"):
        assert company.get(f"/responses/deposits/{deposited['deposit_id']}{path}").status_code == 404
    for path in (
        f"/responses/openings/{opening}",
        f"/responses/openings/{opening}/wraps?custodian_id={holder}",
        f"/responses/openings/{opening}/files/{file_id}",
    ):
        assert stranger.get(path).status_code == 404, path
    key = {"Idempotency-Key": a_key()}
    assert stranger.post(f"/responses/custodians/{holder}/proof", json={"nonce": "x"}, headers=key).status_code == 404


def test_no_store_holds_a_bid_or_a_key(platform: Platform) -> None:
    """P2 and P8: planted canaries and age identities are searched in the database and in every file."""
    platform.publish()
    canary = b"canari-prix-1234567-euros"
    deposited = platform.deposit(canary)
    wanted = {"bid": canary, "identity": b"AGE-SECRET-KEY-1"}
    wanted |= {f"holder {n}": holder.identity.encode() for n, holder in enumerate(platform.holders)}
    assert search(stores(platform), wanted) == []
    platform.close()
    minutes = platform.open(1, 2)
    evaluator = platform.agent(Right.EVALUATE)
    assert canary in evaluator.content(minutes["opening_id"], deposited["files"][0]["file_id"])
    assert search(stores(platform), wanted) == []
    secrets = {
        path.name: path.read_bytes().strip()
        for path in platform.app.settings.secrets_dir.iterdir()
        if path.suffix != ".json"
    }
    assert search(stores(platform), secrets) == []
    planted = [*stores(platform), ("planted", canary.hex().encode())]
    assert [leak.store for leak in search(planted, wanted)] == ["planted"], "the search sees"


def stores(platform: Platform) -> list[tuple[str, bytes]]:
    """Every row of the service's schema as text, and every file of the data folder."""
    found: list[tuple[str, bytes]] = []
    with platform.app.database.reader() as connection:
        tables = connection.exec_driver_sql(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'responses'"
        )
        for (table,) in tables.all():
            rows: Any = connection.exec_driver_sql(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608 - ours
            found += [(table, row[0].encode()) for row in rows]
    for path in platform.app.settings.data_dir.rglob("*"):
        if path.is_file():
            found.append((str(path), path.read_bytes()))
    return found


@pytest.mark.parametrize("count", [0, 5])
def test_the_log_grows_by_the_clock_alone(platform: Platform, count: int) -> None:
    """One leaf for each half second, with no bid and with five: declared, received, one of them given up."""
    platform.publish()

    def seen() -> tuple[float, int] | None:
        answer = platform.anonymous().get("/responses/log/checkpoint")
        return (monotonic(), int(answer.text.split("\n")[1])) if answer.status_code == 200 else None

    began = wait_for(seen, within=20, every=0.02, what="a first checkpoint")
    for number in range(count):
        platform.deposit(f"canari {number}".encode())

    def later() -> tuple[float, int] | None:
        now = seen()
        return now if now is not None and now[0] - began[0] > 3 else None

    ended = wait_for(later, within=20, every=0.02, what="three seconds")
    assert abs((ended[1] - began[1]) - (ended[0] - began[0]) / TICK_SECONDS) <= 2
