"""Routes of site visits."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field, StringConstraints

from services.tenders.api.document_changes import readable
from services.tenders.api.inputs import In, ShortText
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.api.visits_outputs import BookingOut, BookingsOut, VisitOut, VisitsOut
from services.tenders.domain.extensions import answer_period
from services.tenders.domain.visits import leaves_time_for_questions
from services.tenders.handlers.visits import (
    PlaceOf,
    PlanVisit,
    book_visit,
    cancel_booking,
    cancel_visit,
    note_attendance,
    plan_visit,
    visit_certificate,
)
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer
from shared.http.routing import service_router
from shared.http.security import anyone, authenticated
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import BookingId, VisitId

_Drafter = Annotated[Act, Depends(act_of(Right.DRAFT))]
_Company = Annotated[Act, Depends(act_of(Right.SUBMIT))]
_VISITS = "/consultations/{tender_id}/visits"
_VISIT = _VISITS + "/{visit_id}"
_BOOKING = _VISIT + "/bookings/{booking_id}"


class VisitIn(In):
    """A visit; hours are those of the consultation's legal time."""

    mandatory: bool
    place: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    capacity: Annotated[int, Field(ge=1, le=1000)] | None = None


class BookingIn(In):
    """A place for the company that asks."""

    name: ShortText


def visit_routes(app: TendersApp) -> APIRouter:
    """Build the routes of the buyer's agents, and the list that anybody reads."""
    router = service_router(tags=["Visites"])

    @router.post(_VISITS, status_code=201, response_model=VisitOut)
    def plan(tender_id: str, body: VisitIn, act: _Drafter) -> Response:
        """Prévoir une visite des lieux ; elle finit avant la date limite (R2151-3)."""
        command = PlanVisit(TenderId.parse(tender_id), **body.model_dump())
        work = lambda uow: Answer(VisitOut.of(plan_visit(command, uow=uow)), status=201)  # noqa: E731 - one call
        return app.commands.run(act, work, status=201)

    @router.post(_VISIT + "/cancellation", response_model=VisitOut)
    def cancel(tender_id: str, visit_id: str, act: _Drafter) -> Response:
        """Annuler une visite ; les inscrits à la consultation sont prévenus."""
        tender, visit = TenderId.parse(tender_id), VisitId.parse(visit_id)
        return app.commands.run(act, lambda uow: VisitOut.of(cancel_visit(tender, visit, uow=uow)))

    @router.post(_BOOKING + "/attendance", response_model=BookingOut)
    def attendance(tender_id: str, visit_id: str, booking_id: str, act: _Drafter) -> Response:
        """Noter qu'une entreprise est venue."""
        place = _place(tender_id, visit_id, booking_id)
        return app.commands.run(act, lambda uow: BookingOut.of(note_attendance(place, uow=uow)))

    return router


def visit_reads(app: TendersApp) -> APIRouter:
    """Build the reads: the dates for anybody, the bookings for the buyer."""
    router = service_router(tags=["Visites"])

    @router.get(_VISITS)
    def visits(tender_id: str, request: Request, principal: Annotated[Principal, Depends(anyone)]) -> VisitsOut:
        """Lire les dates et lieux des visites ; nul ne voit qui s'y inscrit, sauf l'acheteur."""
        with app.open_uow(scope_of(request, principal)) as uow:
            tender, _ = readable(TenderId.parse(tender_id), principal, uow=uow)
            found = uow.visits.of_tender(tender.tender_id)
        days = None if tender.publication is None else answer_period(tender, law=app.law).whole
        deadline = tender.current_stage.deadline
        in_time = None if days is None else leaves_time_for_questions(found, deadline=deadline, days=days)
        return VisitsOut(items=[VisitOut.of(each) for each in found], leaves_time_for_questions=in_time)

    @router.get(_VISIT + "/bookings")
    def bookings(
        tender_id: str,
        visit_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(Right.DRAFT))],
    ) -> BookingsOut:
        """Lire les inscriptions à une visite ; l'acheteur seul les voit."""
        identifier = TenderId.parse(tender_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.get(identifier)
            visit = uow.visits.lock(identifier, VisitId.parse(visit_id))
            return BookingsOut(items=[BookingOut.of(each) for each in uow.visits.bookings(visit.visit_id)])

    return router


def booking_routes(app: TendersApp) -> APIRouter:
    """Build the routes of companies, and the certificate that both sides read."""
    router = service_router(tags=["Visites"])

    @router.post(_VISIT + "/bookings", status_code=201, response_model=BookingOut)
    def book(tender_id: str, visit_id: str, body: BookingIn, act: _Company) -> Response:
        """S'inscrire à une visite ; les autres entreprises n'en savent rien."""
        tender, visit = TenderId.parse(tender_id), VisitId.parse(visit_id)

        def work(uow: UnitOfWork) -> Answer:
            return Answer(BookingOut.of(book_visit(tender, visit, name=body.name, uow=uow)), status=201)

        return app.commands.run(act, work, status=201)

    @router.post(_BOOKING + "/cancellation", response_model=BookingOut)
    def give_up(tender_id: str, visit_id: str, booking_id: str, act: _Company) -> Response:
        """Renoncer à sa place."""
        place = _place(tender_id, visit_id, booking_id)
        return app.commands.run(act, lambda uow: BookingOut.of(cancel_booking(place, uow=uow)))

    return router


def booking_reads(app: TendersApp) -> APIRouter:
    """Build the reads of a company: its bookings, its certificate."""
    router = service_router(tags=["Visites"])

    @router.get("/consultations/{tender_id}/visits/bookings/own")
    def own(
        tender_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated(Right.SUBMIT))]
    ) -> BookingsOut:
        """Lire les inscriptions de son entreprise."""
        identifier, siret = TenderId.parse(tender_id), principal.organisation
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.tenders.published(identifier)
            found = () if siret is None else uow.visits.of_company(identifier, siret)
        return BookingsOut(items=[BookingOut.of(each) for each in found])

    @router.get(
        _BOOKING + "/certificate", response_class=Response, responses={200: {"content": {"application/pdf": {}}}}
    )
    def certificate(
        tender_id: str,
        visit_id: str,
        booking_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(authenticated())],
    ) -> Response:
        """Télécharger l'attestation de visite (PDF) : l'acheteur et l'entreprise seuls."""
        with app.open_uow(scope_of(request, principal)) as uow:
            report = visit_certificate(_place(tender_id, visit_id, booking_id), uow=uow)
        headers = {"Content-Disposition": 'attachment; filename="attestation-de-visite.pdf"'}
        return Response(app.reports.pdf(report), media_type="application/pdf", headers=headers)

    return router


def _place(tender_id: str, visit_id: str, booking_id: str) -> PlaceOf:
    return PlaceOf(TenderId.parse(tender_id), VisitId.parse(visit_id), BookingId.parse(booking_id))
