"""What the service keeps of the calls it made: an answer that comes too late changes nothing but the log."""

from services.tenders.domain.webhooks import (
    Delivery,
    OrganisationEvent,
    Webhook,
    WebhookStatus,
    after_challenge,
    after_delivery,
)
from services.tenders.ports import UnitOfWork
from shared.kernel.tender_ids import DeliveryId
from shared.kernel.webhooks import CallResult

CHALLENGE_TYPE = "plis.webhook.challenge"


def note_challenge(called: Webhook, result: CallResult, *, uow: UnitOfWork) -> Webhook:
    """Keep the answer to a challenge."""
    webhook = uow.webhooks.lock(called.webhook_id)
    uow.webhooks.log(Delivery(uow.ids.new(DeliveryId), webhook.webhook_id, None, CHALLENGE_TYPE, result))
    if webhook.status is not WebhookStatus.PENDING or webhook.generation != called.generation:
        return webhook
    return _save(webhook, after_challenge(webhook, result), uow=uow)


def note_delivery(called: Webhook, event: OrganisationEvent, result: CallResult, *, uow: UnitOfWork) -> Webhook:
    """Keep the answer to a delivery; a webhook that somebody sent back meanwhile stays where it was sent."""
    webhook = uow.webhooks.lock(called.webhook_id)
    uow.webhooks.log(Delivery(uow.ids.new(DeliveryId), webhook.webhook_id, event.event_id, event.event_type, result))
    if webhook.status is not WebhookStatus.ACTIVE or webhook.position != called.position:
        return webhook
    return _save(webhook, after_delivery(webhook, event, result), uow=uow)


def _save(before: Webhook, after: Webhook, *, uow: UnitOfWork) -> Webhook:
    uow.webhooks.save(after)
    if after.status is not before.status:
        uow.record(f"webhook_{after.status.value}", str(after.webhook_id), {"failures": str(after.failures)})
    return after
