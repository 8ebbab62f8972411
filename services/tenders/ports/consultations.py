"""What is read and kept of consultations, of their documents, and of what other services announced about them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from services.tenders.domain.custodians import Custodian
from services.tenders.domain.documents import ProcurementDocument
from services.tenders.domain.elsewhere import ElsewhereDocument
from services.tenders.domain.model import Tender
from services.tenders.domain.openings import OpenedResponse, Opening
from shared.kernel.ids import CustodianId, DocumentId, TenderId


class Tenders(Protocol):
    """The consultations of the principal's organisation."""

    def get(self, tender_id: TenderId) -> Tender:
        """Read a consultation, or refuse ``TND-NOT-FOUND``."""

    def published(self, tender_id: TenderId) -> Tender:
        """Read a published consultation of any organisation, for an act of a company; else ``TND-NOT-FOUND``."""

    def is_own(self, tender_id: TenderId) -> bool:
        """Say whether a consultation belongs to the principal's organisation."""

    def lock(self, tender_id: TenderId) -> Tender:
        """Read a consultation and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""

    def lock_of_stage(self, stage_id: TenderId) -> Tender:
        """Read the consultation of a stage and hold its row, or refuse ``TND-NOT-FOUND``."""

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

    def withdraw(self, documents: Iterable[ProcurementDocument]) -> None:
        """Keep the withdrawal of these versions."""

    def add_elsewhere(self, document: ElsewhereDocument) -> bool:
        """Keep a document that is obtained by other means; False when one of that name is there already."""

    def elsewhere(self, tender_id: TenderId) -> Sequence[ElsewhereDocument]:
        """Give the documents of a consultation that are obtained by other means."""

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
