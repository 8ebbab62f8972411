"""What people and integrators do with webhooks: make, read the secret once, rotate, check again, replay, remove."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.tenders.domain import webhooks as rules
from services.tenders.domain.errors import Code
from services.tenders.domain.webhooks import WEBHOOKS_OF_AN_ORGANISATION, Webhook, WebhookStatus, WebhookUrl
from services.tenders.ports import UnitOfWork
from services.tenders.ports.webhooks import WebhookSecrets
from shared.contracts.catalogue import EVENTS
from shared.kernel.ids import EventId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import WebhookId
from shared.kernel.webhooks import Reach

TYPES = frozenset(event_type for event_type, event in EVENTS.items() if event.source == "tenders")


@dataclass(frozen=True, slots=True)
class AddWebhook:
    """Command: have events delivered to an address; no type named means every type."""

    url: str
    types: tuple[str, ...]


def add_webhook(command: AddWebhook, *, uow: UnitOfWork, reach: Reach) -> Webhook:
    """Keep a new webhook; its address is checked soon, and it then receives what is announced from now on.

    Raises:
        Refused: an address that may not be called, an unknown type, or too many webhooks.
    """
    uow.scope.principal.require(Right.PUBLISH)
    organisation = uow.scope.principal.organisation
    if organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    unknown = sorted(set(command.types) - TYPES)
    if unknown:
        refuse(Code.WEBHOOK_TYPE, types=", ".join(unknown))
    last, now = uow.organisation_events.last(organisation), uow.clock.now()
    webhook = Webhook(
        webhook_id=uow.ids.new(WebhookId),
        organisation=organisation,
        version=1,
        status=WebhookStatus.PENDING,
        url=WebhookUrl.parse(command.url, reach=reach),
        types=tuple(sorted(set(command.types))),
        generation=1,
        is_secret_shown=False,
        previous_until=None,
        position=0 if last is None else last.position,
        last_event_id=None if last is None else last.event_id,
        failures=0,
        next_try_at=now,
        created_at=now,
    )
    uow.webhooks.add(webhook, at_most=WEBHOOKS_OF_AN_ORGANISATION)
    _record("webhook_added", webhook, uow=uow)
    return webhook


def read_secret(webhook_id: WebhookId, *, uow: UnitOfWork, secrets: WebhookSecrets) -> str:
    """Give the current secret, once; it is in no event, log, journal or stored answer."""
    webhook = _change("webhook_secret_shown", webhook_id, uow=uow, change=rules.show_secret)
    return secrets.text(webhook_id, webhook.generation)


def rotate_secret(webhook_id: WebhookId, *, uow: UnitOfWork) -> Webhook:
    """Make a new secret; the one before stays valid beside it for a time."""
    now = uow.clock.now()
    return _change("webhook_rotated", webhook_id, uow=uow, change=lambda webhook: rules.rotate(webhook, at=now))


def check_again(webhook_id: WebhookId, *, uow: UnitOfWork) -> Webhook:
    """Have the address of a webhook checked again, after which delivery goes on from where it stood."""
    now = uow.clock.now()
    return _change("webhook_checked", webhook_id, uow=uow, change=lambda webhook: rules.ask_challenge(webhook, at=now))


def replay_events(webhook_id: WebhookId, after: EventId | None, *, uow: UnitOfWork) -> Webhook:
    """Deliver again what follows an event of one's organisation, or everything.

    Raises:
        Refused: ``TND-NOT-FOUND`` for an event of somebody else, ``TND-WEBHOOK-INACTIVE``.
    """
    now = uow.clock.now()

    def replay(webhook: Webhook) -> Webhook:
        event = None if after is None else uow.organisation_events.find(webhook.organisation, after)
        return rules.replay_after(webhook, event, at=now)

    return _change("webhook_replayed", webhook_id, uow=uow, change=replay)


def remove_webhook(webhook_id: WebhookId, *, uow: UnitOfWork) -> None:
    """Remove a webhook; its secrets sign nothing any more."""
    uow.scope.principal.require(Right.PUBLISH)
    webhook = uow.webhooks.lock(webhook_id)
    uow.webhooks.remove(webhook_id)
    _record("webhook_removed", webhook, uow=uow)


def list_webhooks(*, uow: UnitOfWork) -> Sequence[Webhook]:
    """Give the webhooks of one's organisation."""
    return uow.webhooks.of_organisation()


def _change(action: str, webhook_id: WebhookId, *, uow: UnitOfWork, change: Callable[[Webhook], Webhook]) -> Webhook:
    uow.scope.principal.require(Right.PUBLISH)
    changed = change(uow.webhooks.lock(webhook_id))
    uow.webhooks.save(changed)
    _record(action, changed, uow=uow)
    return changed


def _record(action: str, webhook: Webhook, *, uow: UnitOfWork) -> None:
    uow.record(action, str(webhook.webhook_id), {"status": webhook.status.value, "secret": str(webhook.generation)})
