"""P1 in a rush: the interface, the loops and the database are killed while many companies deposit at once.

Each client only does what any client does, ask again; at the end everybody holds a receipt that verifies, and nothing
was counted twice. ``make test-faults`` plays two hundred companies, every change twelve.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.responses.wiring import App
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.ids import DepositId
from shared.proof.acknowledgements import verify_acknowledgement
from shared.proof.receipt_check import verify_receipt
from shared.settings import Settings
from shared.storage.embedded import EmbeddedPostgres
from tests.integration.responses.crowd import Bidder, Crowd, bidders
from tests.integration.responses.platform import Platform
from tests.integration.responses.server_process import ServerProcess, running
from tests.waiting import wait_for

SIZE = 200_000


@pytest.fixture
def processes(settings: Settings) -> Iterator[tuple[ServerProcess, ServerProcess]]:
    """The interface and the loops, in processes of their own."""
    interface, loops = ServerProcess(settings, parts=["api"]), ServerProcess(settings, parts=["loops"])
    with running(interface, loops):
        yield interface, loops


@pytest.mark.parametrize(
    "count", [12, pytest.param(200, marks=[pytest.mark.faults, pytest.mark.timeout(900)])], ids=["few", "many"]
)
def test_whoever_holds_a_receipt_has_deposited_once(
    count: int,
    app: App,
    issuer: DevelopmentIssuer,
    processes: tuple[ServerProcess, ServerProcess],
    postgres: EmbeddedPostgres,
    tmp_path: Path,
) -> None:
    interface, loops = processes
    platform = Platform(app, issuer, interface.port, tmp_path)
    platform.publish()
    consultation = platform.company().consultation(platform.tender_id)
    everybody = bidders([consultation], range(count), issuer=issuer, folder=tmp_path / "crowd", size=SIZE)
    platform.leave()
    crowd = Crowd(everybody, url=interface.url, patience=150 + count)
    crowd.start()
    kills = (interface.restart, loops.restart, lambda: kill_database(postgres), interface.restart)
    for number, kill in enumerate(kills):
        share = number * count // len(kills)
        wait_for(lambda due=share: crowd.acknowledged() >= due, within=120 + count, what=f"{share} acknowledged")
        kill()
    crowd.join()
    assert sum(bidder.failures for bidder in everybody) > 0, "the kills were felt"
    for bidder in everybody:
        check_word_was_kept(bidder)
    assert completions(app) == {deposit: 1 for bidder in everybody for deposit in bidder.deposit_ids}


def kill_database(server: EmbeddedPostgres) -> None:
    """Kill the database server outright, and start it as its supervisor does."""
    assert server._process is not None
    server._process.kill()
    server._process.wait(20)
    server.start()


def check_word_was_kept(bidder: Bidder) -> None:
    """Check that all that a company was told, before and after the kills, says one deposit, received at one instant."""
    assert bidder.receipt is not None
    act = verify_receipt(bidder.receipt).act
    assert len(bidder.deposit_ids) == 1
    assert act["deposit_id"] in bidder.deposit_ids
    assert act["files"][0]["sha256"] == bidder.declaration["files"][0]["sha256"]
    told = [verify_acknowledgement(one) for one in bidder.acknowledgements]
    assert told
    assert {(one["deposit_id"], one["completed_at"]) for one in told} == {(act["deposit_id"], act["completed_at"])}


def completions(app: App) -> Counter[str]:
    """How many times each deposit was completed: in the journal, and in the log of the platform."""
    with app.database.reader() as connection:
        journal = connection.exec_driver_sql(
            "SELECT object_id FROM journal WHERE action = 'deposit_completed'"
        ).scalars()
        counted = Counter(journal)
        leaves = connection.exec_driver_sql("SELECT object_id FROM log_leaf").scalars()
        in_log = Counter(str(DepositId.parse(one)) for one in leaves if one in counted)
    assert in_log == counted
    return counted
