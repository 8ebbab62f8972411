"""The repositories of one unit of work.

They know its principal: a deposit of another company, a custodian or an opening of another buyer is *not found*
(``RSP-NOT-FOUND``). The service's own principal sees every organisation.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.responses.domain.consultation import Closing, Consultation, ReceptionKind
from services.responses.domain.deposit import Deposit
from services.responses.domain.opening import OpenedFile, Opening
from services.responses.domain.quota import OpenDeposits
from services.responses.ports.records import Transmission
from shared.kernel.ids import CustodianId, DepositId, FileId, OpeningId, TenderId
from shared.kernel.siret import Siret
from shared.sealing.custody import Wrap
from shared.sealing.layers import Layer


class Consultations(Protocol):
    """The read model of published consultations, and their closings."""

    def get(self, tender_id: TenderId) -> Consultation:
        """Read a consultation, or refuse ``RSP-CONSULTATION-UNKNOWN``."""

    def lock(self, tender_id: TenderId) -> Consultation:
        """Read a consultation and hold its row until the end of the unit of work, or refuse the same."""

    def keep(self, consultation: Consultation) -> None:
        """Keep what was announced, unless something newer is kept already."""

    def closing(self, tender_id: TenderId) -> Closing | None:
        """Give the closing, if it was announced."""

    def keep_closing(self, closing: Closing) -> None:
        """Keep a closing; the first one stays."""

    def keep_abandonment(self, tender_id: TenderId, lots: Collection[int], *, whole: bool, at: datetime) -> None:
        """Keep that lots were given up, and with them the whole; repeating it changes nothing."""

    def is_abandoned(self, tender_id: TenderId) -> bool:
        """Say whether a consultation was given up."""

    def ended(self, procedure: TenderId | None = None) -> Mapping[TenderId, Mapping[int, datetime]]:
        """Give when the lots given up of each procedure, or of one, ended."""

    def any_open(self) -> bool:
        """Say whether any consultation is not closed; copies and exercises do not count."""

    def of_origin(self, origin: TenderId, kind: ReceptionKind) -> Sequence[Consultation]:
        """Give the receptions of a kind that come from a consultation: its stages, or copies of its responses."""


class Deposits(Protocol):
    """The deposits of the principal's company."""

    def add(self, deposit: Deposit, *, content_digest: str) -> None:
        """Keep a declaration."""

    def get(self, deposit_id: DepositId) -> Deposit:
        """Read a deposit, or refuse ``RSP-NOT-FOUND``."""

    def of_file(self, file_id: FileId) -> Deposit:
        """Read the deposit of a file, or refuse ``RSP-NOT-FOUND``."""

    def lock_of_file(self, file_id: FileId) -> Deposit:
        """Read the deposit of a file and hold its row, or refuse ``RSP-NOT-FOUND``."""

    def of_company(self, tender_id: TenderId, company: Siret) -> Sequence[Deposit]:
        """Give a company's deposits for a consultation, of any status."""

    def count_complete(self, tender_id: TenderId) -> int:
        """Count the complete deposits of a consultation; its handler says who may know."""

    def hold_company(self, company: Siret) -> None:
        """Be the only declaration of a company until the end of the unit of work."""

    def open_of_company(self, company: Siret) -> OpenDeposits:
        """Count a company's deposits that are not complete, and their declared bytes."""

    def to_drop(self, before: datetime, limit: int) -> Sequence[Deposit]:
        """Give and hold deposits given up, or incomplete though closed and declared before an instant, still kept."""

    def save(self, deposit: Deposit) -> None:
        """Keep the state of a deposit and of its files."""

    def started_at(self, tender_id: TenderId) -> Sequence[tuple[DepositId, Siret, datetime]]:
        """Give who declared which deposit when, the oldest first; for the test space."""

    def replace_blob(self, file_id: FileId, blob_id: str) -> None:
        """Give a file other bytes, empty: those received were not the declared ones."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Deposit]:
        """Give every deposit of a closed consultation of the principal's organisation; none before the closing."""

    def received(self, deposit_id: DepositId) -> Deposit:
        """Read a deposit, complete or not, of a closed consultation of the principal's, or refuse the same."""

    def received_with(self, file_id: FileId) -> Deposit:
        """Read the deposit of a file of a closed consultation of the principal's, or refuse ``RSP-NOT-FOUND``."""

    def receiving(self, tender_id: TenderId | None) -> Sequence[Deposit]:
        """Give the deposits that are not complete, of one consultation or of all."""

    def transmissions(self, file_id: FileId) -> Sequence[Transmission]:
        """Give the exchanges of a file, in their order."""

    def note(self, transmissions: Sequence[Transmission]) -> None:
        """Keep the evidence of an exchange."""


class Openings(Protocol):
    """The opening ceremonies of the principal's organisation."""

    def add(self, opening: Opening) -> None:
        """Keep a new ceremony."""

    def get(self, opening_id: OpeningId) -> Opening:
        """Read a ceremony, or refuse ``RSP-NOT-FOUND``."""

    def lock(self, opening_id: OpeningId) -> Opening:
        """Read a ceremony and hold its row, or refuse ``RSP-NOT-FOUND``."""

    def current(self, tender_id: TenderId) -> Opening | None:
        """Give the ceremony of a consultation that is in progress or completed."""

    def save(self, opening: Opening) -> None:
        """Keep the state of a ceremony."""

    def in_progress(self) -> Sequence[Opening]:
        """Give the ceremonies in progress, whichever process leads them."""

    def keep_layer(self, opening_id: OpeningId, layer: Layer, custodian_id: CustodianId, at: datetime) -> None:
        """Keep a peeled layer; a later one for the same place replaces it."""

    def layers(self, opening_id: OpeningId) -> Sequence[Layer]:
        """Give the layers peeled so far."""

    def note_custodian(self, opening_id: OpeningId, custodian_id: CustodianId, at: datetime) -> None:
        """Keep that a custodian took part."""

    def custodians(self, opening_id: OpeningId) -> Sequence[CustodianId]:
        """Give the custodians who took part, in the order of their first act."""

    def keep_file(self, file: OpenedFile, *, blob_id: str | None) -> None:
        """Keep what came of a file; an opened one stays opened."""

    def files(self, tender_id: TenderId) -> Sequence[OpenedFile]:
        """Give what came of the files of a consultation."""

    def content_blob(self, opening_id: OpeningId, file_id: FileId) -> str:
        """Give where the content of an opened file rests, or refuse ``RSP-NOT-FOUND``."""

    def wraps(self, file_ids: Sequence[FileId]) -> Sequence[tuple[FileId, Wrap]]:
        """Give the nested identities of files."""
