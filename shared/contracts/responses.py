"""Events of the responses service. Before the closing it says nothing about any deposit (non-interference)."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from shared.contracts.event import Event, Fact

Standing = Literal["in_time", "late", "superseded"]


class CustodianRegisteredV1(Event):
    """Sent when a custodian (détenteur de clé) has proved that it holds the identity of its age recipient."""

    event_type: ClassVar[str] = "custodian_registered.v1"
    source: ClassVar[str] = "responses"

    custodian_id: str
    organisation_siret: str
    recipient: str
    label: str


class OpenedFileFact(Fact):
    """One sealed file of a response: what it answers and the SHA-256 of the sealed bytes."""

    file_id: str
    role: Literal["candidacy", "bid"]
    lot_number: int | None
    sealed_sha256: str
    opened: bool


class RecordedResponseFact(Fact):
    """One response (pli) in the minutes: its standing against the deadline and what was opened."""

    deposit_id: str
    tenderer_siret: str
    tenderer_name: str
    lots: tuple[int, ...]
    standing: Standing
    completed_at: AwareDatetime
    legal_completed_at: AwareDatetime
    files: tuple[OpenedFileFact, ...]


class ResponsesOpenedV1(Event):
    """Sent once when the opening is finished (procès-verbal d'ouverture des plis), with every response received."""

    event_type: ClassVar[str] = "responses_opened.v1"
    source: ClassVar[str] = "responses"

    tender_id: str
    opening_id: str
    deadline: AwareDatetime
    deadline_version: int
    custodian_ids: tuple[str, ...]
    responses: tuple[RecordedResponseFact, ...]
