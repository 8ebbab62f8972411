"""Files that suppliers add before the invoice or the answer that names them: looked into, kept, joined, forgotten.

They are looked into as the documents attached to an invoice are: what is found is told on the invoice, never refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.invoicing.domain.attachments import Attachment
from services.invoicing.domain.content_checks import attachment_differences
from services.invoicing.domain.errors import Code
from services.invoicing.domain.matching import Difference
from services.invoicing.domain.portal_file import MOST_WAITING, PortalFile, PortalFileId, waits_in_vain_since
from services.invoicing.domain.states import InvoiceAction, next_status
from services.invoicing.handlers.owning import lock_as_seller
from services.invoicing.ports import Antivirus, UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFile:
    """Command: keep a file, with what was found in it."""

    file: Attachment
    findings: tuple[Difference, ...]


def looked_into(file: Attachment, antivirus: Antivirus) -> AddFile:
    """Look into a file; may take seconds, so no transaction is open."""
    findings = attachment_differences([file], antivirus.analyse([file]), invoice_bytes=0)
    return AddFile(file=file, findings=tuple(findings))


def add_file(command: AddFile, *, uow: UnitOfWork) -> PortalFile:
    """Keep a file of one's own organisation.

    Raises:
        Refused: ``INV-PORTAL-FILE-NAME``, ``INV-PORTAL-FILE-SIZE``, ``INV-PORTAL-FILES-WAITING``.
    """
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    kept = PortalFile(
        file_id=uow.ids.new(PortalFileId),
        organisation=principal.organisation,
        name=command.file.name,
        media_type=command.file.media_type,
        size=len(command.file.content),
        added_at=uow.clock.now(),
        findings=command.findings,
    )
    uow.portal_files.add(kept, command.file.content)
    uow.record("portal_file_added", str(kept.file_id), {"size": str(kept.size)})
    return kept


def add_file_to_invoice(command: AddFile, invoice_id: InvoiceId, *, uow: UnitOfWork) -> PortalFile:
    """Keep a file with an invoice of one's own whose missing items are awaited, before it is answered (R2192-29).

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-ACTION-IMPOSSIBLE``, and as ``add_file``.
    """
    invoice = lock_as_seller(invoice_id, uow=uow)
    next_status(invoice.status, InvoiceAction.COMPLETE)
    if len(uow.portal_files.of_invoice(invoice_id)) >= MOST_WAITING:
        refuse(Code.PORTAL_FILES_WAITING, most=MOST_WAITING)
    kept = add_file(command, uow=uow)
    uow.portal_files.join(kept.file_id, invoice_id, category=None)
    return replace(kept, invoice_id=invoice_id)


def read_file(invoice_id: InvoiceId, file_id: PortalFileId, *, uow: UnitOfWork) -> bytes:
    """Give the bytes of a file of an invoice that one sees, or refuse ``INV-NOT-FOUND``."""
    uow.invoices.get(invoice_id)
    if file_id not in {file.file_id for file in uow.portal_files.of_invoice(invoice_id)}:
        refuse(Code.NOT_FOUND, object=file_id)
    return uow.portal_files.content(file_id)


def files_of(invoice_id: InvoiceId, *, uow: UnitOfWork) -> Sequence[PortalFile]:
    """List the files that were added to an invoice that one sees."""
    uow.invoices.get(invoice_id)
    return uow.portal_files.of_invoice(invoice_id)


def findings_of_files(invoice_id: InvoiceId, *, uow: UnitOfWork) -> tuple[Difference, ...]:
    """Give what was found in the files that were added to an invoice."""
    return tuple(found for file in uow.portal_files.of_invoice(invoice_id) for found in file.findings)


def forget_files(*, uow: UnitOfWork, limit: int) -> Sequence[PortalFileId]:
    """Destroy files that no invoice named in time, and say so in the journal."""
    gone = uow.portal_files.forget_waiting(before=waits_in_vain_since(uow.clock.now()), limit=limit)
    for file_id in gone:
        uow.record("portal_file_forgotten", str(file_id), {})
    return gone
