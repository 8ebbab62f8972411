"""Invoices given as files: the page for people, the pivot for software, or the bytes as received."""

import base64
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.invoicing.api.cpro.envelope import Return, refuse_call
from services.invoicing.api.cpro.fields.downloading import GroupeTelecharge, TelechargerGroupe
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.naming import Names, names_of
from services.invoicing.api.cpro.operations.owning import as_owner
from services.invoicing.api.needs import LIMITS, PORTAL_FLOW_BYTES
from services.invoicing.domain.errors import Code
from services.invoicing.domain.pdf_header import pdf_within
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_frames import portal_frame
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.ports import PageForm, UnitOfWork
from services.invoicing.ports.portal_documents import Piece, PivotFacts, SentAgain
from shared.kernel.ids import InvoiceId
from shared.kernel.refusal import Refused

_MOST: Final = 50
# As recipient first: an organisation that is both has fetched what it received.
_ROLES: Final = (PortalRole.RECIPIENT, PortalRole.ACCOUNTANT, PortalRole.SUPPLIER)
_YES: Final = frozenset({"true", "oui", "1"})
_PDF_TYPE, _XML_TYPE = "application/pdf", "application/xml"


class Form(StrEnum):
    """In which form invoices are given."""

    PDF = "PDF"
    PIVOT = "PIVOT"
    ORIGINAL = "ORIGINAL"


@dataclass(frozen=True, slots=True)
class Held:
    """An invoice as stored: its bytes, the files that were added to it, its numbers and names."""

    invoice: ReceivedInvoice
    document: bytes
    files: tuple[Piece, ...]
    names: Names
    read_at: datetime

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return f"Facture_{self.names.invoice(self.invoice.invoice_id)}"


def _group(call: Call, asked: TelechargerGroupe) -> GroupeTelecharge:
    return GroupeTelecharge(fichierResultat=downloaded(call, asked))


def downloaded(call: Call, asked: TelechargerGroupe) -> str:
    """Give invoices as one file, or as a ZIP of several, in base64; a recipient's download is noted."""
    numbers = [one.idFacture for one in asked.listeFacture] or [asked.idFacture]
    form = (
        Form(asked.format)
        if asked.format in set(Form)
        else refuse_call(Return.FIELD_INVALID, f"format : {asked.format} n'est ni PDF, ni PIVOT, ni ORIGINAL.")
    )
    if len(numbers) > _MOST:
        refuse_call(Return.TOO_LARGE, f"listeFacture : {_MOST} factures au plus à la fois.")
    with_pieces = str(asked.avecPiecesJointesComplementaires or "").strip().lower() in _YES
    files: list[Piece] = []
    for number in dict.fromkeys(numbers):
        files += _files(call, as_owner(call, _ROLES, number, _held), form, with_pieces=with_pieces)
        if sum(len(file.content) for file in files) > LIMITS.value(PORTAL_FLOW_BYTES):
            label = "Ces factures dépassent ensemble la taille d'un téléchargement."
            refuse_call(Return.TOO_LARGE, label, status=413)
    content = files[0].content if len(files) == 1 else call.app.portal_documents.archive(files)
    return base64.b64encode(content).decode("ascii")


def _held(uow: UnitOfWork, invoice_id: InvoiceId) -> Held:
    invoice, document = _read(uow, invoice_id)
    pieces = tuple(
        Piece(file.name, file.media_type, uow.portal_files.content(file.file_id), file.category)
        for file in uow.portal_files.of_invoice(invoice_id)
    )
    uow.portal_invoices.mark_fetched([invoice_id])
    return Held(invoice, document, pieces, names_of([invoice], uow=uow), uow.clock.now())


def _read(uow: UnitOfWork, invoice_id: InvoiceId) -> tuple[ReceivedInvoice, bytes]:
    """Read one's own invoice, or what a subcontractor of one's own asks the buyer for."""
    try:
        return uow.invoices.get(invoice_id), uow.invoices.document(invoice_id)
    except Refused as refused:
        if refused.refusal.code != Code.NOT_FOUND:
            raise
        asked = uow.contractor_answers
        return asked.request(invoice_id).shown.invoice, asked.document(invoice_id)


def _files(call: Call, held: Held, form: Form, *, with_pieces: bool) -> list[Piece]:
    """Make the files of one invoice, outside any transaction: drawing a page takes a while."""
    makers, document = call.app.portal_documents, held.document
    if form is Form.PIVOT:
        inside = makers.pieces(document)
        pivot = makers.pivot(document, _facts(held, (*inside, *held.files)))
        return [Piece(f"{held.stem}_pivot.xml", _XML_TYPE, pivot)]
    pieces = [*makers.pieces(document), *held.files] if with_pieces else []
    is_pdf = pdf_within(document) is not None
    if is_pdf or form is Form.ORIGINAL:
        suffix, media_type = ("pdf", _PDF_TYPE) if is_pdf else ("xml", _XML_TYPE)
        return [Piece(f"{held.stem}.{suffix}", media_type, document), *pieces]
    page = call.app.pages.page(document, PageForm.PDF)
    return [Piece(f"{held.stem}.pdf", _PDF_TYPE, page), *pieces]


def _facts(held: Held, pieces: tuple[Piece, ...]) -> PivotFacts:
    invoice, summary, found = held.invoice, held.invoice.summary, held.invoice.interruption
    again = SentAgain.RECYCLED if invoice.returned else SentAgain.NO
    return PivotFacts(
        portal_id=held.names.invoice(invoice.invoice_id),
        seller=invoice.seller,
        buyer=invoice.buyer,
        buyer_name=held.names.buyer_name(invoice),
        service_code=summary.service_code,
        service_name=held.names.service_name(invoice),
        order_reference=summary.order_reference,
        contract_reference=summary.contract_reference,
        frame=portal_frame(summary.frame),
        received_on=invoice.received_on,
        produced_at=held.read_at,
        sent_again=SentAgain.COMPLETED if found is not None and found.answered_on else again,
        pieces=pieces,
    )


DOWNLOADING: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/telecharger/groupe",
        summary="Télécharger des factures : PDF, PIVOT, ou telles que reçues (ORIGINAL) ; plusieurs : un ZIP.",
        asks=TelechargerGroupe,
        answers=GroupeTelecharge,
        run=_group,
    ),
)
