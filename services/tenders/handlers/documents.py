"""Documents of the consultation (DCE): added by the buyer, downloaded by anybody without an account (R2132-2)."""

from dataclasses import dataclass

from services.tenders.domain import lifecycle
from services.tenders.domain.documents import (
    DocumentKind,
    DocumentName,
    ProcurementDocument,
    StoredBytes,
    next_version,
)
from services.tenders.domain.errors import Code
from services.tenders.handlers.changes import announce_change
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import DocumentId, TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class AddDocument:
    """Command: add a document whose bytes are already safe in the byte store."""

    tender_id: TenderId
    name: DocumentName
    kind: DocumentKind
    content: StoredBytes


def add_document(command: AddDocument, *, uow: UnitOfWork) -> ProcurementDocument:
    """Add a document, or the next version of one; after the publication everybody is told (R2151-4 2°).

    Raises:
        Refused: the document is empty, or the deadline is reached.
    """
    uow.scope.principal.require(Right.DRAFT)
    if command.content.size == 0:
        refuse(Code.DOCUMENT_EMPTY, name=command.name)
    tender = uow.tenders.lock(command.tender_id)
    now = uow.clock.now()
    changed = lifecycle.add_document(tender, now=now)
    document = ProcurementDocument(
        document_id=uow.ids.new(DocumentId),
        tender_id=tender.tender_id,
        name=command.name,
        kind=command.kind,
        version=next_version(command.name, uow.documents.of_tender(tender.tender_id)),
        media_type=command.name.media_type,
        content=command.content,
        added_at=now,
    )
    uow.documents.add(document)
    uow.tenders.save(changed)
    if changed.publication is not None:
        announce_change(changed, uow=uow)
    uow.record("document_added", str(tender.tender_id), _facts(document))
    return document


def download_document(tender_id: TenderId, document_id: DocumentId, *, uow: UnitOfWork) -> ProcurementDocument:
    """Give a document for download and write it in the register of downloads (registre des retraits, annexe 7 I 8°).

    The register names the agent when there is one; an anonymous visitor stays anonymous.
    """
    document = uow.documents.published(tender_id, document_id)
    uow.record("document_downloaded", str(tender_id), _facts(document))
    return document


def _facts(document: ProcurementDocument) -> dict[str, str]:
    return {
        "document": str(document.document_id),
        "name": document.name.value,
        "version": str(document.version),
        "sha256": document.content.sha256,
    }
