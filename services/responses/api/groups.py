"""Routes of groups of companies (groupements) before the opening: their members and consents, never their content."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field

from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.api.schemas import IdText
from services.responses.domain.group import MOST_MEMBERS, GroupId
from services.responses.handlers.groups import ProposeGroup, consent_to, own_group, propose_group
from services.responses.ports import UnitOfWork
from shared.http.act import Act, act_of
from shared.http.commands import Answer, answer
from shared.http.given import Given
from shared.http.routing import uncounted_router
from shared.http.security import authenticated
from shared.http.written import AsText, Written
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret

CompanyAct = Annotated[Act, Depends(act_of(Right.SUBMIT))]
Digest = Annotated[str, Field(min_length=64, max_length=64, description="SHA-256 de la composition, en hexadécimal.")]


class GroupIn(Given):
    """A group that its lead proposes; its composition itself stays sealed in the response."""

    tender_id: IdText
    members: list[str] = Field(min_length=1, max_length=MOST_MEMBERS, description="SIRET des autres membres.")
    composition_sha256: Digest


class ConsentIn(Given):
    """The composition that a member read and consents to."""

    composition_sha256: Digest


class ConsentOut(Written):
    """A consent."""

    siret: AsText
    at: AwareDatetime


class GroupOut(Written):
    """A group as its members see it."""

    group_id: AsText
    tender_id: AsText
    lead: AsText
    members: list[AsText]
    composition_sha256: str
    proposed_at: AwareDatetime
    consents: list[ConsentOut]
    awaited: list[AsText] = Field(description="SIRET des membres dont le consentement manque encore.")


def groups_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of groups."""
    router = uncounted_router(tags=["Groupements"])

    @router.post("/groups", status_code=201, response_model=GroupOut)
    def propose(body: GroupIn, act: CompanyAct) -> Response:
        """Proposer un groupement dont on est le mandataire ; ses membres y consentent, chacun pour son SIRET."""
        members = [Siret.parse(member) for member in body.members]
        command = ProposeGroup(TenderId.parse(body.tender_id), members, body.composition_sha256)

        def work(uow: UnitOfWork) -> Answer:
            group = propose_group(command, uow=uow)
            return answer(GroupOut.of(group), location=f"/responses/groups/{group.group_id}")

        return app.commands.run(act, work, status=201)

    @router.post("/groups/{group_id}/consents", response_model=GroupOut)
    def consent(group_id: str, body: ConsentIn, act: CompanyAct) -> Response:
        """Consentir, comme membre, à la composition que l'on a lue."""
        identifier = GroupId.parse(group_id)
        return app.commands.run(act, lambda uow: GroupOut.of(consent_to(identifier, body.composition_sha256, uow=uow)))

    @router.get("/groups/{group_id}", response_model=GroupOut)
    def group(
        group_id: str, request: Request, principal: Annotated[Principal, Depends(authenticated(Right.SUBMIT))]
    ) -> GroupOut:
        """Lire un groupement dont on est membre."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return GroupOut.of(own_group(GroupId.parse(group_id), uow=uow))

    return router
