"""Routes of groups of companies (groupements) before the opening: their members and consents, never their content."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, Field

from shared.http.act import Act, act_of
from shared.http.commands import Answer, Commands, answer
from shared.http.given import Given
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.routing import uncounted_router
from shared.http.security import authenticated
from shared.http.written import AsText, Written
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret
from shared.registers.group import MOST_MEMBERS, GroupId, GroupPlace
from shared.registers.group_acts import (
    ProposeGroup,
    acting_company,
    consent_to,
    own_group,
    own_groups,
    propose_group,
    withdraw_consent,
)

Company = Annotated[Principal, Depends(authenticated(Right.SUBMIT))]
Open = Callable[[Request, Principal], AbstractContextManager[Any]]
CompanyAct = Annotated[Act, Depends(act_of(Right.SUBMIT))]
Digest = Annotated[str, Field(min_length=64, max_length=64, description="SHA-256 de la composition, en hexadécimal.")]


class GroupApp(Protocol):
    """What the routes need of a service."""

    @property
    def commands(self) -> Commands[Any]:
        """The runner of commands."""

    def check_consultation(self, tender_id: TenderId, uow: Any) -> None:  # noqa: ANN401 - the unit of work of the service
        """Refuse what is no consultation here."""


class GroupIn(Given):
    """A group that its lead proposes; its composition itself stays sealed in the response."""

    tender_id: str = Field(min_length=36, max_length=36)
    members: list[str] = Field(min_length=1, max_length=MOST_MEMBERS, description="SIRET des autres membres.")
    composition_sha256: Digest


class ConsentIn(Given):
    """The composition that a member read and consents to."""

    composition_sha256: Digest


class ConsentOut(Written):
    """A consent."""

    siret: AsText
    at: AwareDatetime
    withdrawn_at: AwareDatetime | None


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


class OwnGroupOut(GroupOut):
    """A group as one of its companies finds it in its list, with its own place there."""

    place: str = Field(default="", description="Place de votre entreprise : lead, awaited ou consented.")


def groups_router(app: GroupApp) -> APIRouter:
    """Build the routes of groups."""
    router = uncounted_router(tags=["Groupements"])

    @router.post("/groups", status_code=201, response_model=GroupOut)
    def propose(body: GroupIn, act: CompanyAct) -> Response:
        """Proposer un groupement dont on est le mandataire ; ses membres y consentent, chacun pour son SIRET."""
        members = [Siret.parse(member) for member in body.members]
        command = ProposeGroup(TenderId.parse(body.tender_id), members, body.composition_sha256)

        def work(uow: Any) -> Answer:  # noqa: ANN401 - the unit of work of the service
            app.check_consultation(command.tender_id, uow)
            group = propose_group(command, uow=uow)
            return answer(GroupOut.of(group), location=f"/responses/groups/{group.group_id}")

        return app.commands.run(act, work, status=201)

    @router.post("/groups/{group_id}/consents", response_model=GroupOut)
    def consent(group_id: str, body: ConsentIn, act: CompanyAct) -> Response:
        """Consentir, comme membre, à la composition que l'on a lue."""
        identifier = GroupId.parse(group_id)
        return app.commands.run(act, lambda uow: GroupOut.of(consent_to(identifier, body.composition_sha256, uow=uow)))

    @router.post("/groups/{group_id}/withdrawal", response_model=GroupOut)
    def withdraw(group_id: str, act: CompanyAct) -> Response:
        """Retirer son consentement ; l'accusé d'un dépôt déjà reçu garde les consentements de son instant."""
        identifier = GroupId.parse(group_id)
        return app.commands.run(act, lambda uow: GroupOut.of(withdraw_consent(identifier, uow=uow)))

    return router


def own_groups_router(open_uow: Open) -> APIRouter:
    """Build the routes by which a company finds its groups."""
    router = uncounted_router(tags=["Groupements"])

    @router.get("/groups")
    def groups(
        request: Request,
        principal: Company,
        page: Annotated[PageRequest, Depends(page_request)],
        place: Annotated[
            GroupPlace | None,
            Query(description="Seulement ceux qui attendent mon consentement (awaited), l'ont, ou que je mène."),
        ] = None,
    ) -> Page[OwnGroupOut]:
        """Lire les groupements de son entreprise, du plus ancien au plus récent."""
        company, after = acting_company(principal), id_after(page, GroupId)
        with open_uow(request, principal) as uow:
            found = own_groups(place, after=after, limit=page.limit + 1, uow=uow)
            return page_of(
                page,
                found,
                show=lambda one: OwnGroupOut.of(one, place=one.place_of(company)),
                key=lambda one: one.group_id,
            )

    @router.get("/groups/{group_id}", response_model=GroupOut)
    def group(group_id: str, request: Request, principal: Company) -> GroupOut:
        """Lire un groupement dont on est membre."""
        with open_uow(request, principal) as uow:
            return GroupOut.of(own_group(GroupId.parse(group_id), uow=uow))

    return router
