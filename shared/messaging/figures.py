"""Figures of the event traffic: how many events were published and delivered, and how many wait aside."""

from shared.observability.metrics import counter

EVENTS_PUBLISHED = counter("events_published", "Events confirmed by the broker.", ("service",))
EVENTS_REFUSED = counter("events_refused", "Publications refused or returned by the broker.", ("service",))
EVENTS_DELIVERED = counter(
    "events_delivered", "Events given to a consumer, by what became of them.", ("consumer", "event_type", "outcome")
)
EVENTS_DEAD = counter("events_dead", "Events set aside after their last try.", ("consumer", "event_type"))
