"""A time-stamping authority that is mute, slow or lying: tokens are late, deposits are not, nothing is false."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from services.responses.ports import UnitOfWork
from services.responses.wiring import App, build
from shared.http.stamping import time_stamp_authority
from shared.kernel.clock import SystemClock
from shared.kernel.principal import Principal
from shared.messaging.log_loops import stamp_latest
from shared.proof.acknowledgements import verify_acknowledgement
from shared.proof.acts import logged
from shared.proof.log import number_leaves
from shared.proof.log_signer import FileSigner, load_key
from shared.proof.receipt_check import verify_receipt
from shared.proof.timestamps import StampedToken, time_stamp_request
from shared.settings import Settings
from shared.storage.unit_of_work import Scope, retrying
from tests.integration.responses.authority import Behaviour, Tsa, honest, mute, running_authority, send, trust
from tests.integration.responses.platform import Platform
from tests.waiting import wait_for


def dribbling(tsa: Tsa, handler: BaseHTTPRequestHandler, request: bytes) -> None:
    """One byte a second: each arrives in time, the whole never does."""
    content = tsa.answer(request)
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    for byte in content:
        try:
            handler.wfile.write(bytes([byte]))
        except OSError:
            return
        if tsa.speaks.wait(1):
            return


def saying(content: Callable[[Tsa, bytes], bytes]) -> Behaviour:
    return lambda tsa, handler, request: send(handler, content(tsa, request))


LIES: dict[str, Behaviour] = {
    "garbage": saying(lambda _tsa, _request: b"\x30\x80garbage"),
    "nothing": saying(lambda _tsa, _request: b""),
    "ten megabytes": saying(lambda _tsa, _request: bytes(10_000_000)),
    "another imprint": saying(lambda tsa, _request: tsa.answer(time_stamp_request(b"autre")[0])),
    "another nonce": saying(lambda tsa, request: tsa.answer(_another_nonce(request))),
    "another policy": saying(lambda tsa, request: tsa.answer(request, policy="1.2.3.5")),
    "another authority": saying(lambda tsa, request: tsa.answer(request, other=True)),
    "an expired certificate": saying(lambda tsa, request: tsa.answer(request, shift=timedelta(days=4000))),
    "a certificate to come": saying(lambda tsa, request: tsa.answer(request, shift=timedelta(days=-30))),
    "an error": lambda _tsa, handler, _request: send(handler, b"", 500),
    "another address": lambda tsa, handler, _request: send(handler, b"", 302, Location=tsa.url),
    "no answer": lambda _tsa, handler, _request: handler.connection.close(),
}


def _another_nonce(request: bytes) -> bytes:
    """The same question with another number at its end: the nonce stands before the last three bytes (``certReq``)."""
    changed = bytearray(request)
    changed[-4] ^= 1
    return bytes(changed)


@pytest.fixture
def tsa() -> Iterator[Tsa]:
    with running_authority() as server:
        yield server


@pytest.fixture
def configured(settings: Settings, tsa: Tsa) -> Settings:
    """Settings that name that authority, its root and its policy."""
    trust(settings.data_dir, tsa)
    return replace(settings, tsa_url=tsa.url)


@pytest.fixture
def app(configured: Settings) -> Iterator[App]:
    built = build(configured)
    yield built
    built.close()


def test_a_deposit_is_acknowledged_while_the_authority_is_still_silent(platform: Platform, tsa: Tsa) -> None:
    """The order of events says it, no clock: the question stands unanswered, and the company has its receipt."""
    platform.publish()
    tsa.behaviour = mute
    deposited = platform.deposit(b"canari")
    assert verify_acknowledgement(deposited["acknowledgement"])["deposit_id"] == deposited["deposit_id"]
    company = platform.company()
    receipt = wait_for(lambda: company.receipt(deposited["deposit_id"]), within=30, what="the receipt")
    wait_for(tsa.asked.is_set, within=30, what="the question")
    assert receipt["time_stamp"] is None
    assert verify_receipt(receipt).stamped_at is None
    tsa.behaviour = honest
    tsa.speaks.set()

    def stamped() -> datetime | None:
        return verify_receipt(company.receipt(deposited["deposit_id"], wait=5) or {}).stamped_at

    assert wait_for(stamped, within=60, what="the token")


def test_a_lie_never_enters_a_receipt(app: App, tsa: Tsa, configured: Settings) -> None:
    work = working(app)
    begin_log(app, work, configured)
    authority = time_stamp_authority(configured, SystemClock(), service="responses")
    for lie, behaviour in LIES.items():
        tsa.behaviour = behaviour
        assert stamp_latest(work, authority, node="essai") is False, lie
        assert stamp_of_first(work) is None, lie
    tsa.behaviour = honest
    assert stamp_latest(work, authority, node="essai") is True
    assert stamp_of_first(work) is not None


@pytest.mark.faults
@pytest.mark.parametrize("behaviour", [mute, dribbling], ids=["mute", "dribbling"])
def test_an_authority_that_takes_its_time_is_left(
    behaviour: Behaviour, app: App, tsa: Tsa, configured: Settings
) -> None:
    """After ten seconds, however many bytes came meanwhile."""
    work = working(app)
    begin_log(app, work, configured)
    tsa.behaviour = behaviour
    authority = time_stamp_authority(configured, SystemClock(), service="responses")
    assert stamp_latest(work, authority, node="essai") is False
    assert stamp_of_first(work) is None
    tsa.speaks.set()
    tsa.behaviour = honest
    assert stamp_latest(work, authority, node="essai") is True


def working(app: App) -> Callable[[Callable[[UnitOfWork], object]], object]:
    scope = Scope(Principal.system("responses"), correlation_id="essai")
    return lambda effect: retrying(lambda: app.open_uow(scope), effect)


def begin_log(app: App, work: Callable[[Callable[[UnitOfWork], object]], object], settings: Settings) -> None:
    """Enter one act, numbered and signed."""
    name, secret = app.log_key.partition("+")[0], settings.secret("log_checkpoint_key")
    signer = FileSigner(name, settings.secrets_dir, load_key(secret))
    work(lambda uow: uow.log.append(logged({"type": "essai"}, bytes(32)), object_id="essai"))
    work(lambda uow: number_leaves(uow=uow, signer=signer, is_open=False))


def stamp_of_first(work: Callable[[Callable[[UnitOfWork], object]], object]) -> StampedToken | None:
    def read(uow: UnitOfWork) -> StampedToken | None:
        found = uow.log.covering(0)
        assert found is not None
        return found.stamp

    found = work(read)
    assert found is None or isinstance(found, StampedToken)
    return found
