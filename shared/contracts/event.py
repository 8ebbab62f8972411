"""The base of every event: a fact in the past tense that one service announces to the others.

An event is immutable, carries the full state of the facts that it announces (never a difference) and the version
of its aggregate, so that a reader may receive it twice, late or out of order without harm. One class is one version:
a released class never changes; a change is a new class (``…V2``) and a new golden schema.
"""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """A part of an event (a lot, a party, a document): frozen; unknown fields of newer writers are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Fact):
    """A fact with its aggregate; subclasses name their type and their source."""

    event_type: ClassVar[str]
    source: ClassVar[str]

    aggregate_id: str
    aggregate_version: int

    @property
    def feed(self) -> str | None:
        """SIRET of the buyer whose finance feed carries this event; None when no finance system follows it."""
        return None


class FinanceEvent(Event):
    """A fact that the buyer's finance system follows (fil financier): it names the buyer by SIRET."""

    buyer_siret: str

    @property
    def feed(self) -> str | None:
        """The buyer's SIRET: positions in its feed are dense and its own."""
        return self.buyer_siret
