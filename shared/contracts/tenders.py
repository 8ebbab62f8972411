"""Events of the tenders service: the consultation from its publication to the notified contract."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from shared.contracts.amount import Amount
from shared.contracts.event import Event, Fact

ContractKind = Literal["works", "supplies", "services"]


class PartyFact(Fact):
    """A public body or a company by its SIRET (14 digits) and its public name."""

    siret: str
    name: str


class LotFact(Fact):
    """One lot as published (lot, L2113-10); the estimated value is never published."""

    lot_id: str
    number: int
    title: str
    cpv: str


class TimelineFact(Fact):
    """How legal time runs for this consultation: real (factor 1) or, on a sandbox platform only, accelerated."""

    started_at: AwareDatetime
    legal_start: AwareDatetime
    factor: int


class CustodianFact(Fact):
    """A custodian of opening keys (détenteur de clé) by its age recipient; no personal name."""

    custodian_id: str
    recipient: str


class DocumentFact(Fact):
    """One document of the consultation (DCE) as published: its name, size in bytes and SHA-256 in hexadecimal."""

    document_id: str
    name: str
    kind: str
    version: int
    size: int
    sha256: str


class CriterionFact(Fact):
    """An award criterion (critère d'attribution) and its weight in percent, as a decimal string."""

    code: str
    title: str
    weight: str


class ConsultationFacts(Event):
    """The full public state of a consultation, carried by each event that announces it."""

    buyer: PartyFact
    title: str
    object: str
    kind: ContractKind
    procedure: str
    launched_on: str
    lots: tuple[LotFact, ...]
    criteria: tuple[CriterionFact, ...]
    documents: tuple[DocumentFact, ...]
    deadline: AwareDatetime
    deadline_version: int
    timeline: TimelineFact
    custodians: tuple[CustodianFact, ...]
    opening_threshold: int
    max_file_bytes: int
    max_deposit_bytes: int
    sandbox: bool


class TenderPublishedV1(ConsultationFacts):
    """Sent when a consultation is published (publication de l'avis et du DCE, R2131-12, R2132-2)."""

    event_type: ClassVar[str] = "tender_published.v1"
    source: ClassVar[str] = "tenders"


class TenderChangedV1(ConsultationFacts):
    """Sent when a published consultation changes: later deadline, new documents (avis rectificatif, R2151-4)."""

    event_type: ClassVar[str] = "tender_changed.v1"
    source: ClassVar[str] = "tenders"


class SubmissionClosedV1(Event):
    """Sent once when the deadline has passed (clôture des dépôts): nothing is opened before it (R2132-9)."""

    event_type: ClassVar[str] = "submission_closed.v1"
    source: ClassVar[str] = "tenders"

    deadline: AwareDatetime
    deadline_version: int


class ContractAwardedV1(Event):
    """Sent when a lot is awarded (attribution, R2181-3), before the standstill period ends (R2182-1)."""

    event_type: ClassVar[str] = "contract_awarded.v1"
    source: ClassVar[str] = "tenders"

    tender_id: str
    award_id: str
    lot: LotFact
    buyer_siret: str
    winner_siret: str
    amount_excl_vat: Amount
    ranking: tuple[str, ...]
    standstill_ends_on: str


class ContractFacts(Event):
    """The full state of a contract (marché), carried by each event that announces it.

    It is in no finance feed: a buyer's feed has one row of positions, kept by the invoicing service alone.
    """

    buyer_siret: str
    contract_id: str
    tender_id: str
    award_id: str
    reference: str
    object: str
    kind: ContractKind
    lot: LotFact
    buyer: PartyFact
    buyer_kind: str
    contractor: PartyFact
    amount_excl_vat: Amount
    launched_on: str
    timeline: TimelineFact
    sandbox: bool
    signed_on: str
    transmission_acknowledgement: str | None
    transmitted_on: str | None
    notified_on: str | None


class ContractSignedV1(ContractFacts):
    """Sent when a contract is signed (signature du marché, R2182-3)."""

    event_type: ClassVar[str] = "contract_signed.v1"
    source: ClassVar[str] = "tenders"


class ContractTransmittedV1(ContractFacts):
    """Sent when the prefect's acknowledgement is recorded (contrôle de légalité, CGCT L2131-1, R2182-5)."""

    event_type: ClassVar[str] = "contract_transmitted.v1"
    source: ClassVar[str] = "tenders"


class ContractNotifiedV1(ContractFacts):
    """Sent when the contract is notified to its contractor and takes effect (notification, R2182-4)."""

    event_type: ClassVar[str] = "contract_notified.v1"
    source: ClassVar[str] = "tenders"
