"""The files that suppliers add through the portal's interface, in PostgreSQL."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_file import MOST_WAITING, PortalFile, PortalFileId
from services.invoicing.storage.invoice_parts import differences_from_json, differences_to_json
from services.invoicing.storage.tables import METADATA
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

portal_file: Final = Table(
    "portal_file",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("invoice_id", Uuid),
    Column("category", Text),
    Column("findings", JSONB, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
_T: Final = portal_file
_FACTS: Final = tuple(column for column in _T.c if column.name != "content")
# Built once: every invoice asks this.
_OF_INVOICE: Final = select(*_FACTS).where(_T.c.invoice_id == bindparam("b_invoice")).order_by(_T.c.added_at, _T.c.id)


class SqlPortalFiles:
    """Files of the principal's organisation, and those of the invoices that it sees."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._organisation = str(principal.organisation)

    def add(self, file: PortalFile, content: bytes) -> None:
        """Keep a new file, or refuse ``INV-PORTAL-FILES-WAITING``."""
        waiting = select(func.count()).where(_T.c.organisation == str(file.organisation), _T.c.invoice_id.is_(None))
        if self._connection.execute(waiting).scalar_one() >= MOST_WAITING:
            refuse(Code.PORTAL_FILES_WAITING, most=MOST_WAITING)
        row = {
            "id": file.file_id.value,
            "organisation": str(file.organisation),
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "added_at": file.added_at,
            "findings": differences_to_json(file.findings),
            "content": content,
        }
        self._connection.execute(insert(_T).values(row))

    def join(
        self, file_id: PortalFileId, invoice_id: InvoiceId, *, category: str | None, owners: Collection[Siret] = ()
    ) -> None:
        """Say that an invoice names a file of one's own or of ``owners``, or refuse ``INV-PORTAL-FILE-UNKNOWN``."""
        known = sorted({self._organisation, *map(str, owners)})
        own = (_T.c.id == file_id.value, _T.c.organisation.in_(known))
        free = (_T.c.invoice_id.is_(None)) | (_T.c.invoice_id == invoice_id.value)
        statement = update(_T).where(*own, free).values(invoice_id=invoice_id.value, category=category)
        if self._connection.execute(statement).rowcount != 1:
            refuse(Code.PORTAL_FILE_UNKNOWN)

    def waiting(self) -> tuple[PortalFile, ...]:
        """Give the files of the principal's organisation that no invoice names yet, the oldest first."""
        query = select(*_FACTS).where(_T.c.organisation == self._organisation, _T.c.invoice_id.is_(None))
        return tuple(_from_row(row) for row in self._connection.execute(query.order_by(_T.c.added_at, _T.c.id)))

    def forget_waiting(self, *, before: datetime, limit: int) -> tuple[PortalFileId, ...]:
        """Destroy files that were added before an instant and that no invoice names; one being joined is left."""
        old = select(_T.c.id).where(_T.c.invoice_id.is_(None), _T.c.added_at < before)
        old = old.order_by(_T.c.added_at).limit(limit).with_for_update(skip_locked=True)
        gone = self._connection.execute(delete(_T).where(_T.c.id.in_(old)).returning(_T.c.id))
        return tuple(PortalFileId(row.id) for row in gone)

    def of_invoice(self, invoice_id: InvoiceId) -> tuple[PortalFile, ...]:
        """Give the files that an invoice names, the oldest first."""
        rows = self._connection.execute(_OF_INVOICE, {"b_invoice": invoice_id.value})
        return tuple(_from_row(row) for row in rows)

    def content(self, file_id: PortalFileId) -> bytes:
        """Give the bytes of a file of an invoice."""
        query = select(_T.c.content).where(_T.c.id == file_id.value)
        return bytes(self._connection.execute(query).scalar_one())


def _from_row(row: Row[Any]) -> PortalFile:
    return PortalFile(
        file_id=PortalFileId(row.id),
        organisation=Siret.parse(row.organisation),
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        added_at=row.added_at,
        invoice_id=None if row.invoice_id is None else InvoiceId(row.invoice_id),
        category=row.category,
        findings=differences_from_json(row.findings),
    )
