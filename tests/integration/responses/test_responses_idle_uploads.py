"""Uploads that nobody sends: rows and empty files, no connection, no thread; the service answers as before.

``make test-faults`` plays ten thousand and tells, beside them, the memory of the service and the time of a deposit
(``-o log_cli=true -o log_cli_level=INFO`` shows both); every change plays ten.
"""

import logging
import statistics
import threading
import time
from dataclasses import replace
from datetime import timedelta

import psutil
import pytest

from services.clients.responses import ResponsesClient
from services.clients.sealing import declaration_of, deposit
from services.responses.domain.quota import MOST_OPEN_DEPOSITS
from services.responses.handlers.declarations import DeclareDeposit, declare_deposit
from shared.kernel.clock import FixedClock
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.sealing.age_sealing import new_identity, wraps_for
from shared.storage.sweeper import sweep
from shared.storage.unit_of_work import Scope
from tests.integration.responses.crowd import company_number
from tests.integration.responses.platform import Platform, a_key

TUS = {"Tus-Resumable": "1.0.0"}
MIB = 1 << 20
_log = logging.getLogger(__name__)


@pytest.mark.parametrize(
    "count", [10, pytest.param(10_000, marks=[pytest.mark.faults, pytest.mark.timeout(3600)])], ids=["few", "many"]
)
def test_idle_uploads_hold_rows_and_no_connection(platform: Platform, count: int) -> None:
    platform.publish()
    described = platform.seal(b"canari")
    declaration = declaration_of([described])
    process = psutil.Process()
    alone, memory = deposit_seconds(platform, 10**6), process.memory_info().rss
    threads, descriptors = threading.active_count(), process.num_fds()
    for company in range(-(-count // MOST_OPEN_DEPOSITS)):
        siret, wanted = company_number(company), min(MOST_OPEN_DEPOSITS, count - company * MOST_OPEN_DEPOSITS)
        http = platform.company_http(siret)
        answer = http.post("/responses/deposits", json=declaration, headers={"Idempotency-Key": a_key()})
        assert answer.status_code == 201, answer.text
        declare_more(platform, siret, DepositId.parse(answer.json()["deposit_id"]), wanted - 1)
    assert threading.active_count() < threads + 20
    # Both ends of one connection for each client of this test, and a few of the pool.
    assert process.num_fds() < descriptors + 50 + 2 * (count // MOST_OPEN_DEPOSITS)
    with platform.app.database.reader() as connection:
        idle = "SELECT count(*) FROM deposit WHERE status = 'receiving'"
        assert connection.exec_driver_sql(idle).scalar_one() == count
    beside, grown = deposit_seconds(platform, 10**6 + 100), (process.memory_info().rss - memory) / MIB
    _log.info("%d idle: deposit %.4f s alone, %.4f s beside them, memory +%.0f MiB", count, alone, beside, grown)
    assert grown < 100, "what is idle is on the disk"


def declare_more(platform: Platform, siret: Siret, first: DepositId, count: int) -> None:
    """Declare as the route does, many in one transaction: the first one came over HTTP, the others differ from it."""
    author = Principal(f"op-{siret}", PrincipalKind.ECONOMIC_OPERATOR, siret, "Société", frozenset({Right.SUBMIT}))
    with platform.app.open_uow(Scope(author, correlation_id="essai")) as uow:
        wraps = wraps_for(new_identity()[0], uow.consultations.get(TenderId.parse(platform.tender_id)).custody)
        (declared,) = (replace(file.declared, wraps=wraps) for file in uow.deposits.get(first).files)
        for number in range(count):
            file = replace(declared, nonce=f"{number:032x}", sha256=f"{number:064x}")
            command = DeclareDeposit(TenderId.parse(platform.tender_id), "Société", [file], uow.clock.now())
            declare_deposit(command, uow=uow, blobs=platform.app.store.files)
        uow.commit()


def deposit_seconds(platform: Platform, first: int) -> float:
    """Give the median time of a deposit, by companies numbered from ``first``."""
    taken = []
    for number in range(9):
        siret = company_number(first + number)
        sealed, company = platform.seal(b"offre", siret=siret), platform.company(siret)
        began = time.monotonic()
        assert deposit(company, [sealed], key=a_key())["status"] == "complete"
        taken.append(time.monotonic() - began)
    return statistics.median(taken)


def test_an_upload_that_was_left_is_resumed_days_later_and_never_swept(platform: Platform) -> None:
    """What is expected stays until the law lets it go: the sweeper only sets aside what no row knows."""
    platform.publish()
    described = platform.seal(b"canari" * 50_000)
    http, content = platform.company_http(), described.with_suffix("").read_bytes()
    key = {"Idempotency-Key": a_key()}
    declared = http.post("/responses/deposits", json=declaration_of([described]), headers=key).json()
    upload = declared["files"][0]["upload"]
    sent = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    assert http.patch(upload, content=content[:1000], headers=sent).status_code == 204
    app, later = platform.app, FixedClock(platform.app.clock.now() + timedelta(days=30))
    with app.database.reader() as connection:
        known = set(connection.exec_driver_sql("SELECT blob_id FROM deposit_file").scalars())
    sweep(app.store.files, known=lambda ids: known & set(ids), now=later.now())
    assert int(http.head(upload, headers=TUS).headers["Upload-Offset"]) == 1000
    ResponsesClient(http).upload(upload, described.with_suffix(""))
    assert http.get(f"/responses/deposits/{declared['deposit_id']}").json()["status"] == "complete"
