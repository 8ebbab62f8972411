"""Events of the mps service (marché public simplifié): certificates asked for and received.

They name the company and the source, never the consultation: before the closing nobody may learn who answers what.
"""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from shared.contracts.event import Event

BlockStatus = Literal["found", "unknown", "refused", "unavailable"]


class CertificateRequestedV1(Event):
    """Sent for each source that a candidacy needs (dites-le-nous une fois, R2143-13): sources progress apart."""

    event_type: ClassVar[str] = "certificate_requested.v1"
    source: ClassVar[str] = "mps"

    candidacy_id: str
    siret: str
    source_code: str
    attempt: int


class CertificateFetchedV1(Event):
    """Sent when one source has answered, whatever it said; the content stays in the mps service."""

    event_type: ClassVar[str] = "certificate_fetched.v1"
    source: ClassVar[str] = "mps"

    candidacy_id: str
    siret: str
    source_code: str
    status: BlockStatus
    fetched_at: AwareDatetime


class CandidacyCompletedV1(Event):
    """Sent when every source of a candidacy has answered or has been given up."""

    event_type: ClassVar[str] = "candidacy_completed.v1"
    source: ClassVar[str] = "mps"

    candidacy_id: str
    siret: str
    found: tuple[str, ...]
    missing: tuple[str, ...]


class DelegationRecordedV1(Event):
    """Sent when a company records, or takes back, a power to commit it (delegation); ``aggregate_id`` is the power.

    ``holder_digest`` is the SHA-256 of the account's opaque name, for whoever knows the account; no personal data.
    """

    event_type: ClassVar[str] = "delegation_recorded.v1"
    source: ClassVar[str] = "mps"

    siren: str
    holder_digest: str
    first_day: str
    last_day: str | None
    revoked: bool


class RepresentationShownV1(Event):
    """Sent when an account has the open registers asked whether they name its holder as representative of its company.

    ``holder_digest`` is the SHA-256 of the account's opaque name; neither the name nor the role travels.
    """

    event_type: ClassVar[str] = "representation_shown.v1"
    source: ClassVar[str] = "mps"

    siren: str
    holder_digest: str
    named: bool
    shown_on: str


class ContractVigilanceDueV1(Event):
    """Sent when a contractor's certificates are asked again during the contract (code du travail D8222-5).

    A timed fact: it says that they are asked, never what they say. ``aggregate_id`` is the file of the contractor.
    """

    event_type: ClassVar[str] = "contract_vigilance_due.v1"
    source: ClassVar[str] = "mps"

    contract_id: str
    buyer_siret: str
    contractor_siret: str
    due_on: str
    next_due_on: str
