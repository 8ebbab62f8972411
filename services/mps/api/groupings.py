"""Groups and subcontractors: the candidate asks them, each answers under its own SIRET."""

from collections.abc import Sequence
from typing import Annotated, Final, Protocol, Self

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.mps.api.form_inputs import GroupingIn, SubcontractorIn
from services.mps.api.form_outputs import ConsentOut, content_out
from services.mps.api.service import MpsApp, Reader, Submitter, scope_of
from services.mps.domain.form import FormContent
from services.mps.domain.grouping import Consent
from services.mps.handlers.groupings import (
    AnswerInvitation,
    Invitation,
    answer_invitation,
    invite_members,
    invite_subcontractors,
    list_invitations,
    read_invitation,
)
from services.mps.ports import UnitOfWork
from shared.http.act import Act
from shared.http.commands import Answer, answer
from shared.http.pages import Page, PageRequest, decode_cursor
from shared.http.routing import service_router
from shared.kernel.ids import CandidacyId

_NOTICE: Final = (
    "Votre accord ouvre votre propre candidature à cette consultation. Quand vous l'aurez confirmée, et après "
    "l'ouverture des plis, l'acheteur la lira avec celle du candidat qui vous nomme et pourra interroger les "
    "administrations."
)


class _Invite(Protocol):
    def __call__(self, candidacy_id: CandidacyId, *, uow: UnitOfWork) -> Sequence[Consent]: ...


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
    """What a party reads: the group, or what is said of it alone, and the consultation; nothing else of the lead."""

    candidacy_id: str
    lead: str
    tender_id: str
    tender_title: str
    buyer_name: str
    lots: list[int]
    role: str = Field(description="member ou subcontractor.")
    grouping: GroupingIn | None = Field(description="Le groupement, pour un membre.")
    subcontracting: SubcontractorIn | None = Field(description="Ce qui est déclaré du sous-traitant, pour lui seul.")
    consent: ConsentOut
    notice: str = Field(default=_NOTICE, description="Ce que l'accord emporte.")
    is_frozen: bool = Field(description="Composition arrêtée : la candidature est confirmée (R2142-26).")

    @classmethod
    def of(cls, invitation: Invitation) -> Self:
        """Write an invitation."""
        group, engaged = invitation.grouping, invitation.subcontracting
        shown = content_out(FormContent(grouping=group, subcontractors=() if engaged is None else (engaged,)))
        members = () if group is None else group.members
        own = next((each for each in members if each.number.value == str(invitation.consent.member)), engaged)
        return cls(
            candidacy_id=str(invitation.lead.candidacy_id),
            lead=str(invitation.lead.siret),
            tender_id=str(invitation.tender.tender_id),
            tender_title=invitation.tender.title,
            buyer_name=invitation.tender.buyer_name,
            lots=[] if own is None else list(own.lots),
            role=invitation.consent.role.value,
            grouping=shown.grouping,
            subcontracting=next(iter(shown.subcontractors), None),
            consent=ConsentOut.of(invitation.consent),
            is_frozen=invitation.is_frozen,
        )


def grouping_routes(app: MpsApp) -> APIRouter:
    """Make the routes of groups."""
    router = service_router(tags=["Groupements"])

    @router.post("/candidacies/{candidacy_id}/grouping/invitations", response_model=ConsentsOut)
    def invite(candidacy_id: str, act: Submitter) -> Response:
        """Demander l'accord de chaque membre pour la composition enregistrée."""
        return _invited(app, act, candidacy_id, invite_members)

    @router.post("/candidacies/{candidacy_id}/subcontractors/invitations", response_model=ConsentsOut)
    def invite_others(candidacy_id: str, act: Submitter) -> Response:
        """Demander à chaque sous-traitant déclaré son accord et sa propre candidature (R2193-1)."""
        return _invited(app, act, candidacy_id, invite_subcontractors)

    @router.get("/invitations")
    def listed(
        request: Request,
        principal: Reader,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> Page[InvitationOut]:
        """Lister les candidats qui demandent l'accord de son entreprise : membre de groupement ou sous-traitant."""
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
        """Lire ce pour quoi l'accord est demandé : le groupement, ou la sous-traitance."""
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


def _invited(app: MpsApp, act: Act, candidacy_id: str, invite: _Invite) -> Response:
    identifier = CandidacyId.parse(candidacy_id)

    def work(uow: UnitOfWork) -> Answer:
        consents = invite(identifier, uow=uow)
        return answer(ConsentsOut(items=[ConsentOut.of(each) for each in consents]))

    return app.commands.run(act, work)
