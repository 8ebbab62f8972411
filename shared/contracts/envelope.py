"""The envelope of an event: CloudEvents 1.0 in its JSON form, with the extensions that tracing and ordering need.

Source: CloudEvents 1.0.2 (context attributes, JSON event format, distributed tracing extension).
Extension attributes are lower case and without separators, as the standard asks.
"""

from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from shared.contracts.catalogue import EVENTS
from shared.contracts.event import Event
from shared.kernel.ids import EventId


class UnknownEvent(Exception):
    """An envelope names an event type that this release does not know; it goes to the dead letters, never aside."""

    def __init__(self, event_type: str) -> None:
        super().__init__(f"unknown event type {event_type!r}")
        self.event_type = event_type


class Envelope(BaseModel):
    """One event on its way: who says it, when, about which aggregate, caused by what."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    time: AwareDatetime
    subject: str
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    aggregateversion: int
    correlationid: str
    causationid: str | None = None
    traceparent: str | None = None
    data: dict[str, JsonValue]

    @classmethod
    def wrap(
        cls,
        event: Event,
        *,
        event_id: EventId,
        time: datetime,
        correlation_id: str,
        causation_id: str | None = None,
        traceparent: str | None = None,
    ) -> Self:
        """Put an event in its envelope; ``time`` is the real instant at which the fact was recorded."""
        return cls(
            id=str(event_id),
            source=f"/plis/{event.source}",
            type=event.event_type,
            time=time,
            subject=event.aggregate_id,
            dataschema=f"urn:plis:schema:{event.event_type}",
            aggregateversion=event.aggregate_version,
            correlationid=correlation_id,
            causationid=causation_id,
            traceparent=traceparent,
            data=event.model_dump(mode="json"),
        )

    @property
    def emitter(self) -> str:
        """Name of the service that announced the fact, for instance ``tenders``."""
        return self.source.rpartition("/")[2]

    def event(self) -> Event:
        """Read the event in its class.

        Raises:
            UnknownEvent: no class of this release has that type.
            pydantic.ValidationError: the data do not have the shape of the class.
        """
        event_class = EVENTS.get(self.type)
        if event_class is None:
            raise UnknownEvent(self.type)
        return event_class.model_validate(self.data)

    def to_json(self) -> str:
        """Write the envelope as one JSON text; absent extension attributes are left out, as the standard asks."""
        return self.model_dump_json(exclude_none=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read an envelope.

        Raises:
            pydantic.ValidationError: the text is not a CloudEvents 1.0 envelope of ours.
        """
        return cls.model_validate_json(text)
