"""The repository of documents (DCE)."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, or_, select

from services.tenders.domain.documents import DocumentKind, DocumentName, ProcurementDocument, StoredBytes
from services.tenders.domain.errors import Code
from services.tenders.storage.tables import document as table
from services.tenders.storage.tables import tender
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.ids import DocumentId, TenderId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse

_OF_TENDER: Final = (
    select(table).where(table.c.tender_id == bindparam("tender")).order_by(table.c.name, table.c.version)
)
_READABLE: Final = (
    select(table)
    .join(tender, tender.c.id == table.c.tender_id)
    .where(table.c.id == bindparam("document"), table.c.tender_id == bindparam("tender"))
    .where(or_(tender.c.published_at.is_not(None), visible(tender)))
)


class SqlDocuments:
    """Documents as one principal sees them: all that is published, and its own drafts."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def of_tender(self, tender_id: TenderId) -> Sequence[ProcurementDocument]:
        """Give every version of every document of a consultation that was already read through ``Tenders``."""
        rows = self._connection.execute(_OF_TENDER, {"tender": tender_id.value}).mappings()
        return [from_row(row) for row in rows]

    def add(self, document: ProcurementDocument) -> None:
        """Keep a new version of a document."""
        self._connection.execute(table.insert(), to_row(document))

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        """Give those of these blobs that a document names; the others were never committed."""
        statement = select(table.c.blob_id).where(table.c.blob_id.in_(blob_ids))
        return frozenset(self._connection.execute(statement).scalars())

    def published(self, tender_id: TenderId, document_id: DocumentId) -> ProcurementDocument:
        """Give a document that anybody may download, or one of the principal's drafts; else ``TND-NOT-FOUND``."""
        keys = {"document": document_id.value, "tender": tender_id.value, **self._seen}
        row = self._connection.execute(_READABLE, keys).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=document_id)
        return from_row(row)


def to_row(document: ProcurementDocument) -> dict[str, Any]:
    """Write a document as its row."""
    return {
        "id": document.document_id.value,
        "tender_id": document.tender_id.value,
        "name": document.name.value,
        "kind": document.kind.value,
        "version": document.version,
        "media_type": document.media_type,
        "blob_id": document.content.blob_id,
        "size": document.content.size,
        "sha256": document.content.sha256,
        "added_at": document.added_at,
    }


def from_row(row: RowMapping) -> ProcurementDocument:
    """Read a document from its row."""
    return ProcurementDocument(
        document_id=DocumentId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        name=DocumentName(row["name"]),
        kind=DocumentKind(row["kind"]),
        version=row["version"],
        media_type=row["media_type"],
        content=StoredBytes(blob_id=row["blob_id"], size=row["size"], sha256=row["sha256"]),
        added_at=row["added_at"],
    )
