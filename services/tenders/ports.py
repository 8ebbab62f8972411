"""What the handlers of tenders need from outside, as protocols: repositories, one unit of work, two outside parties.

A repository knows the principal of the unit of work: an object of another organisation is *not found*
(``TND-NOT-FOUND``), as if it did not exist. The service's own principal (closing, events) sees every organisation.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from services.tenders.domain.awards import Award
from services.tenders.domain.contracts import Contract
from services.tenders.domain.custodians import Custodian
from services.tenders.domain.documents import ProcurementDocument
from services.tenders.domain.evaluation import Evaluation
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.model import ResponseLimits, Tender
from services.tenders.domain.openings import OpenedResponse, Opening
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import AwardId, ContractId, CustodianId, DocumentId, Ids, LotId, TenderId
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class Platform:
    """What this installation allows: a sandbox as a whole or not, and how heavy a response may be at most."""

    sandbox: bool
    ceiling: ResponseLimits


class Tenders(Protocol):
    """The consultations of the principal's organisation."""

    def get(self, tender_id: TenderId) -> Tender:
        """Read a consultation, or refuse ``TND-NOT-FOUND``."""

    def lock(self, tender_id: TenderId) -> Tender:
        """Read a consultation and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""

    def add(self, tender: Tender) -> None:
        """Keep a new consultation."""

    def save(self, tender: Tender) -> None:
        """Keep the next version of a consultation that is locked."""

    def due_for_closing(self, *, at: datetime, limit: int) -> Sequence[TenderId]:
        """Give published consultations whose legal deadline has passed at a real instant."""


class Documents(Protocol):
    """The documents of consultations."""

    def of_tender(self, tender_id: TenderId) -> Sequence[ProcurementDocument]:
        """Give every version of every document of a consultation that was already read through ``Tenders``."""

    def add(self, document: ProcurementDocument) -> None:
        """Keep a new version of a document."""

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        """Give those of these blobs that a document names."""

    def published(self, tender_id: TenderId, document_id: DocumentId) -> ProcurementDocument:
        """Give a document that anybody may download, or one of the principal's drafts; else ``TND-NOT-FOUND``."""


class Custodians(Protocol):
    """The custodians that the responses service announced."""

    def keep(self, custodian: Custodian, *, version: int) -> None:
        """Keep what was announced of a custodian, unless something newer is kept already."""

    def of_organisation(self) -> Sequence[Custodian]:
        """Give every custodian that is registered for the principal's organisation."""

    def registered(self, custodian_ids: Collection[CustodianId]) -> Sequence[Custodian]:
        """Give those of these custodians that are registered for the principal's organisation."""


class Openings(Protocol):
    """The openings that the responses service announced."""

    def keep(self, opening: Opening) -> None:
        """Keep what was announced of an opening, unless something newer is kept already."""

    def responses(self, tender_id: TenderId) -> Sequence[OpenedResponse]:
        """Give the responses of a consultation that may be evaluated, in the order of their identifiers."""


class Evaluations(Protocol):
    """The evaluation grids, one for each lot."""

    def get(self, tender_id: TenderId, lot_id: LotId) -> Evaluation:
        """Read the grid of a lot; version 0 and no sheet when nothing was entered yet."""

    def save(self, evaluation: Evaluation) -> None:
        """Keep the next version of a grid."""


class Awards(Protocol):
    """The awards of the principal's organisation."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Award]:
        """Give the awards of a consultation that was already read through ``Tenders``."""

    def add(self, award: Award) -> None:
        """Keep a new award."""


class Contracts(Protocol):
    """The contracts of the principal's organisation."""

    def get(self, contract_id: ContractId) -> Contract:
        """Read a contract, or refuse ``TND-NOT-FOUND``."""

    def lock(self, contract_id: ContractId) -> Contract:
        """Read a contract and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""

    def of_award(self, award_id: AwardId) -> Contract | None:
        """Give the contract of an award, if it is signed."""

    def add(self, contract: Contract) -> None:
        """Keep a new contract, or refuse ``TND-CONTRACT-REFERENCE`` when the organisation has one of that number."""

    def save(self, contract: Contract) -> None:
        """Keep the next version of a contract that is locked."""

    def awaiting_acknowledgement(self, *, limit: int) -> Sequence[Contract]:
        """Give contracts handed to the transmission channel and not acknowledged yet."""


class Scope(Protocol):
    """On whose behalf a unit of work runs."""

    @property
    def principal(self) -> Principal:
        """The author of the act."""


class UnitOfWork(Protocol):
    """One transaction of this service: its repositories, its events and its journal."""

    @property
    def scope(self) -> Scope:
        """On whose behalf the work is done."""

    @property
    def clock(self) -> Clock:
        """The real clock."""

    @property
    def ids(self) -> Ids:
        """The maker of identifiers."""

    @property
    def tenders(self) -> Tenders:
        """Consultations."""

    @property
    def documents(self) -> Documents:
        """Documents."""

    @property
    def custodians(self) -> Custodians:
        """Registered custodians."""

    @property
    def openings(self) -> Openings:
        """Openings."""

    @property
    def evaluations(self) -> Evaluations:
        """Evaluation grids."""

    @property
    def awards(self) -> Awards:
        """Awards."""

    @property
    def contracts(self) -> Contracts:
        """Contracts."""

    def publish(self, event: Event) -> None:
        """Announce a fact to the other services, in the same transaction."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal, in the same transaction."""

    def commit(self) -> None:
        """Make everything durable."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; what was not committed is undone."""


class LegalityControl(Protocol):
    """The channel to the representative of the State (contrôle de légalité, @CTES)."""

    def transmit(self, contract: Contract, *, at: datetime) -> Acknowledgement:
        """Transmit a contract and give its acknowledgement; may take long, so no transaction is open meanwhile.

        Transmitting the same contract again gives the same acknowledgement.
        """


class ConsultationViews(Protocol):
    """What anybody may read of published consultations, straight from the columns."""

    def consultation(self, tender_id: TenderId) -> Mapping[str, Any] | None:
        """Give the public state of a consultation; None when nothing of that identifier is published."""

    def search(self, text: str | None, *, after: str | None, limit: int) -> Sequence[Mapping[str, Any]]:
        """Give published consultations, the latest first, that hold every word of the text; ``after`` is a key."""

    def key_of(self, view: Mapping[str, Any]) -> str:
        """Give the key after which a list continues."""
