"""Routes that carry the content of a consultation: export, import, copy, and its versions."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime

from services.tenders.api.consultations import answer_of
from services.tenders.api.inputs import CriterionIn, CustodiansIn, DraftIn, In, LimitsIn, LotIn, ShortText, TimelineIn
from services.tenders.api.outputs import TenderOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.api.terms_inputs import TermsIn, terms_out
from services.tenders.domain.model import Lot, Tender
from services.tenders.handlers.drafting import Acceleration, draft_tender
from services.tenders.handlers.transfers import CopyTender, copy_tender
from services.tenders.ports import UnitOfWork
from shared.contracts.amount import Amount
from shared.http.act import Act, act_of
from shared.http.commands import Answer
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right

FORMAT: Final = "plis-consultation-1"


class ExportIn(In):
    """A consultation as it travels from one platform to another: its content, as a draft is sent."""

    format: Literal["plis-consultation-1"]
    consultation: DraftIn


class CopyIn(In):
    """What a copy does not take from its model."""

    title: ShortText | None = None
    submission_deadline: AwareDatetime
    timeline: TimelineIn | None = None

    def to_command(self, source: str) -> CopyTender:
        """Give the command."""
        acceleration = None if self.timeline is None else Acceleration(self.timeline.legal_start, self.timeline.factor)
        return CopyTender(TenderId.parse(source), self.title, self.submission_deadline, acceleration)


def transfer_routes(app: TendersApp) -> APIRouter:
    """Build the routes of export, import and copy."""
    router = service_router(tags=["Consultations"])

    @router.get("/consultations/{tender_id}/export")
    def export(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated())]
    ) -> dict[str, Any]:
        """Exporter le contenu d'une consultation de son organisme, à réimporter ici ou ailleurs."""
        with app.open_uow(scope_of(request, principal)) as uow:
            tender = uow.tenders.get(TenderId.parse(tender_id))
        shown = exported(tender).model_dump(mode="json", exclude_none=True)
        shown["consultation"]["terms"] = terms_out(tender.content.terms)
        return shown

    @router.post("/consultations/import", status_code=201, response_model=TenderOut)
    def import_consultation(body: ExportIn, act: Annotated[Act, Depends(act_of(Right.DRAFT))]) -> Response:
        """Préparer une consultation à partir d'un export ; l'acheteur est l'organisme de l'agent."""

        def work(uow: UnitOfWork) -> Answer:
            command = body.consultation.to_command(ids=uow.ids, ceiling=app.platform.ceiling)
            return answer_of(draft_tender(command, uow=uow, platform=app.platform), uow)

        return app.commands.run(act, work, status=201)

    @router.post("/consultations/{tender_id}/copies", status_code=201, response_model=TenderOut)
    def copy(tender_id: str, body: CopyIn, act: Annotated[Act, Depends(act_of(Right.DRAFT))]) -> Response:
        """Préparer une consultation à partir d'une précédente : tout son contenu, sans ses documents."""
        command = body.to_command(tender_id)
        return app.commands.run(
            act, lambda uow: answer_of(copy_tender(command, uow=uow, platform=app.platform), uow), status=201
        )

    return router


def _lot(lot: Lot) -> LotIn:
    value = Amount.of(lot.estimated_value)
    return LotIn(number=lot.number, title=lot.title, cpv=str(lot.cpv), estimated_value=value)


def exported(tender: Tender) -> ExportIn:
    """Write a consultation as an export: importing it gives the same content, with lots of their own identifiers."""
    content = tender.content
    return ExportIn(
        format="plis-consultation-1",
        consultation=DraftIn(
            buyer_name=tender.buyer.name,
            buyer_kind=tender.buyer.kind,
            title=content.title,
            object=content.object,
            kind=content.kind,
            procedure=content.procedure,
            estimated_value=Amount.of(content.estimated_value),
            lots=[_lot(lot) for lot in content.lots],
            criteria=[
                CriterionIn(code=c.code, title=c.title, kind=c.kind, weight=str(c.weight), max_score=f"{c.max_score:f}")
                for c in content.criteria
            ],
            submission_deadline=content.submission_deadline.at,
            custodians=CustodiansIn(
                ids=[str(each) for each in content.custodians.custodian_ids], threshold=content.custodians.threshold
            ),
            limits=LimitsIn(
                max_file_bytes=content.limits.max_file_bytes, max_deposit_bytes=content.limits.max_deposit_bytes
            ),
            terms=TermsIn.model_validate(content.terms),
        ),
    )
