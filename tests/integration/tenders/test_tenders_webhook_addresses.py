"""Webhooks: which addresses are called, what a receiver that behaves badly gets, who may ask."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.tenders.domain.webhooks import TRIES
from services.tenders.gateways.webhook_calls import DerivedSecrets, SignedCalls
from services.tenders.wiring import App
from services.tenders.wiring.webhooks import WebhookCourier
from shared.kernel.clock import FixedClock
from shared.kernel.principal import Right
from shared.kernel.webhooks import Reach
from tests.integration.tenders.platform import Person, published
from tests.integration.tenders.receiver import HOOKS, Receiver, made, state
from tests.waiting import wait_for


def test_a_redirect_is_a_failure_and_is_not_followed(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None]
) -> None:
    webhook = made(agent, receiver)
    serve()
    receiver.redirects = True
    published(agent, custodians)
    serve()
    assert len(receiver.calls) == 1
    log = agent.get(f"{HOOKS}/{webhook['id']}/deliveries").json()["items"]
    assert (log[0]["outcome"], log[0]["http_status"]) == ("failed", 307)


def test_a_private_address_is_refused_where_the_platform_is_real(
    app: App, agent: Person, receiver: Receiver, clock: FixedClock, custodians: list[str]
) -> None:
    webhook = made(agent, receiver)
    published(agent, custodians)
    real = SignedCalls(DerivedSecrets(lambda: b"k" * 32), clock.now, Reach.PUBLIC)
    with WebhookCourier(app.open_uow, real, clock) as courier:
        courier.round()
        wait_for(lambda: courier.is_idle)
    assert (receiver.challenges, receiver.calls) == ([], [])
    log = agent.get(f"{HOOKS}/{webhook['id']}/deliveries").json()["items"]
    assert log[0]["outcome"] == "refused"


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/", "ftp://exemple.fr/", "https://user:secret@exemple.fr/", "https://10.0.0.1/",
        "https://169.254.169.254/latest", "https://[::1%25eth0]/", "https://[fc00::1]/", "https://intranet/",
        "https://exemple.fr/#a", "https://exemple.fr:0/", "https://exemple.fr:99999/", "https://", "pas une adresse",
        "https://exemple.fr/\r\nX: y", "https://exemplé.fr/", "https://[::ffff:10.0.0.1]/", "https:\\\\exemple.fr",
    ],
)  # fmt: skip
def test_an_address_of_another_kind_is_refused(agent: Person, url: str) -> None:
    assert agent.refused(HOOKS, {"url": url}) == (422, "TND-WEBHOOK-URL")


def test_rights_types_and_number_are_limited(
    person: Callable[..., Person], agent: Person, visitor: Person, receiver: Receiver
) -> None:
    body = {"url": receiver.url}
    assert visitor.refused(HOOKS, body) == (401, "HTTP-UNAUTHENTICATED")
    assert person(rights=(Right.DRAFT,)).refused(HOOKS, body) == (403, "HTTP-RIGHT-MISSING")
    assert person(rights=(Right.DRAFT,)).get(HOOKS).status_code == 403
    unknown = agent.refused(HOOKS, {**body, "types": ["invoice_paid.v1"]})
    assert unknown == (422, "TND-WEBHOOK-TYPE")
    webhooks = [made(agent, receiver) for _ in range(10)]
    assert agent.refused(HOOKS, body) == (409, "TND-WEBHOOK-TOO-MANY")
    assert agent.delete(f"{HOOKS}/{webhooks[0]['id']}").status_code == 204
    assert agent.get(f"{HOOKS}/{webhooks[0]['id']}").status_code == 404
    made(agent, receiver)


def test_an_address_that_does_not_repeat_the_challenge_receives_nothing(
    agent: Person, custodians: list[str], receiver: Receiver, serve: Callable[[], None], clock: FixedClock
) -> None:
    receiver.echoes = False
    webhook = made(agent, receiver)
    published(agent, custodians)
    for _ in range(TRIES + 2):
        serve()
        clock.advance(timedelta(days=1))
    assert (len(receiver.challenges), receiver.calls) == (TRIES, [])
    assert state(agent, webhook)["status"] == "suspended"
    log = agent.get(f"{HOOKS}/{webhook['id']}/deliveries").json()["items"]
    assert {each["outcome"] for each in log} == {"failed"}
