"""Deposit of a PDF that is the invoice: kept, read where it carries data, then submitted with its number.

The State's portal recognises characters in the picture and lets the supplier correct what it read. Nothing is guessed
here: a Factur-X is read exactly, and a plain PDF is kept without any field, for its supplier to enter them.
"""

from typing import Final

from services.invoicing.api.cpro.envelope import Return, refuse_call
from services.invoicing.api.cpro.fields.files import DeposerPdf, PdfDepose
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.files import decoded, kept
from services.invoicing.api.cpro.operations.naming import CREDIT_NOTE, DOWN_PAYMENT, DOWN_PAYMENT_TYPES, INVOICE
from services.invoicing.api.needs import PORTAL_FILE_BODY_BYTES
from services.invoicing.api.texts import refusal_text
from services.invoicing.domain.attachments import Attachment
from services.invoicing.domain.attribution import siret_of
from services.invoicing.domain.errors import Code
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.pdf_header import pdf_within
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.semantic import CREDIT_NOTE_TYPES
from shared.kernel.refusal import Refusal, Refused, refuse

_FORMATS: Final = ("PDF_NON_SIGNE", "PDF_SIGNE")
_PDF: Final = "application/pdf"
_WITHOUT_FILE: Final = frozenset({Code.PDF_UNREADABLE.value, Code.PDF_ENCRYPTED.value})


def _deposit(call: Call, asked: DeposerPdf) -> PdfDepose:
    principal = call.principal(PortalRole.SUPPLIER)
    if asked.formatDepot not in _FORMATS:
        refuse_call(Return.FIELD_INVALID, f"formatDepot : {' ou '.join(_FORMATS)}.")
    content = decoded(asked.fichierFacture, field="fichierFacture")
    read = _read(call, content)
    number = kept(call, principal, Attachment(name=_name(asked.nomFichier), media_type=_PDF, content=content))
    if isinstance(read, Refusal):
        label = f"PDF conservé ; aucune donnée n'y a été lue ({refusal_text(read)}) Saisissez la facture (soumettre)."
        return PdfDepose(libelle=label, pieceJointeId=number)
    return _told(read, number)


def _read(call: Call, content: bytes) -> Invoice | Refusal:
    """Give the invoice that a PDF carries, or why it carries none; refuse what nobody can open."""
    if pdf_within(content) is None:
        refuse(Code.PDF_UNREADABLE, detail="signature")
    try:
        return call.app.reader.read(content).invoice
    except Refused as refused:
        if refused.refusal.code in _WITHOUT_FILE:
            raise
        return refused.refusal


def _name(name: str) -> str:
    return name if name.lower().endswith(".pdf") else f"{name}.pdf"


def _told(read: Invoice, number: int) -> PdfDepose:
    seller, buyer, totals = siret_of(read.seller), siret_of(read.buyer), read.totals
    kind = DOWN_PAYMENT if read.type_code in DOWN_PAYMENT_TYPES else INVOICE
    return PdfDepose(
        codeDestinataire=None if buyer is None else str(buyer),
        codeDeviseFacture=read.currency,
        codeFournisseur=None if seller is None else str(seller),
        codeServiceExecutant=read.buyer_reference,
        dateFacture=read.issued_on.isoformat(),
        montantAPayer=totals.due.amount,
        montantHtTotal=totals.excl_vat.amount,
        montantTVA=None if totals.vat is None else totals.vat.amount,
        montantTtcTotal=totals.incl_vat.amount,
        numeroBonCommande=read.purchase_order_reference,
        numeroFacture=read.number,
        numeroMarche=read.contract_reference,
        pieceJointeId=number,
        typeFacture=CREDIT_NOTE if read.type_code in CREDIT_NOTE_TYPES else kind,
    )


PDF: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/deposer/pdf",
        summary="Déposer un PDF qui est la facture : conservé, lu s'il porte des données, à soumettre ensuite.",
        asks=DeposerPdf,
        answers=PdfDepose,
        run=_deposit,
        limit=PORTAL_FILE_BODY_BYTES,
    ),
)
