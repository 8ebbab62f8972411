"""The repository of documents (DCE)."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.documents import DocumentKind, DocumentName, ProcurementDocument, StoredBytes
from services.tenders.domain.elsewhere import ElsewhereDocument, ElsewhereReason
from services.tenders.domain.errors import Code
from services.tenders.storage.tables import document as table
from services.tenders.storage.tables import elsewhere_document as elsewhere
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

    def withdraw(self, documents: Iterable[ProcurementDocument]) -> None:
        """Keep the withdrawal of these versions; nothing else of a document ever changes."""
        for document in documents:
            marks = {name: to_row(document)[name] for name in ("withdrawn_at", "withdrawal_reason", "withheld")}
            self._connection.execute(table.update().where(table.c.id == document.document_id.value).values(marks))

    def add_elsewhere(self, document: ElsewhereDocument) -> bool:
        """Keep a document that is obtained by other means; False when one of that name is there already."""
        row = {
            "id": document.document_id.value,
            "tender_id": document.tender_id.value,
            "name": document.name.value,
            "reason": document.reason.value,
            "means": document.means,
            "added_at": document.added_at,
        }
        statement = insert(elsewhere).values(row).on_conflict_do_nothing().returning(elsewhere.c.id)
        return self._connection.execute(statement).scalar_one_or_none() is not None

    def elsewhere(self, tender_id: TenderId) -> Sequence[ElsewhereDocument]:
        """Give the documents of a consultation that are obtained by other means."""
        statement = select(elsewhere).where(elsewhere.c.tender_id == tender_id.value).order_by(elsewhere.c.name)
        return [elsewhere_from_row(row) for row in self._connection.execute(statement).mappings()]

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
        "withdrawn_at": document.withdrawn_at,
        "withdrawal_reason": document.withdrawal_reason,
        "withheld": document.withheld,
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
        withdrawn_at=row["withdrawn_at"],
        withdrawal_reason=row["withdrawal_reason"],
        withheld=row["withheld"],
    )


def elsewhere_from_row(row: RowMapping) -> ElsewhereDocument:
    """Read a document that is obtained by other means."""
    return ElsewhereDocument(
        document_id=DocumentId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        name=DocumentName(row["name"]),
        reason=ElsewhereReason(row["reason"]),
        means=row["means"],
        added_at=row["added_at"],
    )
