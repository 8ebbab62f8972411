"""Groups: the lead asks its members, each answers under its own SIRET."""

from typing import Annotated, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.mps.api.form_inputs import GroupingIn
from services.mps.api.form_outputs import ConsentOut, content_out
from services.mps.api.service import MpsApp, Reader, Submitter, scope_of
from services.mps.domain.form import FormContent
from services.mps.handlers.groupings import (
    AnswerInvitation,
    Invitation,
    answer_invitation,
    invite_members,
    list_invitations,
    read_invitation,
)
from services.mps.ports import UnitOfWork
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, decode_cursor
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId


class ConsentsOut(BaseModel):
    """The consents of a group."""

    items: list[ConsentOut]


class InvitationAnswerIn(BaseModel):
    """The answer of a member."""

    model_config = ConfigDict(extra="forbid")

    accepts: bool
    composition: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Empreinte de la composition lue.")]
    reason: Annotated[str, Field(max_length=4000)] | None = None


class InvitationOut(BaseModel):
    """What a member reads: the group and the consultation, nothing of the lead's own form."""

    candidacy_id: str
    lead: str
    tender_id: str
    tender_title: str
    buyer_name: str
    lots: list[int]
    grouping: GroupingIn
    consent: ConsentOut
    is_frozen: bool = Field(description="Composition arrêtée : la candidature est confirmée (R2142-26).")

    @classmethod
    def of(cls, invitation: Invitation) -> Self:
        """Write an invitation."""
        shown = content_out(FormContent(grouping=invitation.grouping)).grouping
        assert shown is not None, "an invitation has a group"  # noqa: S101 - programmer error, not input
        own = next((m for m in invitation.grouping.members if m.number.value == str(invitation.consent.member)), None)
        return cls(
            candidacy_id=str(invitation.lead.candidacy_id),
            lead=str(invitation.lead.siret),
            tender_id=str(invitation.tender.tender_id),
            tender_title=invitation.tender.title,
            buyer_name=invitation.tender.buyer_name,
            lots=[] if own is None else list(own.lots),
            grouping=shown,
            consent=ConsentOut.of(invitation.consent),
            is_frozen=invitation.is_frozen,
        )


def grouping_routes(app: MpsApp) -> APIRouter:
    """Make the routes of groups."""
    router = service_router(tags=["Groupements"])

    @router.post("/candidacies/{candidacy_id}/grouping/invitations", response_model=ConsentsOut)
    def invite(candidacy_id: str, act: Submitter) -> Response:
        """Demander l'accord de chaque membre pour la composition enregistrée."""
        identifier = CandidacyId.parse(candidacy_id)

        def work(uow: UnitOfWork) -> Answer:
            consents = invite_members(identifier, uow=uow)
            return answer(ConsentsOut(items=[ConsentOut.of(each) for each in consents]))

        return app.commands.run(act, work)

    @router.get("/invitations")
    def listed(
        request: Request,
        principal: Reader,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Page[InvitationOut]:
        """Lister les groupements qui demandent l'accord de son entreprise."""
        after = None if cursor is None else CandidacyId.parse(decode_cursor(cursor))
        with app.open_uow(scope_of(request, principal)) as uow:
            found = list_invitations(after=after, limit=limit + 1, uow=uow)
        shown = [InvitationOut.of(each) for each in found[:limit]]
        more = len(found) > limit
        return PageRequest(None, limit).page(shown, last_key=shown[-1].candidacy_id if more else None)

    return router


def invitation_routes(app: MpsApp) -> APIRouter:
    """Make the routes by which a member reads what it is asked, and answers."""
    router = service_router(tags=["Groupements"])

    @router.get("/invitations/{candidacy_id}")
    def read(candidacy_id: str, request: Request, principal: Reader) -> InvitationOut:
        """Lire la composition pour laquelle l'accord est demandé."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return InvitationOut.of(read_invitation(CandidacyId.parse(candidacy_id), uow=uow))

    @router.post("/invitations/{candidacy_id}/answer", response_model=ConsentOut)
    def reply(candidacy_id: str, body: InvitationAnswerIn, act: Submitter) -> Response:
        """Donner ou refuser son accord ; l'accord ouvre la candidature du membre, rassemblée de la même façon."""
        command = AnswerInvitation(CandidacyId.parse(candidacy_id), body.accepts, body.composition, body.reason)

        def work(uow: UnitOfWork) -> Answer:
            return answer(ConsentOut.of(answer_invitation(command, uow=uow)))

        return app.commands.run(act, work)

    return router
