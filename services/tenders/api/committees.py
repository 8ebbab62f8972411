"""Routes of award committees (commissions d'appel d'offres): members, sessions, votes, minutes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tenders.api.committee_inputs import AttendanceIn, CommitteeIn, SessionIn, VoteIn
from services.tenders.api.committee_outputs import CommitteeOut, CommitteesOut, SessionOut
from services.tenders.api.outputs import AdviceOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.domain.committee_sessions import Session
from services.tenders.domain.committees import Committee, composition_advice
from services.tenders.handlers.committee_minutes import write_minutes
from services.tenders.handlers.committees import (
    close_session,
    convene_session,
    record_attendance,
    record_vote,
    write_committee,
)
from services.tenders.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.paris import legal_day
from shared.kernel.principal import Principal, Right
from shared.kernel.tender_ids import CommitteeId, CommitteeSessionId
from shared.legal import LegalTable

_Awarder = Annotated[Act, Depends(act_of(Right.AWARD))]
_Reader = Annotated[Principal, Depends(authenticated(Right.AWARD))]
_PAGES = Depends(page_request)
_ODT = "application/vnd.oasis.opendocument.text"


def committee_routes(app: TendersApp) -> APIRouter:
    """Build the routes of committees and their members."""
    router = service_router(tags=["Commission d'appel d'offres"])

    @router.post("/committees", status_code=201, response_model=CommitteeOut)
    def create(body: CommitteeIn, act: _Awarder) -> Response:
        """Enregistrer une commission d'appel d'offres et ses membres."""
        command = body.to_command()
        return app.commands.run(
            act, lambda uow: _committee(write_committee(command, uow=uow), uow, app.law), status=201
        )

    @router.put("/committees/{committee_id}", response_model=CommitteeOut)
    def rewrite(committee_id: str, body: CommitteeIn, act: _Awarder) -> Response:
        """Réécrire la composition d'une commission ; If-Match porte la version lue."""
        command = body.to_command(CommitteeId.parse(committee_id), act.required_version())
        return app.commands.run(act, lambda uow: _committee(write_committee(command, uow=uow), uow, app.law))

    @router.get("/committees", response_model=CommitteesOut)
    def committees(request: Request, principal: _Reader) -> CommitteesOut:
        """Lire les commissions de son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return CommitteesOut(items=[_out(committee, uow, app.law) for committee in uow.committees.all()])

    @router.get("/committees/{committee_id}", response_model=CommitteeOut)
    def committee(committee_id: str, request: Request, principal: _Reader) -> CommitteeOut:
        """Lire une commission de son organisme."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return _out(uow.committees.get(CommitteeId.parse(committee_id)), uow, app.law)

    return router


def session_routes(app: TendersApp) -> APIRouter:
    """Build the routes of sessions."""
    router = service_router(tags=["Commission d'appel d'offres"])

    @router.post("/committees/{committee_id}/sessions", status_code=201, response_model=SessionOut)
    def convene(committee_id: str, body: SessionIn, act: _Awarder) -> Response:
        """Convoquer la commission, une première fois ou une seconde faute de quorum."""
        command = body.to_command(CommitteeId.parse(committee_id))
        return app.commands.run(act, lambda uow: _session(convene_session(command, uow=uow, law=app.law)), status=201)

    @router.get("/committees/{committee_id}/sessions", response_model=Page[SessionOut])
    def sessions(
        committee_id: str, request: Request, principal: _Reader, page: Annotated[PageRequest, _PAGES]
    ) -> Page[SessionOut]:
        """Lire les séances d'une commission, de la plus récente à la plus ancienne."""
        identifier = CommitteeId.parse(committee_id)
        with app.open_uow(scope_of(request, principal)) as uow:
            uow.committees.get(identifier)
            after = id_after(page, CommitteeSessionId)
            found = uow.committees.sessions(identifier, after=after, limit=page.limit + 1)
            return page_of(page, found, show=SessionOut.of, key=lambda session: session.session_id)

    @router.get("/committee-sessions/{session_id}", response_model=SessionOut)
    def session(session_id: str, request: Request, principal: _Reader) -> SessionOut:
        """Lire une séance."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return SessionOut.of(uow.committees.session(CommitteeSessionId.parse(session_id)))

    return router


def session_act_routes(app: TendersApp) -> APIRouter:
    """Build the routes of what happens in a session: attendance, votes, closing."""
    router = service_router(tags=["Commission d'appel d'offres"])

    @router.post("/committee-sessions/{session_id}/attendance", response_model=SessionOut)
    def attend(session_id: str, body: AttendanceIn, act: _Awarder) -> Response:
        """Constater les présences : la séance s'ouvre, ou est levée faute de quorum."""
        command = body.to_command(CommitteeSessionId.parse(session_id))
        return app.commands.run(act, lambda uow: _session(record_attendance(command, uow=uow)))

    @router.post("/committee-sessions/{session_id}/votes", response_model=SessionOut)
    def vote(session_id: str, body: VoteIn, act: _Awarder) -> Response:
        """Enregistrer le vote sur un lot."""
        command = body.to_command(CommitteeSessionId.parse(session_id))
        return app.commands.run(act, lambda uow: _session(record_vote(command, uow=uow)))

    @router.post("/committee-sessions/{session_id}/closing", response_model=SessionOut)
    def close(session_id: str, act: _Awarder) -> Response:
        """Clore la séance : son procès-verbal ne change plus."""
        identifier = CommitteeSessionId.parse(session_id)
        return app.commands.run(act, lambda uow: _session(close_session(identifier, uow=uow)))

    return router


def minutes_routes(app: TendersApp) -> APIRouter:
    """Build the route of the minutes as a file."""
    router = service_router(tags=["Commission d'appel d'offres"])

    @router.get("/committee-sessions/{session_id}/minutes", response_class=Response)
    def minutes(
        session_id: str,
        request: Request,
        principal: _Reader,
        wanted: Annotated[str, Query(alias="format", pattern="^(odt|pdf)$", description="odt ou pdf.")] = "odt",
    ) -> Response:
        """Télécharger le procès-verbal de la séance, modifiable (ODT) ou à imprimer (PDF)."""
        with app.open_uow(scope_of(request, principal)) as uow:
            report = write_minutes(CommitteeSessionId.parse(session_id), uow=uow)
        content = app.reports.pdf(report) if wanted == "pdf" else app.reports.odt(report)
        media_type = "application/pdf" if wanted == "pdf" else _ODT
        headers = {"Content-Disposition": f'attachment; filename="proces-verbal.{wanted}"'}
        return Response(content, media_type=media_type, headers=headers)

    return router


def _out(committee: Committee, uow: UnitOfWork, law: LegalTable) -> CommitteeOut:
    advice = composition_advice(committee, on=legal_day(uow.clock.now()), law=law)
    return CommitteeOut.of(committee, (AdviceOut.of(advice),))


def _committee(committee: Committee, uow: UnitOfWork, law: LegalTable) -> Answer:
    location = f"/tenders/committees/{committee.committee_id}"
    return answer(_out(committee, uow, law), location=location, version=committee.version)


def _session(session: Session) -> Answer:
    return answer(SessionOut.of(session), location=f"/tenders/committee-sessions/{session.session_id}")
