"""What is done to an invoice: its recipient names its next state; its supplier completes it or sends it elsewhere."""

from collections.abc import Sequence
from typing import Final

from services.invoicing.api.cpro.envelope import Return, refuse_call
from services.invoicing.api.cpro.fields.treating import (
    CompleterFacture,
    DestinataireIndique,
    FactureCompletee,
    FactureRecyclee,
    FactureTraitee,
    PieceJointeComplementaire,
    RecyclerFacture,
    ReferencesIndiquees,
    RejetTraite,
    TraiterRecue,
    TraiterRejet,
)
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.owning import as_owner
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_file import PortalFileId
from services.invoicing.domain.portal_status import portal_status
from services.invoicing.domain.portal_treatments import BY_ACCOUNTANT, Treatment, targets_of
from services.invoicing.handlers.answers import AnswerInterruption, answer_interruption
from services.invoicing.handlers.owning import lock_as_seller
from services.invoicing.handlers.portal_treatments import treat_invoice
from services.invoicing.handlers.routing import RecycleInvoice, recycle_invoice
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.paris import legal_day
from shared.kernel.siret import Siret

_SELLER: Final = (PortalRole.SUPPLIER,)
_MOST_REJECTIONS: Final = 100


def _treat(call: Call, asked: TraiterRecue) -> FactureTraitee:
    treatment = Treatment(
        targets=targets_of(asked.nouveauStatut or ""),
        reason=asked.motif or "",
        payment_order=asked.numeroDPMandat,
    )

    def do(uow: UnitOfWork, invoice_id: InvoiceId) -> FactureTraitee:
        treated = treat_invoice(invoice_id, treatment, uow=uow, law=call.app.law)
        return FactureTraitee(
            dateTraitement=legal_day(uow.clock.now()).isoformat(),
            idFacture=asked.idFacture,
            nouveauStatut=portal_status(treated).value,
            numeroFacture=treated.summary.number,
        )

    return as_owner(call, _role_for(treatment), asked.idFacture, do)


def _role_for(treatment: Treatment) -> tuple[PortalRole, ...]:
    """The accountant alone books and pays (décret 2012-1246, article 9)."""
    return (PortalRole.ACCOUNTANT,) if BY_ACCOUNTANT.intersection(treatment.targets) else (PortalRole.RECIPIENT,)


def _handle_rejections(call: Call, asked: TraiterRejet) -> RejetTraite:
    """Every invoice named is one's own and was rejected, or nothing is kept."""
    numbers = [one.idDemandePaiement for one in asked.listeDemandePaiement]
    if not 1 <= len(numbers) <= _MOST_REJECTIONS:
        refuse_call(Return.FIELD_INVALID, f"listeDemandePaiement : de 1 à {_MOST_REJECTIONS} demandes de paiement.")

    def check(uow: UnitOfWork, invoice_id: InvoiceId) -> None:
        invoice = lock_as_seller(invoice_id, uow=uow)
        if invoice.refusal is None:
            refuse_call(Return.STATUS_IMPOSSIBLE, f"la facture {invoice.summary.number} n'est pas rejetée.")

    def mark(uow: UnitOfWork, invoice_id: InvoiceId) -> None:
        uow.portal_invoices.mark_rejection_handled([invoice_id])

    for do in (check, mark):  # what is rejected stays so: what was checked may be marked
        for number in dict.fromkeys(numbers):
            as_owner(call, _SELLER, number, do)
    return RejetTraite()


def _complete(call: Call, asked: CompleterFacture) -> FactureCompletee:
    def do(uow: UnitOfWork, invoice_id: InvoiceId) -> FactureCompletee:
        join_files(asked.pieceJointeComplementaire, invoice_id, call=call, uow=uow)
        answered = answer_interruption(AnswerInterruption(invoice_id=invoice_id, text=asked.commentaire or ""), uow=uow)
        return FactureCompletee(
            dateTraitement=legal_day(uow.clock.now()).isoformat(),
            identifiantFactureCPP=asked.identifiantFactureCPP,
            numeroFacture=answered.summary.number,
        )

    return as_owner(call, _SELLER, asked.identifiantFactureCPP, do)


def join_files(
    pieces: Sequence[PieceJointeComplementaire], invoice_id: InvoiceId, *, call: Call, uow: UnitOfWork
) -> None:
    """Join files that were added before to an invoice, or refuse ``INV-PORTAL-FILE-UNKNOWN``."""
    for piece in pieces:
        join_file(piece.pieceJointeComplementaireId, invoice_id, category=_category(piece), call=call, uow=uow)


def join_file(number: int | None, invoice_id: InvoiceId, *, category: str | None, call: Call, uow: UnitOfWork) -> None:
    """Join one file, by its number: of whichever supplier of the account, which names none when it adds it."""
    key = uow.portal_numbers.key(Numbered.FILE, number or 0)
    if key is None:
        refuse_call(Return.NOTHING_FOUND, f"pièce jointe : aucun fichier ajouté ne porte le numéro {number}.")
    owners = [each.siret for each in call.account.attachments if PortalRole.SUPPLIER in each.roles]
    uow.portal_files.join(PortalFileId.parse(key), invoice_id, category=category, owners=owners)


def _category(piece: PieceJointeComplementaire) -> str | None:
    return piece.pieceJointeComplementaireDesignation or piece.pieceJointeComplementaireType


def _recycle(call: Call, asked: RecyclerFacture) -> FactureRecyclee:
    recipient, references = asked.destinataire or DestinataireIndique(), asked.reference or ReferencesIndiquees()
    buyer = Siret.parse(recipient.codeDestinataire) if recipient.codeDestinataire else None

    def do(uow: UnitOfWork, invoice_id: InvoiceId) -> FactureRecyclee:
        command = RecycleInvoice(
            invoice_id=invoice_id,
            buyer=buyer,
            service_code=recipient.codeServiceExecutant,
            order_reference=references.numeroBonCommande,
            contract_reference=references.numeroMarche,
        )
        recycled = recycle_invoice(command, uow=uow, law=call.app.law)
        return FactureRecyclee(
            dateDepot=legal_day(recycled.received_at).isoformat(),
            identifiantFactureCPP=asked.identifiantFactureCPP,
            numeroFacture=recycled.summary.number,
            statutFacture=portal_status(recycled).value,
        )

    return as_owner(call, _SELLER, asked.identifiantFactureCPP, do)


TREATING: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/traiter/recue",
        summary="Changer le statut d'une facture reçue ; le motif est obligatoire pour suspendre, rejeter, recycler.",
        asks=TraiterRecue,
        answers=FactureTraitee,
        run=_treat,
    ),
    Operation(
        path="factures/v1/traiterRejet",
        summary="Indiquer que le rejet de factures a été traité.",
        asks=TraiterRejet,
        answers=RejetTraite,
        run=_handle_rejections,
    ),
    Operation(
        path="factures/v1/completer",
        summary="Compléter une facture suspendue.",
        asks=CompleterFacture,
        answers=FactureCompletee,
        run=_complete,
    ),
    Operation(
        path="factures/v1/recycler",
        summary="Corriger l'acheminement d'une facture et la renvoyer.",
        asks=RecyclerFacture,
        answers=FactureRecyclee,
        run=_recycle,
    ),
)
