"""Webhooks: every act in every status, pauses, secrets, and which addresses may be called."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.webhooks import (
    OVERLAP,
    TRIES,
    OrganisationEvent,
    Webhook,
    WebhookStatus,
    WebhookUrl,
    after_challenge,
    after_delivery,
    ask_challenge,
    pause_after,
    replay_after,
    rotate,
    show_secret,
)
from services.tenders.gateways.webhook_calls import DerivedSecrets
from shared.kernel.ids import EventId
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import WebhookId
from shared.kernel.webhooks import CallOutcome, CallResult, Reach
from tests.unit.tenders.builders import BUYER, NOW, numbered

HOOK = numbered(WebhookId, 1)
EVENT = OrganisationEvent(7, numbered(EventId, 7), "tender_published.v1", "{}")
DELIVERED = CallResult(NOW, CallOutcome.DELIVERED, 204, "HTTP 204", 3)
FAILED = replace(DELIVERED, outcome=CallOutcome.FAILED, status=500)
REFUSED = replace(DELIVERED, outcome=CallOutcome.REFUSED, status=None)


def a_webhook(status: WebhookStatus = WebhookStatus.ACTIVE, **changes: object) -> Webhook:
    webhook = Webhook(
        webhook_id=HOOK,
        organisation=BUYER,
        version=1,
        status=status,
        url=WebhookUrl("https://exemple.fr/plis"),
        types=(),
        generation=1,
        is_secret_shown=False,
        previous_until=None,
        position=3,
        last_event_id=None,
        failures=0,
        next_try_at=NOW,
        created_at=NOW,
    )
    return replace(webhook, **changes)


Act = Callable[[Webhook], Webhook]
ACTS: dict[str, Act] = {
    "show": show_secret,
    "rotate": lambda webhook: rotate(webhook, at=NOW),
    "check": lambda webhook: ask_challenge(webhook, at=NOW),
    "replay": lambda webhook: replay_after(webhook, EVENT, at=NOW),
}
EXPECTED = {
    (status, act): WebhookStatus.PENDING if act == "check" else status for status in WebhookStatus for act in ACTS
}


@pytest.mark.parametrize(("status", "act"), list(EXPECTED))
def test_every_act_in_every_status(status: WebhookStatus, act: str) -> None:
    webhook = a_webhook(status)
    if act == "replay" and status is not WebhookStatus.ACTIVE:
        with pytest.raises(Refused, match="TND-WEBHOOK-INACTIVE"):
            ACTS[act](webhook)
        return
    after = ACTS[act](webhook)
    assert (after.status, after.version) == (EXPECTED[status, act], 2)


@pytest.mark.parametrize("result", [FAILED, REFUSED])
def test_failures_in_a_row_open_the_circuit_and_move_nothing(result: CallResult) -> None:
    webhook = a_webhook()
    for number in range(1, TRIES + 1):
        webhook = after_delivery(webhook, EVENT, result)
        assert webhook.position == 3
        assert webhook.status is (WebhookStatus.SUSPENDED if number == TRIES else WebhookStatus.ACTIVE)
        assert webhook.next_try_at == NOW + pause_after(number)


def test_a_success_forgets_earlier_failures() -> None:
    webhook = after_delivery(a_webhook(failures=TRIES - 1), EVENT, DELIVERED)
    assert (webhook.failures, webhook.position, webhook.last_event_id) == (0, 7, EVENT.event_id)
    assert after_challenge(a_webhook(WebhookStatus.PENDING, failures=4), DELIVERED).status is WebhookStatus.ACTIVE
    assert after_challenge(a_webhook(WebhookStatus.PENDING, failures=4), FAILED).status is WebhookStatus.SUSPENDED


def test_pauses() -> None:
    assert [pause_after(number).total_seconds() for number in range(1, TRIES + 1)] == [10, 60, 360, 2160, 12960]


def test_two_secrets_sign_during_the_overlap_and_never_three() -> None:
    webhook = rotate(rotate(show_secret(a_webhook()), at=NOW), at=NOW)
    assert not webhook.is_secret_shown
    assert webhook.signing_generations(NOW + OVERLAP - timedelta(microseconds=1)) == (3, 2)
    assert webhook.signing_generations(NOW + OVERLAP) == (3,)
    with pytest.raises(Refused, match="TND-WEBHOOK-SHOWN"):
        show_secret(show_secret(webhook))


def secret_of(key: bytes, webhook_id: WebhookId, generation: int) -> str:
    return DerivedSecrets(lambda: key).text(webhook_id, generation)


def test_secrets_differ_by_webhook_number_and_key() -> None:
    other = numbered(WebhookId, 2)
    asked = [(b"a" * 32, HOOK, 1), (b"b" * 32, HOOK, 1), (b"a" * 32, other, 1), (b"a" * 32, HOOK, 2)]
    made = {secret_of(key, webhook_id, number) for key, webhook_id, number in asked}
    assert len(made) == len(asked)
    assert secret_of(b"a" * 32, HOOK, 1) == secret_of(b"a" * 32, HOOK, 1)


@pytest.mark.parametrize("url", ["https://exemple.fr/plis?a=b", "https://exemple.fr:8443/", "https://8.8.8.8/"])
def test_a_public_address_may_be_called(url: str) -> None:
    assert WebhookUrl.parse(url, reach=Reach.PUBLIC).value == url


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/x", "http://localhost:9000/", "https://[::1]:9000/"])
def test_this_machine_may_be_called_in_development_alone(url: str) -> None:
    assert WebhookUrl.parse(url, reach=Reach.PUBLIC_AND_LOOPBACK).value == url
    with pytest.raises(Refused, match="TND-WEBHOOK-URL"):
        WebhookUrl.parse(url, reach=Reach.PUBLIC)


@given(st.one_of(st.text(), st.text().map("https://".__add__)))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        url = WebhookUrl.parse(text, reach=Reach.PUBLIC)
    except Refused:
        return
    assert url.value.lower().startswith("https://")
