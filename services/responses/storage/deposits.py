"""Deposits and their files; each deposit locks its own rows only, so a rush never queues on a shared one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Connection, Select, bindparam, exists, func, literal_column, or_, select

from services.responses.domain.consultation import KnownDeadline
from services.responses.domain.deposit import DROPPED, Deposit, Depositor, DepositStatus, SealedFile
from services.responses.domain.quota import OpenDeposits
from services.responses.ports import Transmission
from services.responses.storage.deposit_rows import file_from_row, file_row, wrap_rows
from services.responses.storage.tables import (
    closing,
    consultation,
    deposit,
    deposit_file,
    file_wrap,
    opened_file,
    transmission,
)
from shared.kernel.deadline import Deadline
from shared.kernel.ids import DepositId, FileId, TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.registers.retention_acts import Held
from shared.storage.rows import from_row, to_row

_NAMES: Final = tuple(deposit.c.keys())
_FILE_NAMES: Final = tuple(deposit_file.c.keys())
# Built once: in a rush, building them would cost more than the server takes to run them.
_OWN: Final = or_(bindparam("is_system", type_=Boolean), deposit.c.siret == bindparam("organisation"))
_WHOLE: Final = (
    select(*deposit.c, *deposit_file.c)
    .join_from(deposit, deposit_file, deposit_file.c.deposit_id == deposit.c.deposit_id)
    .order_by(deposit.c.deposit_id, deposit_file.c.ordinal)
)
_named = deposit_file.alias()
_OWNER: Final = select(_named.c.deposit_id).where(_named.c.file_id == bindparam("file")).scalar_subquery()
_OF_FILE: Final = _WHOLE.where(deposit.c.deposit_id == _OWNER)
_OWN_BY_FILE: Final = _OF_FILE.where(_OWN)
_OWN_BY_FILE_HELD: Final = _OWN_BY_FILE.with_for_update(of=deposit)
_OWN_BY_ID: Final = _WHOLE.where(deposit.c.deposit_id == bindparam("one"), _OWN)
_OF_COMPANY: Final = _WHOLE.where(deposit.c.tender_id == bindparam("tender"), deposit.c.siret == bindparam("company"))
_OPEN: Final = (
    select(func.count(deposit.c.deposit_id.distinct()), func.coalesce(func.sum(deposit_file.c.size), 0))
    .join_from(deposit, deposit_file, deposit.c.deposit_id == deposit_file.c.deposit_id)
    .where(deposit.c.siret == bindparam("company"), deposit.c.status == literal_column("'receiving'"))  # its index
)
_SAVE: Final = deposit.update().where(deposit.c.deposit_id == bindparam("one"))
_SAVE_FILE: Final = deposit_file.update().where(
    deposit_file.c.file_id == bindparam("one"), deposit_file.c.completed_at.is_(None)
)


class SqlDeposits:
    """Deposits of the principal's company; those of the others only for the buyer, only after the closing."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._is_system = principal.kind is PrincipalKind.SYSTEM
        self._organisation = str(principal.organisation)
        self._who = {"is_system": self._is_system, "organisation": self._organisation}

    def add(self, found: Deposit, *, content_digest: str) -> None:
        """Keep a declaration."""
        row = to_row(
            found,
            without=("depositor", "known", "files"),
            **to_row(found.depositor),
            known_deadline=found.known.deadline.at,
            known_version=found.known.version,
            content_digest=content_digest,
        )
        self._connection.execute(deposit.insert(), row)
        files = [file_row(found.deposit_id, ordinal, file) for ordinal, file in enumerate(found.files)]
        self._connection.execute(deposit_file.insert(), files)
        self._connection.execute(file_wrap.insert(), wrap_rows(found.files))

    def get(self, deposit_id: DepositId) -> Deposit:
        """Read a deposit of one's own, or refuse."""
        return self._one(_OWN_BY_ID, one=deposit_id.value)

    def of_file(self, file_id: FileId) -> Deposit:
        """Read the deposit of a file of one's own, or refuse."""
        return self._one(_OWN_BY_FILE, file=file_id.value)

    def lock_of_file(self, file_id: FileId) -> Deposit:
        """Read the deposit of a file of one's own and hold its row, or refuse."""
        return self._one(_OWN_BY_FILE_HELD, file=file_id.value)

    def received(self, deposit_id: DepositId) -> Deposit:
        """Read a deposit, complete or not, of a closed consultation of one's own, or refuse."""
        return self._one(_WHOLE.where(deposit.c.deposit_id == deposit_id.value, self._received()))

    def received_with(self, file_id: FileId) -> Deposit:
        """Read the deposit of a file received for a closed consultation of one's own, or refuse."""
        return self._one(_OF_FILE.where(self._received()), file=file_id.value)

    def of_company(self, tender_id: TenderId, company: Siret) -> Sequence[Deposit]:
        """Give a company's deposits for a consultation."""
        return self._whole(_OF_COMPANY.where(_OWN), tender=tender_id.value, company=str(company))

    def count_complete(self, tender_id: TenderId) -> int:
        """Count the complete deposits of a consultation."""
        complete = (deposit.c.tender_id == tender_id.value, deposit.c.status == DepositStatus.COMPLETE.value)
        return int(self._connection.execute(select(func.count()).select_from(deposit).where(*complete)).scalar_one())

    def hold_company(self, company: Siret) -> None:
        """Be the only declaration of a company until the end of the unit of work."""
        key = func.hashtextextended(f"responses.declaration.{company}", 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(key)))

    def open_of_company(self, company: Siret) -> OpenDeposits:
        """Count a company's deposits that are not complete, and their declared bytes."""
        count, size = self._connection.execute(_OPEN, {"company": str(company)}).one()
        return OpenDeposits(count, int(size))

    def save(self, found: Deposit) -> None:
        """Keep the state of a deposit and of its files."""
        state = {"one": found.deposit_id.value, "status": found.status.value, "completed_at": found.completed_at}
        self._connection.execute(_SAVE, state)
        for file in found.files:
            if file.completed_at is not None:
                self._connection.execute(_SAVE_FILE, {"one": file.file_id.value, "completed_at": file.completed_at})

    def held(self, place: TenderId) -> Sequence[Held]:
        """Give what is held at a place, whoever asks: for its destruction alone."""
        found = self._whole(_WHOLE.where(deposit.c.tender_id == place.value, deposit.c.destroyed_at.is_(None)))
        return [
            Held(
                one.deposit_id,
                one.depositor.siret,
                frozenset(slot.lot_number for slot in one.slots),
                tuple(file.declared.sha256 for file in one.files),
            )
            for one in found
        ]

    def destroy(self, held: Collection[DepositId], *, at: datetime) -> None:
        """Note that bytes are to be erased; nothing gives them from now on."""
        theirs = deposit.c.deposit_id.in_([one.value for one in held]) & deposit.c.destroyed_at.is_(None)
        self._connection.execute(deposit.update().where(theirs).values(destroyed_at=at))
        ids = [UUID(name) for name in self.bytes_of(held)[1]]
        self._connection.execute(opened_file.update().where(opened_file.c.file_id.in_(ids)).values(blob_id=None))

    def bytes_of(self, held: Collection[DepositId]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the blobs and the opened files of what is to be erased."""
        ids = deposit.c.deposit_id.in_([one.value for one in held]) & deposit.c.destroyed_at.is_not(None)
        found = self._whole(_WHOLE.where(ids))
        files = [file for one in found for file in one.files]
        blobs = tuple(file.blob_id for file in files if not file.blob_id.startswith(DROPPED))
        return blobs, tuple(file.file_id.value.hex for file in files)

    def started_at(self, tender_id: TenderId) -> Sequence[tuple[DepositId, Siret, datetime]]:
        """Give who declared which deposit when, destroyed ones left out, the oldest first."""
        columns = select(deposit.c.deposit_id, deposit.c.siret, deposit.c.declared_at).order_by(deposit.c.deposit_id)
        kept = (deposit.c.tender_id == tender_id.value) & deposit.c.destroyed_at.is_(None)
        rows = self._connection.execute(columns.where(kept))
        return [(DepositId(row.deposit_id), Siret(row.siret), row.declared_at) for row in rows]

    def replace_blob(self, file_id: FileId, blob_id: str) -> None:
        """Give a file other bytes, empty."""
        where = deposit_file.c.file_id == file_id.value
        self._connection.execute(deposit_file.update().where(where).values(blob_id=blob_id))

    def of_tender(self, tender_id: TenderId) -> Sequence[Deposit]:
        """Give every deposit of a closed consultation of one's own."""
        return self._whole(_WHOLE.where(deposit.c.tender_id == tender_id.value, self._received()))

    def receiving(self, tender_id: TenderId | None) -> Sequence[Deposit]:
        """Give the deposits that are not complete, of one consultation or of all."""
        statement = _WHOLE.where(deposit.c.status == DepositStatus.RECEIVING.value)
        if tender_id is not None:
            statement = statement.where(deposit.c.tender_id == tender_id.value)
        return self._whole(statement)

    def to_drop(self, before: datetime, limit: int) -> Sequence[Deposit]:
        """Give and hold deposits given up, or incomplete though closed and declared before an instant, still kept."""
        is_closed = exists().where(closing.c.tender_id == deposit.c.tender_id, closing.c.deadline < before)
        is_stale = (deposit.c.status == DepositStatus.RECEIVING.value) & (deposit.c.declared_at < before) & is_closed
        is_kept = exists().where(
            deposit_file.c.deposit_id == deposit.c.deposit_id, ~deposit_file.c.blob_id.startswith(DROPPED)
        )
        is_over = is_stale | (deposit.c.status == DepositStatus.ABANDONED.value)
        held = select(deposit.c.deposit_id).where(is_over, is_kept).order_by(deposit.c.deposit_id).limit(limit)
        ids = self._connection.execute(held.with_for_update(skip_locked=True)).scalars().all()
        return self._whole(_WHOLE.where(deposit.c.deposit_id.in_(ids)))

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        """Give those of these blobs that a deposit names; the others were never committed."""
        statement = select(deposit_file.c.blob_id).where(deposit_file.c.blob_id.in_(blob_ids))
        return frozenset(self._connection.execute(statement).scalars())

    def transmissions(self, file_id: FileId) -> Sequence[Transmission]:
        """Give the exchanges of a file, in their order."""
        statement = select(transmission).where(transmission.c.file_id == file_id.value).order_by(transmission.c.id)
        return [from_row(Transmission, row) for row in self._connection.execute(statement)]

    def note(self, found: Sequence[Transmission]) -> None:
        """Keep the evidence of exchanges."""
        self._connection.execute(transmission.insert(), [to_row(one) for one in found])

    def _received(self) -> ColumnElement[bool]:
        """Fails closed: without the closing no row is visible, whoever asks."""
        is_closed = exists().where(closing.c.tender_id == deposit.c.tender_id)
        is_theirs = exists().where(
            consultation.c.tender_id == deposit.c.tender_id, consultation.c.buyer_siret == self._organisation
        )
        return is_closed if self._is_system else is_closed & is_theirs

    def _one(self, statement: Select[Any], **given: UUID) -> Deposit:
        found = self._whole(statement, **given)
        return found[0] if found else refuse("RSP-NOT-FOUND")

    def _whole(self, statement: Select[Any], **given: object) -> tuple[Deposit, ...]:
        """Read deposits with their files in one question: in a rush, each question counts."""
        found: dict[UUID, tuple[Mapping[str, Any], list[SealedFile]]] = {}
        for row in self._connection.execute(statement, self._who | given):
            one = dict(zip(_NAMES, row, strict=False))
            file = dict(zip(_FILE_NAMES, row[len(_NAMES) :], strict=True))
            found.setdefault(one["deposit_id"], (one, []))[1].append(file_from_row(file))
        return tuple(_from_row(row, files) for row, files in found.values())


def _from_row(row: Mapping[str, Any], files: Sequence[SealedFile]) -> Deposit:
    return from_row(
        Deposit,
        row,
        depositor=from_row(Depositor, row),
        known=KnownDeadline(Deadline(row["known_deadline"]), row["known_version"]),
        files=tuple(files),
    )
