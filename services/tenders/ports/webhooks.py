"""What is kept of webhooks and of the events of an organisation, and the way out to its servers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.tenders.domain.webhooks import Delivery, OrganisationEvent, Webhook
from shared.kernel.ids import EventId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import DeliveryId, WebhookId
from shared.kernel.webhooks import CallResult


class Webhooks(Protocol):
    """The webhooks of the principal's organisation."""

    def add(self, webhook: Webhook, *, at_most: int) -> None:
        """Keep a new webhook, or refuse ``TND-WEBHOOK-TOO-MANY``."""

    def get(self, webhook_id: WebhookId) -> Webhook:
        """Read a webhook, or refuse ``TND-NOT-FOUND``."""

    def lock(self, webhook_id: WebhookId) -> Webhook:
        """Read a webhook and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""

    def save(self, webhook: Webhook) -> None:
        """Keep the next version of a webhook that is locked."""

    def remove(self, webhook_id: WebhookId) -> None:
        """Forget a webhook that is locked, and its log."""

    def of_organisation(self) -> Sequence[Webhook]:
        """Give the webhooks of the principal's organisation, the oldest first."""

    def due(self, *, at: datetime) -> Sequence[Webhook]:
        """Give every webhook whose address is to be checked, or that has an event to deliver."""

    def log(self, delivery: Delivery) -> None:
        """Keep one call in the log."""

    def deliveries(self, webhook_id: WebhookId, *, after: DeliveryId | None, limit: int) -> Sequence[Delivery]:
        """Give the log of a webhook, the latest call first, after a call."""

    def forget_calls(self, *, before: datetime) -> int:
        """Forget the calls made before an instant; give their number."""


class OrganisationEvents(Protocol):
    """The events of each organisation, in the order in which they were announced."""

    def gather(self, *, limit: int) -> int:
        """Sort newly announced events by organisation; give how many were looked at."""

    def last(self, organisation: Siret) -> OrganisationEvent | None:
        """Give the last event of an organisation."""

    def find(self, organisation: Siret, event_id: EventId) -> OrganisationEvent:
        """Give an event of an organisation, or refuse ``TND-NOT-FOUND``."""

    def next_of(self, webhook: Webhook) -> OrganisationEvent | None:
        """Give the next event that a webhook is to receive."""


class WebhookSecrets(Protocol):
    """The secrets of webhooks; they are derived from one key of the secrets folder and kept nowhere."""

    def text(self, webhook_id: WebhookId, generation: int) -> str:
        """Write a secret for its owner."""


class WebhookCaller(Protocol):
    """The way out to webhooks; every call is signed."""

    def challenge(self, webhook: Webhook) -> CallResult:
        """Ask the address to repeat a random text."""

    def deliver(self, webhook: Webhook, event: OrganisationEvent) -> CallResult:
        """Deliver one event."""
