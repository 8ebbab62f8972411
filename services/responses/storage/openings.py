"""Opening ceremonies: their state, the layers peeled so far, and what came of each file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select, true
from sqlalchemy.dialects.postgresql import insert

from services.responses.domain.consultation import KnownDeadline
from services.responses.domain.opening import OpenedFile, Opening, OpeningStatus
from services.responses.storage.deposit_rows import subset_from, subset_text, wrap_from_row
from services.responses.storage.tables import (
    deposit,
    deposit_file,
    file_wrap,
    opened_file,
    opening,
    opening_custodian,
    opening_layer,
)
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, FileId, OpeningId, TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.sealing.custody import Wrap
from shared.sealing.layers import Layer
from shared.sealing.outcome import Outcome
from shared.storage.rows import from_row, to_row


class SqlOpenings:
    """Ceremonies of the principal's organisation."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._is_system = principal.kind is PrincipalKind.SYSTEM
        self._organisation = str(principal.organisation)

    def add(self, found: Opening) -> None:
        """Keep a new ceremony."""
        row = to_row(
            found,
            without=("decided",),
            organisation=self._organisation,
            decided_deadline=found.decided.deadline.at,
            decided_version=found.decided.version,
        )
        self._connection.execute(opening.insert().values(row))

    def get(self, opening_id: OpeningId) -> Opening:
        """Read a ceremony, or refuse."""
        return self._one(self._select().where(opening.c.opening_id == opening_id.value))

    def lock(self, opening_id: OpeningId) -> Opening:
        """Read a ceremony and hold its row, or refuse."""
        return self._one(self._select().where(opening.c.opening_id == opening_id.value).with_for_update())

    def current(self, tender_id: TenderId) -> Opening | None:
        """Give the ceremony of a consultation that is in progress or completed."""
        statement = self._select().where(
            opening.c.tender_id == tender_id.value, opening.c.status != OpeningStatus.INTERRUPTED.value
        )
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else _from_row(row)

    def save(self, found: Opening) -> None:
        """Keep the state of a ceremony."""
        self._connection.execute(
            opening.update()
            .where(opening.c.opening_id == found.opening_id.value)
            .values(status=found.status.value, ended_at=found.ended_at)
        )

    def in_progress(self) -> Sequence[Opening]:
        """Give the ceremonies in progress, whichever process leads them."""
        statement = self._select().where(opening.c.status == OpeningStatus.IN_PROGRESS.value)
        return [_from_row(row) for row in self._connection.execute(statement)]

    def keep_layer(self, opening_id: OpeningId, layer: Layer, custodian_id: CustodianId, at: datetime) -> None:
        """Keep a peeled layer; a later one for the same place replaces it."""
        statement = insert(opening_layer).values(
            opening_id=opening_id.value,
            file_id=layer.file_id.value,
            subset=subset_text(layer.subset),
            peeled=layer.peeled,
            data=layer.data,
            custodian_id=custodian_id.value,
            at=at,
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["opening_id", "file_id", "subset"],
                set_={name: statement.excluded[name] for name in ("peeled", "data", "custodian_id", "at")},
            )
        )

    def layers(self, opening_id: OpeningId) -> Sequence[Layer]:
        """Give the layers peeled so far."""
        statement = select(opening_layer).where(opening_layer.c.opening_id == opening_id.value)
        return [
            Layer(FileId(row.file_id), subset_from(row.subset), row.peeled, bytes(row.data))
            for row in self._connection.execute(statement)
        ]

    def note_custodian(self, opening_id: OpeningId, custodian_id: CustodianId, at: datetime) -> None:
        """Keep that a custodian took part."""
        row = {"opening_id": opening_id.value, "custodian_id": custodian_id.value, "at": at}
        self._connection.execute(insert(opening_custodian).values(row).on_conflict_do_nothing())

    def custodians(self, opening_id: OpeningId) -> Sequence[CustodianId]:
        """Give the custodians who took part, in the order of their first act."""
        statement = (
            select(opening_custodian.c.custodian_id)
            .where(opening_custodian.c.opening_id == opening_id.value)
            .order_by(opening_custodian.c.at, opening_custodian.c.custodian_id)
        )
        return [CustodianId(row.custodian_id) for row in self._connection.execute(statement)]

    def keep_file(self, file: OpenedFile, *, blob_id: str | None) -> None:
        """Keep what came of a file; an opened one stays opened."""
        tender = (
            select(deposit.c.tender_id)
            .join_from(deposit, deposit_file, deposit.c.deposit_id == deposit_file.c.deposit_id)
            .where(deposit_file.c.file_id == file.file_id.value)
            .scalar_subquery()
        )
        statement = insert(opened_file).values(to_row(file, tender_id=tender, blob_id=blob_id))
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[opened_file.c.file_id],
                set_={
                    name: statement.excluded[name]
                    for name in ("opening_id", "outcome", "detail", "at", "scan", "parts", "blob_id")
                },
                where=opened_file.c.outcome != Outcome.OPENED.value,
            )
        )

    def files(self, tender_id: TenderId) -> Sequence[OpenedFile]:
        """Give what came of the files of a consultation."""
        statement = select(opened_file).where(opened_file.c.tender_id == tender_id.value)
        return [from_row(OpenedFile, row) for row in self._connection.execute(statement)]

    def content_blob(self, opening_id: OpeningId, file_id: FileId) -> str:
        """Give where the content of an opened file of this ceremony's consultation rests, or refuse."""
        tender = select(opening.c.tender_id).where(opening.c.opening_id == opening_id.value).scalar_subquery()
        statement = select(opened_file.c.blob_id).where(
            opened_file.c.file_id == file_id.value, opened_file.c.tender_id == tender
        )
        blob_id = self._connection.execute(statement).scalar_one_or_none()
        if blob_id is None:
            refuse("RSP-NOT-FOUND")
        return str(blob_id)

    def wraps(self, file_ids: Sequence[FileId]) -> Sequence[tuple[FileId, Wrap]]:
        """Give the nested identities of files."""
        statement = select(file_wrap).where(file_wrap.c.file_id.in_([file_id.value for file_id in file_ids]))
        return [wrap_from_row(row) for row in self._connection.execute(statement)]

    def _select(self) -> Select[Any]:
        return select(opening).where(self._own())

    def _own(self) -> ColumnElement[bool]:
        return true() if self._is_system else opening.c.organisation == self._organisation

    def _one(self, statement: Select[Any]) -> Opening:
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            refuse("RSP-NOT-FOUND")
        return _from_row(row)


def _from_row(row: Row[Any]) -> Opening:
    return from_row(Opening, row, decided=KnownDeadline(Deadline(row.decided_deadline), row.decided_version))
