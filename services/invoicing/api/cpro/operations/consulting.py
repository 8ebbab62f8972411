"""One whole invoice, for its supplier or for its recipient: read from its document, with what stands beside it here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from services.invoicing.api.cpro.fields.consulting import (
    ConsulterFournisseur,
    ConsulterRecipiendaire,
    PagesDeLignes,
    PagesDePieces,
    PagesDeTva,
)
from services.invoicing.api.cpro.fields.invoice import (
    CadreDeFacturation,
    Facture,
    FactureConsultee,
    LignesDePoste,
    ListeDesPiecesJointes,
    PieceJointe,
    PiecePrecedente,
    RecapitulatifDeTva,
)
from services.invoicing.api.cpro.fields.paging import PageAsked
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.detailing import (
    line_of,
    recipient_of,
    references_of,
    supplier_of,
    totals_of,
    vat_of,
)
from services.invoicing.api.cpro.operations.naming import SIRET, Names, names_of
from services.invoicing.api.cpro.operations.owning import as_owner
from services.invoicing.domain.contractor_answer import ContractorAnswer
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_file import PortalFile
from services.invoicing.domain.portal_frames import NAMES, portal_frame
from services.invoicing.domain.portal_search import ShownInvoice
from services.invoicing.domain.portal_status import portal_status
from services.invoicing.domain.routing import as_routed
from services.invoicing.handlers.contractor_answers import standing_of
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.ids import InvoiceId

_Find = Callable[[UnitOfWork, InvoiceId], "Found"]
_USUAL: Final = 10


@dataclass(frozen=True, slots=True)
class Found:
    """An invoice as stored, with the files added to it and their numbers."""

    shown: ShownInvoice
    document: bytes
    files: Sequence[PortalFile]
    numbers: dict[str, int]
    names: Names
    status: str
    answer: ContractorAnswer | None
    contractor: int | None


@dataclass(frozen=True, slots=True)
class Pages:
    """Which pages of its three lists are asked for."""

    lines: PageAsked
    pieces: PageAsked
    vat: PageAsked


def _by_seller(call: Call, asked: ConsulterFournisseur) -> FactureConsultee:
    pages = _pages(asked.pLignesPoste, asked.pListePiecesJointes, asked.pLigneRecapTva)
    return _consulted(call, (PortalRole.SUPPLIER,), asked.identifiantFactureCPP, pages)


def _by_recipient(call: Call, asked: ConsulterRecipiendaire) -> FactureConsultee:
    pages = _pages(asked.rechercheLignePoste, asked.recherchePj, asked.rechercheligneTvaRecap)
    roles = (PortalRole.RECIPIENT, PortalRole.ACCOUNTANT)
    return _consulted(call, roles, asked.identifiantFactureCPP, pages)


def _pages(lines: PagesDeLignes | None, pieces: PagesDePieces | None, vat: PagesDeTva | None) -> Pages:
    lines, pieces, vat = lines or PagesDeLignes(), pieces or PagesDePieces(), vat or PagesDeTva()
    return Pages(
        _page(lines.nbResultatsParPageLignesPoste, lines.pageResultatDemandeeLignesPoste),
        _page(pieces.nbResultatsParPageListePieceJointe, pieces.pageResultatDemandeeListePieceJointe),
        _page(vat.nbResultatsParPageListeListeRecapitulatifTVA, vat.pageResultatDemandeeListeRecapitulatifTVA),
    )


def _page(size: int | None, number: int | None) -> PageAsked:
    return PageAsked(nbResultatsParPage=max(size or _USUAL, 1), pageResultatDemandee=max(number or 1, 1))


def _by_contractor(call: Call, asked: ConsulterRecipiendaire) -> FactureConsultee:
    """What a subcontractor asks for, for the contractor who agrees or refuses (R2193-12)."""
    pages = _pages(asked.rechercheLignePoste, asked.recherchePj, asked.rechercheligneTvaRecap)

    def find(uow: UnitOfWork, invoice_id: InvoiceId) -> Found:
        request = uow.contractor_answers.request(invoice_id)
        status = standing_of(request, uow=uow, law=call.app.law).value
        return _with_files(request.shown, uow.contractor_answers.document(invoice_id), status, uow)

    return _consulted(call, (PortalRole.SUPPLIER,), asked.identifiantFactureCPP, pages, find)


def _consulted(
    call: Call, roles: Sequence[PortalRole], number: int | None, pages: Pages, find: _Find | None = None
) -> FactureConsultee:
    found = as_owner(call, roles, number, find or _found)
    content = as_routed(call.app.reader.read(found.document).invoice, found.shown.invoice)
    return FactureConsultee(facture=_written(content, found, pages))


def _found(uow: UnitOfWork, invoice_id: InvoiceId) -> Found:
    shown = uow.portal_invoices.shown(invoice_id)
    return _with_files(shown, uow.invoices.document(invoice_id), portal_status(shown.invoice).value, uow)


def _with_files(shown: ShownInvoice, document: bytes, status: str, uow: UnitOfWork) -> Found:
    invoice_id = shown.invoice.invoice_id
    files, answer = uow.portal_files.of_invoice(invoice_id), uow.contractor_answers.of(invoice_id)
    return Found(
        shown=shown,
        document=document,
        files=files,
        numbers=dict(uow.portal_numbers.numbers(Numbered.FILE, [str(file.file_id) for file in files])),
        names=names_of([shown.invoice], uow=uow),
        status=status,
        answer=answer,
        contractor=uow.portal_numbers.number(Numbered.STRUCTURE, str(answer.contractor)) if answer else None,
    )


def _written(content: Invoice, found: Found, pages: Pages) -> Facture:
    invoice, names = found.shown.invoice, found.names
    return Facture(
        cadreDeFacturation=_frame(found),
        commentaire="\n".join(note.text for note in content.notes) or None,
        destinataire=recipient_of(content, invoice, names),
        fournisseur=supplier_of(content, invoice, names),
        identifiantFactureCPP=names.invoice(invoice.invoice_id),
        lignesDePoste=_lines(content, pages.lines),
        listeDesPiecesJointes=_pieces(found, pages.pieces),
        montantTotal=totals_of(content),
        numeroFacture=invoice.summary.number,
        piecePrecedente=(
            PiecePrecedente(numeroPiecePrecedente=content.preceding[0].number) if content.preceding else None
        ),
        recapitulatifDeTva=_vat(content, pages.vat),
        references=references_of(content, found.shown),
        statutFacture=found.status,
    )


def _frame(found: Found) -> CadreDeFacturation:
    """Write the frame, and what the contractor answered, if it did."""
    name, answer = NAMES[portal_frame(found.shown.invoice.summary.frame)], found.answer
    if answer is None:
        return CadreDeFacturation(codeCadreFacturation=name)
    return CadreDeFacturation(
        codeCadreFacturation=name,
        codeValideur1=str(answer.contractor),
        dateValidation1=answer.answered_on.isoformat(),
        idValideur1=found.contractor,
        typeIdentifiantValideur1=SIRET,
    )


def _lines(content: Invoice, page: PageAsked) -> LignesDePoste:
    told = page.told(len(content.lines))
    ranked = page.cut(list(enumerate(content.lines, start=1)))
    return LignesDePoste(
        lignePoste=[line_of(line, rank, content.currency) for rank, line in ranked],
        nbResultatsParPageLignesPoste=told.nbResultatsParPage,
        pageCouranteLignesPoste=told.pageCourante,
        pagesLignesPoste=told.pages,
        totalLignesPoste=told.total,
    )


def _vat(content: Invoice, page: PageAsked) -> RecapitulatifDeTva:
    told = page.told(len(content.vat_breakdown))
    return RecapitulatifDeTva(
        ligneTva=[vat_of(each) for each in page.cut(content.vat_breakdown)],
        nbResultatsParPageLignesRecapitulativesTVA=told.nbResultatsParPage,
        pageCouranteLignesRecapitulativesTVA=told.pageCourante,
        pagesLignesRecapitulativesTVA=told.pages,
        totalLignesRecapitulativesTVA=told.total,
    )


def _pieces(found: Found, page: PageAsked) -> ListeDesPiecesJointes:
    told = page.told(len(found.files))
    return ListeDesPiecesJointes(
        pieceJointe=[
            PieceJointe(
                pieceJointeDesignation=file.name,
                pieceJointeExtension=file.extension,
                pieceJointeId=found.numbers[str(file.file_id)],
                pieceJointeTypeLibelle=file.category,
            )
            for file in page.cut(found.files)
        ],
        nbResultatsParPageListePiecesJointe=told.nbResultatsParPage,
        pageCouranteListePiecesJointe=told.pageCourante,
        pagesListePiecesJointe=told.pages,
        totalListePiecesJointe=told.total,
    )


CONSULTING: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/consulter/fournisseur",
        summary="Consulter une facture émise, entière.",
        asks=ConsulterFournisseur,
        answers=FactureConsultee,
        run=_by_seller,
    ),
    Operation(
        path="factures/v1/consulter/recipiendaire",
        summary="Consulter une facture reçue, entière.",
        asks=ConsulterRecipiendaire,
        answers=FactureConsultee,
        run=_by_recipient,
    ),
    Operation(
        path="factures/v1/consulter/valideur",
        summary="Consulter la demande de paiement d'un sous-traitant, comme titulaire du marché.",
        asks=ConsulterRecipiendaire,
        answers=FactureConsultee,
        run=_by_contractor,
    ),
)
