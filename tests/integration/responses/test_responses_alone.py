"""Deposits need nobody: no broker for the whole hour of the deadline, no other service, and an extension unheard of."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.demo.platform import free_port
from services.responses.wiring import App
from shared.http.dev_issuer import DevelopmentIssuer
from shared.proof.receipt_check import verify_receipt
from shared.settings import Settings
from tests.integration.responses.platform import Platform
from tests.integration.responses.server_process import ServerProcess, running
from tests.waiting import wait_for


def test_deposits_go_on_without_broker_and_without_the_other_services(
    app: App, settings: Settings, issuer: DevelopmentIssuer, tmp_path: Path
) -> None:
    """The loops run as `plis relay responses` runs them, with a broker at an address where nobody answers."""
    interface = ServerProcess(settings, parts=["api"])
    relay = ServerProcess(settings, parts=["relay"], amqp_url=f"amqp://guest:guest@127.0.0.1:{free_port()}/%2F")
    with running(interface, relay):
        platform = Platform(app, issuer, interface.port, tmp_path)
        platform.publish()
        deposited = platform.deposit(b"canari")
        company = platform.company()
        receipt = wait_for(lambda: company.receipt(deposited["deposit_id"], wait=5), within=30, what="the receipt")
        assert verify_receipt(receipt).act["deposit_id"] == deposited["deposit_id"]
        platform.leave()


def test_an_extension_decided_while_the_broker_is_down_saves_who_deposits_after_the_old_deadline(
    platform: Platform,
) -> None:
    """The receipt says which deadline the service knew; the closing counts with the one that was decided."""
    platform.publish(seconds=-2)
    late = platform.deposit(b"canari")
    known = datetime.fromisoformat(platform.company().consultation(platform.tender_id)["deadline"])
    assert datetime.fromisoformat(late["completed_at"]) > known
    # The broker is back: the extension and, later, the closing arrive.
    extended = datetime.now(UTC) + timedelta(milliseconds=200)
    platform.publish(deadline=extended)
    wait_for(lambda: datetime.now(UTC) > extended, what="the new deadline")
    platform.close(extended)
    wait_for(lambda: platform.company().receipt(late["deposit_id"], wait=5), what="the receipt")
    (response,) = platform.open(0, 1)["minutes"]["responses"]
    assert response["standing"] == "in_time"
