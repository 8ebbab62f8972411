"""Who may commit a company: what shows one's own power, and the delegations that the company records."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Self

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.mps.api.service import MpsApp, Reader, Submitter, scope_of
from services.mps.domain.companies import Representative
from services.mps.domain.representation import Delegation, DelegationId, Representation
from services.mps.handlers.representation import (
    RecordDelegation,
    list_delegations,
    my_representation,
    own_siren,
    record_delegation,
    representatives_of,
    revoke_delegation,
    show_representation,
)
from services.mps.ports import UnitOfWork
from shared.http.commands import Answer, answer
from shared.http.concurrency import in_file_thread, in_handler_thread
from shared.http.routing import service_router
from shared.kernel.siren import Siren
from shared.storage.unit_of_work import Scope

_Text = Annotated[str, Field(min_length=1, max_length=200)]


class DelegationIn(BaseModel):
    """A power given to an account."""

    model_config = ConfigDict(extra="forbid")

    holder: Annotated[_Text, Field(description="Identifiant du compte (« subject » de /mps/representation).")]
    holder_name: _Text
    scope: Annotated[str, Field(min_length=1, max_length=1000, description="Ce que la personne peut engager.")]
    first_day: date
    last_day: date | None = None


class DelegationOut(BaseModel):
    """A recorded power."""

    delegation_id: str
    holder: str
    holder_name: str
    given_by: str
    scope: str
    first_day: date
    last_day: date | None
    recorded_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, each: Delegation) -> Self:
        """Write a delegation."""
        return cls(
            delegation_id=str(each.delegation_id),
            holder=each.holder,
            holder_name=each.holder_name,
            given_by=each.given_by,
            scope=each.scope,
            first_day=each.first_day,
            last_day=each.last_day,
            recorded_at=each.recorded_at,
            revoked_at=each.revoked_at,
        )


class DelegationsOut(BaseModel):
    """The powers that a company recorded."""

    items: list[DelegationOut]


class ProofOut(BaseModel):
    """One thing that shows the power of a person."""

    basis: str
    detail: str
    until: date | None


class RepresentationOut(BaseModel):
    """What is known of one's own power to commit one's company."""

    siren: str
    subject: str
    basis: str = Field(description="certified, register, delegation ou declared, du plus sûr au moins sûr.")
    proofs: list[ProofOut]
    advice: str

    @classmethod
    def of(cls, found: Representation) -> Self:
        """Write what is known."""
        proofs = [ProofOut(basis=each.basis.value, detail=each.detail, until=each.until) for each in found.proofs]
        return cls(
            siren=str(found.siren), subject=found.holder, basis=found.basis.value, proofs=proofs, advice=found.advice
        )


def representation_routes(app: MpsApp) -> APIRouter:
    """Make the routes of representation."""
    router = service_router(tags=["Représentation de l'entreprise"])

    @router.get("/representation")
    async def mine(request: Request, principal: Reader) -> RepresentationOut:
        """Lire ce qui montre son pouvoir d'engager son entreprise : identité certifiée, registre, délégation."""
        scope = scope_of(request, principal)
        siren = await in_handler_thread(_siren, app, scope)
        # A place among files: the directory is asked over the network, outside any transaction.
        named = await in_file_thread(representatives_of, siren, directory=app.directory)
        return RepresentationOut.of(await in_handler_thread(_mine, app, scope, named))

    @router.post("/representation", response_model=RepresentationOut)
    async def show(request: Request, act: Submitter) -> Response:
        """Faire constater son pouvoir : les dépôts faits avec ce compte diront ce que les registres en montrent."""
        siren = await in_handler_thread(_siren, app, scope_of(request, act.principal))
        named = await in_file_thread(representatives_of, siren, directory=app.directory)

        def work(uow: UnitOfWork) -> Answer:
            return answer(RepresentationOut.of(show_representation(named, uow=uow)))

        return await in_handler_thread(partial(app.commands.run, act, work))

    _add_delegations(router, app)
    return router


def _add_delegations(router: APIRouter, app: MpsApp) -> None:
    @router.get("/delegations")
    def listed(request: Request, principal: Reader) -> DelegationsOut:
        """Lister les délégations de son entreprise."""
        with app.open_uow(scope_of(request, principal)) as uow:
            return DelegationsOut(items=[DelegationOut.of(each) for each in list_delegations(uow=uow)])

    @router.post("/delegations", status_code=201, response_model=DelegationOut)
    def record(body: DelegationIn, act: Submitter) -> Response:
        """Enregistrer une délégation."""
        command = RecordDelegation(body.holder, body.holder_name, body.scope, body.first_day, body.last_day)

        def work(uow: UnitOfWork) -> Answer:
            return answer(DelegationOut.of(record_delegation(command, uow=uow)))

        return app.commands.run(act, work, status=201)

    @router.post("/delegations/{delegation_id}/revocation", response_model=DelegationOut)
    def revoke(delegation_id: str, act: Submitter) -> Response:
        """Retirer une délégation."""
        identifier = DelegationId.parse(delegation_id)

        def work(uow: UnitOfWork) -> Answer:
            return answer(DelegationOut.of(revoke_delegation(identifier, uow=uow)))

        return app.commands.run(act, work)


def _siren(app: MpsApp, scope: Scope) -> Siren:
    with app.open_uow(scope) as uow:
        return own_siren(uow=uow)


def _mine(app: MpsApp, scope: Scope, named: tuple[Representative, ...]) -> Representation:
    with app.open_uow(scope) as uow:
        return my_representation(named, uow=uow)
