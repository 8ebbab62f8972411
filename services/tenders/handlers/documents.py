"""Documents of the consultation (DCE): added by the buyer, downloaded by anybody without an account (R2132-2)."""

from dataclasses import dataclass, replace
from functools import partial

from services.tenders.domain.documents import (
    DOCUMENTS_OF_TENDER,
    DocumentKind,
    DocumentName,
    ProcurementDocument,
    StoredBytes,
    current_documents,
    next_version,
    withdrawn,
)
from services.tenders.domain.downloads import WHOLE_FILE, Download, visitor_of
from services.tenders.domain.elsewhere import ElsewhereDocument, ElsewhereReason
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Tender
from services.tenders.domain.rectifications import UNSAID, ChangedItem, Decision, ItemKind
from services.tenders.domain.terms import DocumentsMode
from services.tenders.handlers.changes import announce_change
from services.tenders.handlers.rectifications import change_documents, rectify
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import DocumentId, TenderId
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import DownloadId
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class AddDocument:
    """Command: add a document whose bytes are already safe in the byte store; ``decision`` is for a published one."""

    tender_id: TenderId
    name: DocumentName
    kind: DocumentKind
    content: StoredBytes
    decision: Decision = UNSAID


@dataclass(frozen=True, slots=True)
class WithdrawDocument:
    """Command: withdraw a document, every version of it; ``withheld`` stops serving its bytes too."""

    tender_id: TenderId
    document_id: DocumentId
    reason: str
    withheld: bool
    decision: Decision


@dataclass(frozen=True, slots=True)
class NameElsewhere:
    """Command: name a document that is obtained by other means than the profile."""

    tender_id: TenderId
    name: DocumentName
    reason: ElsewhereReason
    means: str
    decision: Decision


def add_document(command: AddDocument, *, uow: UnitOfWork, law: LegalTable) -> ProcurementDocument:
    """Add a document, or the next version of one; after the publication everybody is told (R2151-4 2°).

    Raises:
        Refused: the document is empty, there are too many, the deadline is reached, or the change asks for a later
            deadline.
    """
    uow.scope.principal.require(Right.DRAFT)
    if command.content.size == 0:
        refuse(Code.DOCUMENT_EMPTY, name=command.name)
    tender = uow.tenders.lock(command.tender_id)
    existing = uow.documents.of_tender(tender.tender_id)
    if len(existing) >= DOCUMENTS_OF_TENDER:
        refuse(Code.DOCUMENTS_TOO_MANY, limit=DOCUMENTS_OF_TENDER)
    document = ProcurementDocument(
        document_id=uow.ids.new(DocumentId),
        tender_id=tender.tender_id,
        name=command.name,
        kind=command.kind,
        version=next_version(command.name, existing),
        media_type=command.name.media_type,
        content=command.content,
        added_at=uow.clock.now(),
    )
    uow.documents.add(document)
    uow.record("document_added", str(tender.tender_id), _facts(document))
    before = next((each for each in current_documents(existing) if each.name == command.name), None)
    kind = ItemKind.DOCUMENT_ADDED if before is None else ItemKind.DOCUMENT_REPLACED
    known = None if before is None else before.content.sha256
    item = ChangedItem(kind, command.name.value, command.kind.value, known, command.content.sha256)
    _changed(tender, item, command.decision, uow=uow, law=law)
    return document


def withdraw_document(command: WithdrawDocument, *, uow: UnitOfWork, law: LegalTable) -> ProcurementDocument:
    """Withdraw a document: it stays in sight, with its reason, and is no longer part of the file.

    Raises:
        Refused: it is unknown or withdrawn already, or a published consultation would keep no document.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.lock(command.tender_id)
    existing = uow.documents.of_tender(tender.tender_id)
    found = next((each for each in existing if each.document_id == command.document_id), None)
    if found is None:
        refuse(Code.NOT_FOUND, object=command.document_id)
    if found.withdrawn_at is not None:
        refuse(Code.DOCUMENT_WITHDRAWN, name=found.name)
    if tender.publication is not None and len(current_documents(existing)) == 1:
        refuse(Code.DOCUMENTS_NONE, article="R2132-2")
    marked = partial(withdrawn, reason=command.reason, withheld=command.withheld, at=uow.clock.now())
    versions = [each for each in existing if each.name == found.name and each.withdrawn_at is None]
    uow.documents.withdraw([marked(each) for each in versions])
    uow.record("document_withdrawn", str(tender.tender_id), _facts(found) | {"withheld": str(int(command.withheld))})
    item = ChangedItem(ItemKind.DOCUMENT_WITHDRAWN, found.name.value, found.kind.value, found.content.sha256, None)
    _changed(tender, item, command.decision, uow=uow, law=law)
    return marked(found)


def name_elsewhere(command: NameElsewhere, *, uow: UnitOfWork, law: LegalTable) -> ElsewhereDocument:
    """Name a document that is not on the profile and how it is obtained (R2132-5); it adds days (R2151-2).

    Raises:
        Refused: one of that name is there already, or the change asks for a later deadline.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.lock(command.tender_id)
    document = ElsewhereDocument(
        document_id=uow.ids.new(DocumentId),
        tender_id=tender.tender_id,
        name=command.name,
        reason=command.reason,
        means=command.means,
        added_at=uow.clock.now(),
    )
    if not uow.documents.add_elsewhere(document):
        refuse(Code.DOCUMENT_ELSEWHERE, article="R2132-5", name=command.name)
    facts = {"name": command.name.value, "reason": command.reason.value}
    uow.record("document_elsewhere_named", str(tender.tender_id), facts)
    item = ChangedItem(ItemKind.DOCUMENT_ELSEWHERE, command.name.value, command.reason.value, None, command.means)
    _changed(tender, item, command.decision, uow=uow, law=law)
    return document


def download_document(
    tender_id: TenderId, document_id: DocumentId, *, uow: UnitOfWork, resumed: bool = False
) -> ProcurementDocument:
    """Give a document for download and write it in the register of downloads (registre des retraits, annexe 7 I 8°).

    The register names the company when there is one; an anonymous visitor stays anonymous. What is ``resumed`` in the
    middle is the same download.

    Raises:
        Refused: nobody may read it, or its bytes are withheld.
    """
    document = uow.documents.published(tender_id, document_id)
    if document.withheld:
        reason = document.withdrawal_reason or ""
        refuse(Code.DOCUMENT_WITHHELD, name=document.name, reason=reason)
    uow.record("document_downloaded", str(tender_id), _facts(document))
    if not resumed:
        uow.downloads.add(_line(document.tender_id, document, document.version, uow=uow))
    return document


def download_archive(tender_id: TenderId, *, uow: UnitOfWork) -> tuple[Tender, tuple[ProcurementDocument, ...]]:
    """Give every current document for one download, and write it in the register.

    Raises:
        Refused: the consultation is neither published nor the principal's own.
    """
    tender = _readable(tender_id, uow=uow)
    documents = current_documents(uow.documents.of_tender(tender_id))
    uow.record("archive_downloaded", str(tender_id), {"documents": str(len(documents))})
    uow.downloads.add(_line(tender_id, None, tender.version, uow=uow))
    return tender, documents


def _changed(tender: Tender, item: ChangedItem, decision: Decision, *, uow: UnitOfWork, law: LegalTable) -> None:
    """Make the next version of the consultation; of a published one, judge the change and announce it."""
    changed = change_documents(tender, decision, now=uow.clock.now(), uow=uow)
    if item.kind is ItemKind.DOCUMENT_ELSEWHERE:
        # The law engine reads it there: the minimum period is longer (R2151-2).
        terms = replace(changed.content.terms, documents=DocumentsMode.PARTLY_ELSEWHERE)
        changed = replace(changed, content=replace(changed.content, terms=terms))
    uow.tenders.save(changed)
    if changed.publication is not None:
        rectify(tender, changed, (item,), decision, uow=uow, law=law)
        announce_change(changed, uow=uow)


def _readable(tender_id: TenderId, *, uow: UnitOfWork) -> Tender:
    """Read a published consultation, or a draft of the principal's own."""
    return uow.tenders.get(tender_id) if _is_own(tender_id, uow=uow) else uow.tenders.published(tender_id)


def _is_own(tender_id: TenderId, *, uow: UnitOfWork) -> bool:
    """Say whether the principal is an agent of the buyer; nothing is asked of the database for anybody else."""
    return uow.scope.principal.kind is PrincipalKind.AGENT and uow.tenders.is_own(tender_id)


def _line(tender_id: TenderId, document: ProcurementDocument | None, version: int, *, uow: UnitOfWork) -> Download:
    visitor, siret = visitor_of(uow.scope.principal, own=_is_own(tender_id, uow=uow))
    return Download(
        download_id=uow.ids.new(DownloadId),
        tender_id=tender_id,
        document_id=None if document is None else document.document_id,
        name=WHOLE_FILE if document is None else document.name.value,
        version=version,
        visitor=visitor,
        siret=siret,
        downloaded_at=uow.clock.now(),
    )


def _facts(document: ProcurementDocument) -> dict[str, str]:
    return {
        "document": str(document.document_id),
        "name": document.name.value,
        "version": str(document.version),
        "sha256": document.content.sha256,
    }
