"""Events of the tenders service about stages: each stage of a consultation is announced as an aggregate of its own.

The first stage bears the identifier of its consultation, so that a reader of one-stage consultations sees no
difference. Version 2 says besides what a stage receives and from whom, version 3 what is published of variants; the
earlier versions stay readable, and are sent no more.
"""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from shared.contracts.event import Event, Fact
from shared.contracts.tenders import ConsultationFacts

PartReceived = Literal["candidacy", "offer"]


class StageFact(Fact):
    """One stage: its place in its consultation, what it is for and what it receives."""

    stage_id: str
    tender_id: str
    number: int
    kind: str
    receives: tuple[PartReceived, ...]


class ResponseRulesFact(Fact):
    """How responses are sent: electronic regime (R2132-7, R2132-12), and one envelope or two."""

    regime: str
    exception: str | None
    envelope: str


class StageFacts(ConsultationFacts):
    """The full public state of a consultation in one of its stages; ``aggregate_id`` is the stage.

    ``invited`` holds the SIRET of the only companies that may answer; None where anybody may.
    """

    stage: StageFact
    invited: tuple[str, ...] | None
    responses: ResponseRulesFact
    nuts: str | None
    technique: str
    parent_id: str | None


class TenderPublishedV2(StageFacts):
    """Sent when a stage begins: publication (R2131-12), invitation (R2144-8), final offers (R2161-20)."""

    event_type: ClassVar[str] = "tender_published.v2"
    source: ClassVar[str] = "tenders"


class TenderChangedV2(StageFacts):
    """Sent when the running stage changes: later deadline, new documents (avis rectificatif, R2151-4)."""

    event_type: ClassVar[str] = "tender_changed.v2"
    source: ClassVar[str] = "tenders"


class VariantRuleFact(Fact):
    """Variants of one lot (R2151-8 to R2151-10): policy, greatest number where one is set, minimum requirements."""

    lot_number: int
    policy: Literal["forbidden", "allowed", "required"]
    most: int | None
    requirements: str | None


class StageTermsFacts(StageFacts):
    """The full public state of a consultation in one of its stages, with what is published of variants."""

    variants: tuple[VariantRuleFact, ...]


class TenderPublishedV3(StageTermsFacts):
    """Sent when a stage begins: publication (R2131-12), invitation (R2144-8), final offers (R2161-20)."""

    event_type: ClassVar[str] = "tender_published.v3"
    source: ClassVar[str] = "tenders"


class TenderChangedV3(StageTermsFacts):
    """Sent when the running stage changes: later deadline, new documents (avis rectificatif, R2151-4)."""

    event_type: ClassVar[str] = "tender_changed.v3"
    source: ClassVar[str] = "tenders"


class TenderAbandonedV1(Event):
    """Sent when a consultation ends without award (déclaration sans suite, R2185-1); ``aggregate_id`` is the stage.

    Lots are named by number; ``whole`` says that nothing is left: what is still sealed is never opened.
    """

    event_type: ClassVar[str] = "tender_abandoned.v1"
    source: ClassVar[str] = "tenders"

    tender_id: str
    buyer_siret: str
    lots: tuple[int, ...]
    whole: bool
    outcome: Literal["unsuccessful", "abandoned"]
    motive: str
    abandoned_at: AwareDatetime
