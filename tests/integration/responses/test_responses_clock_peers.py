"""The clock against a real NTP answerer, the log before a real witness over HTTP: what receipts and openings say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shared.http.ntp import ntp_sources
from shared.http.witness_app import witness_app
from shared.http.witnesses import remote_witnesses
from shared.kernel.principal import Principal
from shared.messaging.clock_loop import measure_clock
from shared.messaging.witness_loop import show_to_witnesses
from shared.proof.receipt_check import verify_receipt
from shared.proof.signed_note import NoteKey
from shared.proof.witness import Witness
from shared.storage.unit_of_work import Scope
from tests.integration.http.servers import serving
from tests.integration.responses.platform import Platform, a_key
from tests.ntp import an_answer, answering
from tests.waiting import wait_for


def working(platform: Platform) -> Callable[[Callable[[Any], Any]], Any]:
    """Run work as the service does."""

    def work(effect: Callable[[Any], Any]) -> Any:
        with platform.app.open_uow(Scope(Principal.system("responses"), correlation_id="essai")) as uow:
            found = effect(uow)
            uow.commit()
            return found

    return work


def receipt_of(platform: Platform, deposit_id: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def there() -> bool:
        receipt = platform.company().receipt(deposit_id, wait=5)
        found[:] = [] if receipt is None else [receipt]
        return receipt is not None

    wait_for(there, what="the receipt")
    return found[0]


def test_a_lying_ntp_server_stops_openings_no_deposit_and_an_hour_of_agreement_reopens(platform: Platform) -> None:
    platform.publish()
    said = [timedelta(0)]
    work = working(platform)
    with answering(lambda question: [an_answer(question, offset=said[0])]) as port:
        sources = ntp_sources(f"127.0.0.1:{port}", platform.app.clock)
        measure_clock("node-1", work, sources)
        right = receipt_of(platform, platform.deposit(b"canari")["deposit_id"])["act"]["clock_offset"]
        assert (right["state"], right["source"], abs(right["milliseconds"]) < 500) == ("ok", "ntp", True)
        said[0] = timedelta(days=365 * 40)  # nobody's clock: forty years are kept as they are
        for _ in range(2):
            measure_clock("node-1", work, sources)
        drifting = receipt_of(platform, platform.deposit(b"encore")["deposit_id"])["act"]["clock_offset"]
        assert (drifting["state"], drifting["milliseconds"] > 10**12) == ("drift", True)
        platform.close()
        leader = platform.holders[0].client
        with pytest.raises(httpx.HTTPStatusError, match="503"):
            leader.start_opening(platform.tender_id, key=a_key())
        said[0] = timedelta(0)
        measure_clock("node-1", work, sources)
    assert platform.open(0, 1)["status"] == "completed"


def lying(answer: Callable[[bytes], tuple[int, str]]) -> Starlette:
    """A witness that answers whatever it likes."""

    async def add(request: Request) -> PlainTextResponse:
        status, text = answer(await request.body())
        return PlainTextResponse(text, status)

    return Starlette(routes=[Route("/add-checkpoint", add, methods=["POST"])])


def test_a_witness_over_http_cosigns_what_receipts_then_carry(platform: Platform, tmp_path: Path) -> None:
    """C2SP tlog-witness: a true one across its restart, and liars that change nothing."""
    platform.publish()
    first = platform.deposit(b"canari")["deposit_id"]
    assert receipt_of(platform, first)["witnesses"] == []
    work, seen = working(platform), dict[str, int]()
    key = Ed25519PrivateKey.generate()
    witness = Witness("temoin.example", tmp_path, [NoteKey.parse(platform.app.log_key)], platform.app.clock, key)
    liars = (
        lambda _: (200, "— temoin.example AAAA\n"),
        lambda _: (200, "\x00" * 5000),
        lambda _: (409, "9" * 40 + "\n"),
        lambda _: (409, "9" * 5000),
        lambda _: (409, "123456789\n"),
        lambda _: (409, "pas un nombre"),
        lambda _: (503, ""),
        lambda _: (302, ""),
    )
    for liar in liars:
        with serving(lying(liar)) as port:
            configured = f"{witness.public},http://127.0.0.1:{port}/add-checkpoint"
            assert show_to_witnesses(work, remote_witnesses([configured], allow_local=True), seen) == 0
    for _ in range(2):  # the second one is the same witness, restarted: it remembers what it saw
        with serving(witness_app(witness)) as port:
            told = httpx.get(f"http://127.0.0.1:{port}/key").text.strip()
            asked = remote_witnesses([f"{told},http://127.0.0.1:{port}/add-checkpoint"], allow_local=True)
            wait_for(lambda: show_to_witnesses(work, asked, seen) == 1, what="a cosignature")  # noqa: B023 - called at once
        witness = Witness("temoin.example", tmp_path, [NoteKey.parse(platform.app.log_key)], platform.app.clock, key)
        seen.clear()
        platform.deposit(b"encore")
    proved = verify_receipt(receipt_of(platform, first))
    assert list(proved.witnessed_by) == [str(witness.public)]
    assert abs(proved.witnessed_by[str(witness.public)] - datetime.now(UTC)) < timedelta(minutes=5)
