"""What the handlers of responses need from outside, as protocols: repositories, one unit of work, five devices.

A repository knows the principal of the unit of work: a deposit of another company, a custodian or an opening of
another buyer is *not found* (``RSP-NOT-FOUND``). The service's own principal sees every organisation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.responses.domain.acts import LoggedAct
from services.responses.domain.checkpoint import Checkpoint
from services.responses.domain.consultation import Closing, Consultation
from services.responses.domain.custodian import RegisteredCustodian
from services.responses.domain.custody import Wrap
from services.responses.domain.deposit import Deposit
from services.responses.domain.opening import Layer, OpenedFile, Opening
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import CustodianId, DepositId, FileId, Ids, OpeningId, TenderId
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class StampedToken:
    """An RFC 3161 token (DER), who issued it, and the root certificate (PEM) that verifies it."""

    token: bytes
    authority: str
    root_pem: str


@dataclass(frozen=True, slots=True)
class Transmission:
    """What happened in one exchange of bytes: evidence for the depositor and for the judge (CE 23/09/2021, 449250)."""

    file_id: FileId
    started_at: datetime
    ended_at: datetime
    first_byte: int
    end_byte: int
    outcome: str


@dataclass(frozen=True, slots=True)
class LoggedLeaf:
    """An act with its place in the log, once it has one."""

    act: LoggedAct
    position: int | None


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint that was signed, committed, then shown; its time stamp comes later."""

    size: int
    note: str
    signed_at: datetime
    stamp: StampedToken | None


@dataclass(frozen=True, slots=True)
class PendingLeaf:
    """A leaf that waits for its number."""

    key: int
    leaf: bytes


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

    def any_open(self) -> bool:
        """Say whether any consultation is not closed."""


class Custodians(Protocol):
    """The registered custodians of the principal's organisation."""

    def add(self, custodian: RegisteredCustodian) -> None:
        """Keep a registration."""

    def lock(self, custodian_id: CustodianId) -> RegisteredCustodian:
        """Read a registration and hold its row, or refuse ``RSP-NOT-FOUND``."""

    def get(self, custodian_id: CustodianId) -> RegisteredCustodian:
        """Read a registration, or refuse ``RSP-NOT-FOUND``."""

    def save(self, custodian: RegisteredCustodian) -> None:
        """Keep the proof of possession."""


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

    def last_with_content(self, tender_id: TenderId) -> tuple[Deposit, str] | None:
        """Give the company's last deposit that was not abandoned, with the digest of its content."""

    def save(self, deposit: Deposit) -> None:
        """Keep the state of a deposit and of its files."""

    def replace_blob(self, file_id: FileId, blob_id: str) -> None:
        """Give a file other bytes, empty: those received were not the declared ones."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Deposit]:
        """Give every deposit of a closed consultation of the principal's organisation; none before the closing."""

    def received_with(self, file_id: FileId) -> Deposit:
        """Read the deposit of a file of a closed consultation of the principal's, or refuse ``RSP-NOT-FOUND``."""

    def receiving(self, tender_id: TenderId | None) -> Sequence[Deposit]:
        """Give the deposits that are not complete, of one consultation or of all."""

    def note(self, transmission: Transmission) -> None:
        """Keep the evidence of an exchange."""


class Log(Protocol):
    """The transparency log."""

    def append(self, act: LoggedAct, *, object_id: str) -> None:
        """Insert a leaf without number, in the transaction of its act."""

    def leaf_of(self, object_id: str) -> LoggedLeaf | None:
        """Give the leaf of an object's act."""

    def lock(self) -> None:
        """Be the only one to number leaves until the end of the unit of work."""

    def size(self) -> int:
        """Give the number of leaves that have a number."""

    def pending(self, limit: int) -> Sequence[PendingLeaf]:
        """Give leaves without number, the oldest first."""

    def number(self, positions: Mapping[int, int]) -> None:
        """Give leaves, by key, their positions."""

    def load_tile(self, level: int, index: int) -> bytes:
        """Read a tile; LookupError when it does not exist."""

    def save_tiles(self, tiles: Mapping[tuple[int, int], bytes]) -> None:
        """Write tiles."""

    def add_checkpoint(self, checkpoint: SignedCheckpoint, *, holds_acts: bool) -> None:
        """Keep a checkpoint, and forget the one before if nothing refers to it."""

    def latest(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint."""

    def covering(self, position: int) -> SignedCheckpoint | None:
        """Give the first stamped checkpoint that covers a leaf; failing that the first one that covers it."""

    def to_stamp(self) -> SignedCheckpoint | None:
        """Give the latest checkpoint, when acts since the last stamped one wait for a stamp."""

    def save_stamp(self, size: int, stamp: StampedToken) -> None:
        """Keep the time stamp of a checkpoint; the first one stays."""


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

    def in_progress_on(self, node: str) -> Sequence[Opening]:
        """Give the ceremonies in progress whose worker was started on a node, by whichever process."""

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
    def consultations(self) -> Consultations:
        """Consultations."""

    @property
    def custodians(self) -> Custodians:
        """Custodians."""

    @property
    def deposits(self) -> Deposits:
        """Deposits."""

    @property
    def log(self) -> Log:
        """The transparency log."""

    @property
    def openings(self) -> Openings:
        """Opening ceremonies."""

    def publish(self, event: Event) -> None:
        """Announce a fact to the other services, in the same transaction."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal, in the same transaction."""


class ChallengeSealer(Protocol):
    """Seals a challenge to a recipient (age)."""

    def check_recipient(self, recipient: str) -> str:
        """Give the recipient back, or raise ``InvalidValue``."""

    def seal_bytes(self, data: bytes, recipient: str) -> bytes:
        """Seal a few bytes."""


class BlobMaker(Protocol):
    """Makes empty places for bytes."""

    def create(self, size: int) -> str:
        """Make a place for that many bytes and give its opaque id."""


class Signer(Protocol):
    """The only holder of the log's key."""

    @property
    def origin(self) -> str:
        """The name of the log."""

    def last_signed(self) -> int:
        """Give the greatest size ever signed, kept outside the database."""

    def sign(self, checkpoint: Checkpoint) -> str:
        """Give the signed note; a size not above the last one signed is an error of the caller."""


class TimeStampAuthority(Protocol):
    """An RFC 3161 authority."""

    def stamp(self, data: bytes) -> StampedToken:
        """Give a token over some data; ``OSError`` or ``InvalidValue`` when it cannot."""
