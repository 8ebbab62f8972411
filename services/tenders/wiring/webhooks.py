"""The duty of webhooks: sorting new events by organisation, checking addresses, delivering in order.

Each webhook is served by one thread at a time, apart from the others: a receiver that is slow or away delays its own
events alone. No transaction is open during a call.
"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from threading import Lock
from typing import Final, Self

from services.tenders.domain.webhooks import LOG_KEPT, OrganisationEvent, Webhook, WebhookStatus
from services.tenders.gateways.webhook_calls import DerivedSecrets, SignedCalls
from services.tenders.handlers.webhook_deliveries import note_challenge, note_delivery
from services.tenders.ports.webhooks import WebhookCaller
from services.tenders.storage.unit_of_work import TendersUnitOfWork
from services.tenders.wiring.duties import OpenUow, apart, own_scope
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import WebhookId
from shared.kernel.webhooks import CallResult, Reach
from shared.messaging.background import Background, Stop
from shared.settings import Settings
from shared.storage.unit_of_work import retrying

_KEY_SECRET: Final = "webhook_key"  # noqa: S105 - the name of a file, not its content
_SECONDS: Final = 0.5
_THREADS: Final = 4
_GATHERED: Final = 500
_IN_A_ROW: Final = 50
_CLEANING_TURNS: Final = 7200  # about every hour


def webhook_secrets(settings: Settings) -> DerivedSecrets:
    """Give the secrets of webhooks; their key is made at the first need, so that nobody else has to hold one."""
    return DerivedSecrets(lambda: settings.create_secret(_KEY_SECRET, lambda: secrets.token_bytes(32)))


def reach_of(settings: Settings) -> Reach:
    """Say where webhooks may lead on this platform."""
    return Reach.PUBLIC_AND_LOOPBACK if settings.dev else Reach.PUBLIC


class WebhookCourier:
    """Serves the webhooks that are due, several at once, each by one thread."""

    def __init__(self, open_uow: OpenUow, caller: WebhookCaller, clock: Clock) -> None:
        self._open_uow = open_uow
        self._caller = caller
        self._clock = clock
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="webhook")
        self._busy: set[WebhookId] = set()
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    @property
    def is_idle(self) -> bool:
        """Say whether no webhook is being served."""
        with self._lock:
            return not self._busy

    def round(self) -> int:
        """Sort new events and begin serving what is due; give how many webhooks were begun."""
        retrying(self._begin, lambda uow: uow.organisation_events.gather(limit=_GATHERED))
        with self._begin() as uow:
            due = [webhook for webhook in uow.webhooks.due(at=self._clock.now()) if self._take(webhook.webhook_id)]
        for webhook in due:
            self._threads.submit(self._serve, webhook)
        return len(due)

    def forget_old_calls(self) -> int:
        """Forget the calls that are too old to interest anybody; give their number."""
        old = self._clock.now() - LOG_KEPT

        def forget(uow: TendersUnitOfWork) -> int:
            return uow.webhooks.forget_calls(before=old)

        return retrying(self._begin, forget)

    def _serve(self, webhook: Webhook) -> None:
        try:
            apart(partial(self._serve_in_order, webhook), duty="webhooks", subject=str(webhook.webhook_id))
        finally:
            with self._lock:
                self._busy.discard(webhook.webhook_id)

    def _serve_in_order(self, webhook: Webhook) -> None:
        """Check the address, or deliver events until one fails, none is left or others have waited long enough."""
        for _ in range(_IN_A_ROW):
            try:
                after = self._step(webhook)
            except Refused:
                return  # somebody removed it meanwhile
            if after is None or after.status is not WebhookStatus.ACTIVE or after.failures:
                return
            webhook = after

    def _step(self, webhook: Webhook) -> Webhook | None:
        if webhook.status is WebhookStatus.PENDING:
            result = self._caller.challenge(webhook)
            return retrying(self._begin, partial(_note_challenge, webhook, result))
        with self._begin() as uow:
            event = uow.organisation_events.next_of(webhook)
        if event is None:
            return None
        result = self._caller.deliver(webhook, event)
        return retrying(self._begin, partial(_note_delivery, webhook, event, result))

    def _take(self, webhook_id: WebhookId) -> bool:
        with self._lock:
            is_free = webhook_id not in self._busy
            self._busy.add(webhook_id)
            return is_free

    def _begin(self) -> TendersUnitOfWork:
        return self._open_uow(own_scope("webhooks"))


def webhook_background(open_uow: OpenUow, *, clock: Clock, settings: Settings, keys: DerivedSecrets) -> Background:
    """Give the duty of webhooks."""

    def run(stop: Stop) -> None:
        """Serve until ``stop`` is set; the calls under way are then waited for."""
        with WebhookCourier(open_uow, SignedCalls(keys, clock.now, reach_of(settings)), clock) as courier:
            for turn in count():
                if turn % _CLEANING_TURNS == 0:
                    courier.forget_old_calls()
                courier.round()
                if stop.wait(_SECONDS):
                    return

    return Background("tenders.webhooks", run)


def _note_challenge(webhook: Webhook, result: CallResult, uow: TendersUnitOfWork) -> Webhook:
    return note_challenge(webhook, result, uow=uow)


def _note_delivery(webhook: Webhook, event: OrganisationEvent, result: CallResult, uow: TendersUnitOfWork) -> Webhook:
    return note_delivery(webhook, event, result, uow=uow)
