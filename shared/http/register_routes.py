"""Routes of registers: envelopes received by other means, destructions after the legal day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Protocol

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from shared.http.act import Act, act_of
from shared.http.commands import Answer, Commands, answer
from shared.http.pages import Page, PageRequest, id_after, page_of, page_request
from shared.http.register_outputs import DestructionOut, EnvelopeOut
from shared.http.routing import service_router
from shared.http.security import authenticated
from shared.kernel.clock import in_utc
from shared.kernel.ids import OpeningId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.siret import Siret
from shared.registers.envelope import EnvelopeAction, EnvelopeId, EnvelopeKind, Medium, Reason
from shared.registers.envelope_acts import (
    DecideEnvelope,
    RegisterEnvelope,
    Rulings,
    decide_envelope,
    envelopes_of,
    register_envelope,
)
from shared.registers.retention import Destruction, DestructionAction, DestructionId
from shared.registers.retention_acts import DecideDestruction

Custodian = Annotated[Act, Depends(act_of(Right.CUSTODIAN))]
Signatory = Annotated[Act, Depends(act_of(Right.SIGN))]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000)]


class RegisterApp(Protocol):
    """What the routes need of a service."""

    @property
    def commands(self) -> Commands[Any]:
        """The runner of commands."""

    def rulings(self, uow: Any) -> Rulings:  # noqa: ANN401 - the unit of work of the service
        """Give the rulings of the service in a unit of work."""

    def decide_destruction(self, command: DecideDestruction, uow: Any) -> Destruction:  # noqa: ANN401 - same
        """Decide of a proposed destruction."""

    def settle(self, opening_id: OpeningId | None) -> None:
        """Do outside the transaction what follows from a decision: erase bytes, end a ceremony's worker."""


_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(2200, 1, 1, tzinfo=UTC)
Open = Callable[[Request, Principal], AbstractContextManager[Any]]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EnvelopeIn(_In):
    """An envelope that came: from whom, on what, when in legal time; no lot means all of them."""

    kind: EnvelopeKind
    medium: Medium
    siret: Annotated[str, StringConstraints(max_length=20)]
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    lots: Annotated[list[Annotated[int, Field(ge=1, le=1000)]], Field(max_length=1000)] = []
    received_at: Annotated[AwareDatetime, Field(ge=_FIRST, lt=_LAST)]

    def to_command(self, tender_id: TenderId) -> RegisterEnvelope:
        """Read the command."""
        return RegisterEnvelope(
            tender_id=tender_id,
            kind=self.kind,
            medium=self.medium,
            siret=Siret.parse(self.siret),
            name=self.name,
            lots=tuple(sorted(set(self.lots))),
            received_at=in_utc(self.received_at),
        )


class EnvelopeDecisionIn(_In):
    """What is decided of an envelope; a copy is opened for one of the four reasons of annexe 6, and no other."""

    action: EnvelopeAction
    reason: Reason | None = None
    document: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        default=None, description="Pour « unreadable » : le document que personne ne peut ouvrir dans le pli ouvert."
    )
    note: Note


class DestructionDecisionIn(_In):
    """What is decided of a proposed destruction."""

    destroy: bool
    note: Note


def envelope_router(app: RegisterApp, open_uow: Open) -> APIRouter:
    """Build the routes of the register of envelopes."""
    router = service_router(tags=["Registre des plis sur papier et des copies de sauvegarde"])

    @router.post("/consultations/{tender_id}/envelopes", status_code=201, response_model=EnvelopeOut)
    def register(tender_id: str, body: EnvelopeIn, act: Custodian) -> Response:
        """Inscrire au registre un pli ou une copie de sauvegarde reçus sur papier ou sur support physique."""
        command = body.to_command(TenderId.parse(tender_id))

        def work(uow: Any) -> Answer:  # noqa: ANN401 - the unit of work of the service
            rulings = app.rulings(uow)
            found = register_envelope(command, rulings=rulings, uow=uow)
            return answer(
                EnvelopeOut.of(found, rulings.place(found.parent).deadline), status=201, version=found.version
            )

        return app.commands.run(act, work, status=201)

    @router.get("/consultations/{tender_id}/envelopes")
    def envelopes(
        tender_id: str,
        request: Request,
        principal: Annotated[Principal, Depends(authenticated())],
        page: Annotated[PageRequest, Depends(page_request)],
    ) -> Page[EnvelopeOut]:
        """Lire le registre ; avant la clôture, seulement ce que les agents y ont inscrit eux-mêmes."""
        identifier, after = TenderId.parse(tender_id), id_after(page, EnvelopeId)
        with open_uow(request, principal) as uow:
            rulings = app.rulings(uow)
            found = envelopes_of(identifier, after=after, rulings=rulings, uow=uow)
            place = rulings.place(identifier)
            return page_of(
                page, found, show=lambda one: EnvelopeOut.of(one, place.deadline), key=lambda one: one.record_id
            )

    return router


def decisions_router(app: RegisterApp) -> APIRouter:
    """Build the route by which an agent decides of an envelope."""
    router = service_router(tags=["Registre des plis sur papier et des copies de sauvegarde"])

    @router.post("/envelopes/{envelope_id}/decisions", response_model=EnvelopeOut)
    def decide(envelope_id: str, body: EnvelopeDecisionIn, act: Custodian) -> Response:
        """Ouvrir un pli, l'écarter pour le programme malveillant qu'il contient, ou noter sa destruction (If-Match)."""
        command = DecideEnvelope(
            envelope_id=EnvelopeId.parse(envelope_id),
            expected_version=act.required_version(),
            action=body.action,
            reason=body.reason,
            note=body.note,
            document=body.document,
        )

        ceremonies: list[OpeningId | None] = []

        def work(uow: Any) -> Answer:  # noqa: ANN401 - the unit of work of the service
            rulings = app.rulings(uow)
            found = decide_envelope(command, rulings=rulings, uow=uow)
            ceremonies[:] = [found.opening_id]
            return answer(EnvelopeOut.of(found, rulings.place(found.parent).deadline), version=found.version)

        response = app.commands.run(act, work)
        app.settle(ceremonies[0] if ceremonies else None)
        return response

    return router


def retention_router(app: RegisterApp, open_uow: Open) -> APIRouter:
    """Build the routes of destructions."""
    router = service_router(tags=["Conservation et destruction des plis"])

    @router.get("/destructions")
    def destructions(
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(Right.SIGN))],
        page: Annotated[PageRequest, Depends(page_request)],
    ) -> Page[DestructionOut]:
        """Lire les destructions proposées par le service, décidées et faites."""
        after = id_after(page, DestructionId)
        with open_uow(request, principal) as uow:
            found = uow.destructions.page(after=after, limit=page.limit + 1)
            return page_of(page, found, show=DestructionOut.of, key=lambda one: one.record_id)

    @router.post("/destructions/{destruction_id}/decision", response_model=DestructionOut)
    def decide(destruction_id: str, body: DestructionDecisionIn, act: Signatory) -> Response:
        """Détruire ce qui est proposé, ou le garder (If-Match) ; rien ne part avant sa date légale."""
        action = DestructionAction.DESTROY if body.destroy else DestructionAction.KEEP
        identifier, version = DestructionId.parse(destruction_id), act.required_version()
        command = DecideDestruction(identifier, version, action, body.note)

        def work(uow: Any) -> Answer:  # noqa: ANN401 - the unit of work of the service
            found = app.decide_destruction(command, uow)
            return answer(DestructionOut.of(found), version=found.version)

        response = app.commands.run(act, work)
        app.settle(None)
        return response

    return router
