"""Routes of the life of documents: every version, withdrawal, other means, the history of changes, extensions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field, StringConstraints

from services.tenders.api.decisions import (
    DecisionIn,
    ExtensionOut,
    ExtensionsOut,
    RectificationsOut,
    rectification_of,
)
from services.tenders.api.document_outputs import DocumentsOut, DocumentVersionOut, ElsewhereOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.documents import DocumentName
from services.tenders.domain.elsewhere import ElsewhereReason
from services.tenders.domain.extensions import answer_period
from services.tenders.domain.model import Tender
from services.tenders.domain.rectifications import Importance
from services.tenders.handlers.documents import (
    NameElsewhere,
    WithdrawDocument,
    name_elsewhere,
    withdraw_document,
)
from services.tenders.handlers.rectifications import proposal
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer
from shared.http.routing import service_router
from shared.http.security import anyone, authenticated
from shared.kernel.ids import DocumentId, TenderId
from shared.kernel.principal import Principal, PrincipalKind, Right

_Drafter = Annotated[Act, Depends(act_of(Right.DRAFT))]
_Reader = Annotated[Principal, Depends(anyone)]


class WithdrawalIn(DecisionIn):
    """Why a document is withdrawn; ``withheld`` stops serving its bytes, for what should never have been published."""

    withdrawal_reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]
    withheld: bool = False


class ElsewhereIn(DecisionIn):
    """A document that is not on the profile, why, and by which means anybody obtains it, free."""

    name: Annotated[str, Field(max_length=200)]
    elsewhere_reason: ElsewhereReason
    means: Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=2000)]


def document_writes(app: TendersApp) -> APIRouter:
    """Build the routes by which agents withdraw a document or say that it is elsewhere."""
    router = service_router(tags=["Documents de la consultation"])

    @router.post("/consultations/{tender_id}/documents/{document_id}/withdrawal", response_model=DocumentVersionOut)
    def withdraw(tender_id: str, document_id: str, body: WithdrawalIn, act: _Drafter) -> Response:
        """Retirer un document : il reste visible comme retiré, avec son motif, et ne fait plus partie du dossier."""
        command = WithdrawDocument(
            tender_id=TenderId.parse(tender_id),
            document_id=DocumentId.parse(document_id),
            reason=body.withdrawal_reason,
            withheld=body.withheld,
            decision=body.to_decision(),
        )

        def work(uow: UnitOfWork) -> DocumentVersionOut:
            return DocumentVersionOut.version_of(withdraw_document(command, uow=uow, law=app.law), current=False)

        return app.commands.run(act, work)

    @router.post("/consultations/{tender_id}/elsewhere", status_code=201, response_model=ElsewhereOut)
    def elsewhere(tender_id: str, body: ElsewhereIn, act: _Drafter) -> Response:
        """Indiquer un document obtenu par d'autres moyens que le profil (R2132-5) ; le délai minimal augmente."""
        command = NameElsewhere(
            tender_id=TenderId.parse(tender_id),
            name=DocumentName.parse(body.name),
            reason=body.elsewhere_reason,
            means=body.means,
            decision=body.to_decision(),
        )

        def work(uow: UnitOfWork) -> Answer:
            return Answer(ElsewhereOut.of(name_elsewhere(command, uow=uow, law=app.law)), status=201)

        return app.commands.run(act, work, status=201)

    return router


def document_reads(app: TendersApp) -> APIRouter:
    """Build the reads of anybody: every version, and the history of changes."""
    router = service_router(tags=["Lecture publique"])

    @router.get("/consultations/{tender_id}/documents")
    def versions(tender_id: str, request: Request, principal: _Reader) -> DocumentsOut:
        """Lister toutes les versions de tous les documents, retirés compris, et ceux qui s'obtiennent autrement."""
        with app.open_uow(scope_of(request, principal)) as uow:
            tender, _ = readable(TenderId.parse(tender_id), principal, uow=uow)
            identifier = tender.tender_id
            return DocumentsOut.of(uow.documents.of_tender(identifier), uow.documents.elsewhere(identifier))

    @router.get("/consultations/{tender_id}/rectifications")
    def rectifications(tender_id: str, request: Request, principal: _Reader) -> RectificationsOut:
        """Lire l'historique des modifications ; l'acheteur y lit aussi ses motifs."""
        with app.open_uow(scope_of(request, principal)) as uow:
            tender, own = readable(TenderId.parse(tender_id), principal, uow=uow)
            found = uow.rectifications.of_tender(tender.tender_id)
        return RectificationsOut(items=[rectification_of(each, own=own) for each in found])

    @router.get("/consultations/{tender_id}/extensions")
    def extensions(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated(Right.DRAFT))]
    ) -> ExtensionsOut:
        """Calculer la date limite qu'une modification faite maintenant demanderait, selon son importance."""
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(TenderId.parse(tender_id))
            tender = uow.tenders.published(TenderId.parse(tender_id))
            now = uow.clock.now()
        found = [(each, proposal(tender, each, at=now, law=app.law)) for each in Importance]
        proposals = [
            ExtensionOut(importance=each.value, submission_deadline=None if deadline is None else deadline.at)
            for each, deadline in found
        ]
        days = answer_period(tender, law=app.law).whole
        return ExtensionsOut(current=tender.current_stage.deadline.at, answer_days=days, proposals=proposals)

    return router


def readable(tender_id: TenderId, principal: Principal, *, uow: UnitOfWork) -> tuple[Tender, bool]:
    """Read a consultation as its buyer's agent, drafts included, or as anybody once published; say which."""
    if principal.kind is PrincipalKind.AGENT and uow.tenders.is_own(tender_id):
        return uow.tenders.get(tender_id), True
    return uow.tenders.published(tender_id), False
