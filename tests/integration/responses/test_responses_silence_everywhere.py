"""Design 8.7, on every route, figure and table: a session recorded with no response and with five is the same session.

Timings, dates and request ids are set aside, and the tiles of the log, whose growth is proven apart. The other services
learn of deposits only by events, so that an outbox without any row about them keeps their routes, feeds and queues
silent too; that no row is written is looked at in the whole database.
"""

import re
import uuid
from collections.abc import Mapping
from typing import Any

import httpx
from prometheus_client import generate_latest

from shared.kernel.principal import Right
from shared.observability.metrics import REGISTRY
from tests.integration.responses.crowd import company_number
from tests.integration.responses.platform import ACME, BUYER, OTHER_BUYER, Platform
from tests.waiting import wait_for

ALL_RIGHTS = (Right.DRAFT, Right.PUBLISH, Right.ANSWER, Right.CUSTODIAN, Right.EVALUATE, Right.AWARD, Right.SIGN)
PASSING = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{22}|\"request_id\": ?\"[0-9a-f]+\"")
# Each holds a checkpoint, or a proof up to the newest.
LOG = ("/log/checkpoint", "/log/tile/{path}", "/log/consistency", "/consultations/{tender_id}/custody")
# What the clock moves by itself, and the public reading of the consultation, which every company makes.
MOVING = re.compile(
    r"^(#|process_|python_)|_seconds|_created|log_|clock_|/consultations/\{tender_id\}\"|background|limiter"
)
# Tables that the depositor's own act may change: none of them is read by anybody else before the closing.
OWN = re.compile(
    r"^responses\.(deposit|file_wrap|transmission|log_|journal|idempotency|clock|probe|record|request_trace|observation)"
)


def test_a_recorded_session_is_the_same_with_no_response_and_with_five(platform: Platform) -> None:
    platform.publish()
    wait_for(lambda: platform.anonymous().get("/responses/log/checkpoint").status_code == 200, what="a checkpoint")
    session(platform, nobodys())  # the first questions register what is counted
    before = session(platform, nobodys())
    figures, rows = counted(), row_counts(platform)
    made = [platform.deposit(f"canari {number}".encode(), siret=siret_of(number)) for number in range(5)]
    assert counted() == figures
    changed = {table for table, count in row_counts(platform).items() if count != rows[table]}
    assert {table for table in changed if not OWN.match(table)} == set()
    ids = {"deposit_id": made[0]["deposit_id"], "file_id": made[0]["files"][0]["file_id"]}
    after = session(platform, {**nobodys(), **ids})
    assert before.keys() == after.keys()
    assert {asked: (before[asked], after[asked]) for asked in before if before[asked] != after[asked]} == {}
    assert len(before) > 60, "every route by everybody"


def siret_of(number: int) -> Any:
    return ACME if number == 0 else company_number(number)


def nobodys() -> dict[str, str]:
    """Identifiers of nothing, shaped like those of the platform."""
    found = {name: str(uuid.UUID(int=uuid.uuid4().int & ~(0xF << 76) | (7 << 76))) for name in ("a", "b", "c", "d")}
    return dict(zip(("deposit_id", "file_id", "opening_id", "group_id"), found.values(), strict=True))


def session(platform: Platform, ids: Mapping[str, str]) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """Ask every route that reads, as everybody but those who deposit; keep status, headers, size and words."""
    people = {
        "nobody": platform.anonymous(),
        "buyer": platform.http(subject="agent", siret=BUYER, rights=ALL_RIGHTS, kind="agent"),
        "other buyer": platform.http(subject="agent", siret=OTHER_BUYER, rights=ALL_RIGHTS, kind="agent"),
        "other company": platform.company_http(company_number(99)),
    }
    values = {"tender_id": platform.tender_id, "siret": str(ACME), "custodian_id": platform.holders[0].custodian_id}
    document = people["nobody"].get("/responses/openapi.json").json()
    found = {}
    for path, item in document["paths"].items():
        if path.removeprefix("/responses") in LOG:
            continue
        real = re.sub(r"\{(\w+)\}", lambda name: {**values, **ids}.get(name.group(1), "1"), path)
        for method in sorted({"get", "head"} & set(item)):
            for who, http in people.items():
                found[who, method, path] = seen(http.request(method, real))
    return found


def seen(answer: httpx.Response) -> tuple[Any, ...]:
    headers = {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}
    return answer.status_code, headers, PASSING.sub("…", answer.text)


def counted() -> list[str]:
    """Every figure that is not moved by the clock."""
    return [line for line in generate_latest(REGISTRY).decode().splitlines() if not MOVING.search(line)]


def row_counts(platform: Platform) -> dict[str, int]:
    """How many rows every table of the service holds."""
    with platform.app.database.reader() as connection:
        tables = connection.exec_driver_sql(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema = 'responses'"
        ).scalars()
        return {
            table: int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 - ours
            for table in tables
        }
