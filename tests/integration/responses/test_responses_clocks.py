"""The instant of the deadline and clocks that are wrong, through the whole service.

That of the walk is injected and stands still. The wrong ones are those of a machine: the whole service runs under
libfaketime, ten minutes ahead or behind, while the database, the NTP server, the time-stamping authority and the
clients keep the right time. Whatever the service says of itself, each receipt is bounded by its token.
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from services.clients.sealing import deposit
from services.commands.receipt import receipt as receipt_command
from services.responses.api.app import create_app
from services.responses.wiring import App, build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import FixedClock, SystemClock
from shared.kernel.clock_offset import ClockState
from shared.kernel.principal import Principal
from shared.proof.receipt_check import verify_receipt
from shared.reports.receipt_pdf import receipt_pdf
from shared.settings import Settings
from shared.storage.unit_of_work import Scope
from tests.integration.http.servers import serving
from tests.integration.responses.authority import running_authority, trust
from tests.integration.responses.crowd import company_number
from tests.integration.responses.platform import Platform, a_key
from tests.integration.responses.server_process import ServerProcess, running
from tests.ntp import an_answer, answering
from tests.waiting import wait_for

PARIS = ZoneInfo("Europe/Paris")
VERIFIER = str(Path(__file__).parents[3] / "deploy" / "verify_receipt.py")
NIGHTS = {
    "autumn": datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),
    "spring": datetime(2027, 3, 28, 3, 0, tzinfo=PARIS),
}
INSTANTS = {-1000: "in_time", -1: "in_time", 0: "in_time", 1: "late", 1000: "late"}


@pytest.mark.parametrize("night", ["autumn", pytest.param("spring", marks=pytest.mark.faults)])
def test_the_boundary_walked_with_a_clock_in_hand(
    night: str, settings: Settings, issuer: DevelopmentIssuer, tmp_path: Path
) -> None:
    deadline = NIGHTS[night].astimezone(UTC)
    clock = FixedClock(deadline - timedelta(hours=1))
    app = build(settings, clock=clock)
    security = Security(TokenVerifier([issuer.trusted()], clock=SystemClock()))
    try:
        with serving(create_app(app, security)) as port:
            platform = Platform(app, issuer, port, tmp_path)
            platform.publish(deadline=deadline)
            made = {}
            for number, milliseconds in enumerate(INSTANTS):
                clock.advance(deadline + timedelta(milliseconds=milliseconds) - clock.now())
                siret = company_number(number)
                sealed = platform.seal(b"canari", siret=siret)
                made[milliseconds] = (siret, deposit(platform.company(siret), [sealed], key=a_key()))
            platform.close(deadline)
            told = {
                milliseconds: platform.company(siret).deposit(found["deposit_id"])["verdict"]["timeliness"]
                for milliseconds, (siret, found) in made.items()
            }
            platform.leave()
    finally:
        app.close()
    assert told == INSTANTS


@pytest.fixture
def settings(settings: Settings) -> Iterator[Settings]:
    """Settings that name an authority and an NTP server of their own, whose clocks are right."""
    with running_authority() as tsa, answering(lambda question: [an_answer(question)]) as port:
        trust(settings.data_dir, tsa)
        yield replace(settings, tsa_url=tsa.url, ntp_server=f"127.0.0.1:{port}")


@pytest.fixture
def shifted(request: pytest.FixtureRequest, settings: Settings) -> Iterator[ServerProcess]:
    """The service, in a process whose clock is wrong by that many seconds."""
    server = ServerProcess(settings, shift_seconds=request.param)
    with running(server):
        yield server


@pytest.mark.parametrize("shifted", [pytest.param(600, marks=pytest.mark.faults), -600], indirect=True)
def test_a_clock_ten_minutes_wrong_stops_openings_and_no_deposit(
    shifted: ServerProcess, app: App, issuer: DevelopmentIssuer, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    platform = Platform(app, issuer, shifted.port, tmp_path)
    platform.publish()
    ready = platform.anonymous()
    wait_for(lambda: not ready.get("/responses/readyz").json()["checks"]["clock"], within=30, what="the drift")
    began = datetime.now(UTC)
    deposited = platform.deposit(b"canari")
    receipt = wait_for(lambda: stamped(platform, deposited["deposit_id"]), within=30, what="a stamped receipt")
    said = receipt["act"]["clock_offset"]
    assert (said["state"], said["source"] in {"ntp", "tsa", "database"}) == (ClockState.DRIFT, True)
    assert abs(said["milliseconds"] + 1000 * request.node.callspec.params["shifted"]) < 30_000
    check_bound(receipt, began, is_ahead=request.node.callspec.params["shifted"] > 0, folder=tmp_path)
    platform.close(datetime.now(UTC) - timedelta(minutes=20))
    with pytest.raises(httpx.HTTPStatusError) as refused:
        platform.holders[0].client.start_opening(platform.tender_id, key=a_key())
    assert refused.value.response.json()["code"] == "RSP-CLOCK-DRIFT"
    with app.open_uow(Scope(Principal.system("responses"), correlation_id="essai")) as uow:
        at = datetime.now(UTC) + timedelta(seconds=request.node.callspec.params["shifted"])
        uow.clock_offsets.accept(at=at, subject="exploitant", reason="Essai")
        uow.commit()
    minutes = platform.open(0, 1)["minutes"]
    platform.leave()
    (response,) = minutes["responses"]
    assert response["clock_offset"] == said, "who eliminates a late bid reads what its time is worth"
    assert minutes["clock_offset"]["state"] == ClockState.DRIFT


def stamped(platform: Platform, deposit_id: str) -> dict[str, Any] | None:
    """The receipt, once it has its token."""
    found = platform.company().receipt(deposit_id, wait=5)
    return found if found is not None and found["time_stamp"] is not None else None


def check_bound(receipt: dict[str, Any], began: datetime, *, is_ahead: bool, folder: Path) -> None:
    """Ten minutes away by its own word, the deposit is still bounded by the authority; every reader is told so."""
    proved, now = verify_receipt(receipt), datetime.now(UTC)
    assert proved.stamped_at is not None
    assert began <= proved.stamped_at <= now
    away = datetime.fromisoformat(receipt["act"]["completed_at"]) - proved.stamped_at
    assert abs(away) > timedelta(minutes=9)
    assert proved.clock_was_ahead is is_ahead
    file = folder / "accuse.json"
    file.write_text(json.dumps(receipt), "utf-8")
    said = CliRunner().invoke(receipt_command, ["verify", str(file)])
    assert said.exit_code == 0, said.output
    assert "existait au plus tard" in said.output
    assert "en dérive" in said.output
    assert ("l'horloge de la plateforme avançait" in said.output) is is_ahead
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(receipt_pdf(receipt))).pages)
    assert "existait au plus tard" in " ".join(printed.split())
    single = subprocess.run([sys.executable, VERIFIER, str(file)], capture_output=True, text=True, check=True)
    assert "au plus tard" in single.stdout
