"""What callers receive about documents: every version, those that were withdrawn, those found elsewhere."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from services.tenders.api.outputs import DocumentOut
from services.tenders.domain.documents import ProcurementDocument, current_documents
from services.tenders.domain.elsewhere import ElsewhereDocument


class DocumentVersionOut(DocumentOut):
    """One version of one document; ``current`` tells that the consultation consists of it today."""

    added_at: datetime
    current: bool
    withdrawn_at: datetime | None
    withdrawal_reason: str | None
    withheld: bool

    @classmethod
    def version_of(cls, document: ProcurementDocument, *, current: bool) -> "DocumentVersionOut":
        """Write a version."""
        return cls(
            **DocumentOut.of(document).model_dump(),
            added_at=document.added_at,
            current=current,
            withdrawn_at=document.withdrawn_at,
            withdrawal_reason=document.withdrawal_reason,
            withheld=document.withheld,
        )


class ElsewhereOut(BaseModel):
    """A document that is obtained by other means than the profile (R2132-5)."""

    document_id: str
    name: str
    reason: str
    means: str
    added_at: datetime

    @classmethod
    def of(cls, document: ElsewhereDocument) -> "ElsewhereOut":
        """Write a document."""
        return cls(
            document_id=str(document.document_id),
            name=document.name.value,
            reason=document.reason.value,
            means=document.means,
            added_at=document.added_at,
        )


class DocumentsOut(BaseModel):
    """Every version of every document of a consultation, all of them public."""

    items: list[DocumentVersionOut]
    elsewhere: list[ElsewhereOut]

    @classmethod
    def of(cls, documents: Sequence[ProcurementDocument], elsewhere: Sequence[ElsewhereDocument]) -> "DocumentsOut":
        """Write the documents by name, then by version."""
        current = {document.document_id for document in current_documents(documents)}
        items = [DocumentVersionOut.version_of(each, current=each.document_id in current) for each in documents]
        return cls(items=items, elsewhere=[ElsewhereOut.of(each) for each in elsewhere])
