"""Entering an envelope in its register, and deciding of it after the closing; every act enters the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, assert_never

from shared.kernel.clock import Clock
from shared.kernel.deadline import Deadline
from shared.kernel.ids import Ids, OpeningId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.proof.canonical import Json
from shared.proof.log import Log, state_act
from shared.registers.envelope import (
    Envelope,
    EnvelopeAction,
    EnvelopeId,
    EnvelopeKind,
    EnvelopeStatus,
    Medium,
    Reason,
)
from shared.registers.register import Register

UNKNOWN = "ENV-UNKNOWN"


class Scope(Protocol):
    """On whose behalf a unit of work runs."""

    @property
    def principal(self) -> Principal:
        """The author of the act."""


class EnvelopeWork(Protocol):
    """A unit of work that holds a register of envelopes."""

    @property
    def scope(self) -> Scope:
        """On whose behalf the work is done."""

    @property
    def clock(self) -> Clock:
        """The real clock."""

    @property
    def ids(self) -> Ids:
        """The maker of identifiers."""

    @property
    def log(self) -> Log:
        """The transparency log."""

    @property
    def envelopes(self) -> Register[Envelope]:
        """The register."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal."""


@dataclass(frozen=True, slots=True)
class Place:
    """The consultation of a register: whose it is, its lots, its deadline, its legal time now, whether it is closed."""

    tender_id: TenderId
    organisation: Siret
    lots: frozenset[int]
    deadline: Deadline
    legal_now: datetime
    is_closed: bool


class Rulings(Protocol):
    """What a service decides of the envelopes of its consultations."""

    def place(self, tender_id: TenderId) -> Place:
        """Hold a consultation of the principal's organisation, or refuse."""

    def check_closed(self, tender_id: TenderId) -> None:
        """Refuse while anything may still be received."""

    def reason(self, copy: Envelope, asked: Reason | None, document: str | None) -> Reason:
        """Check the reason for which a copy is opened, and the document that nobody can read, or refuse."""

    def ceremony(self, paper: Envelope) -> OpeningId:
        """Give the ceremony in which a response on paper may be opened now, or refuse."""

    def check_destruction(self, envelope: Envelope) -> None:
        """Check that an envelope is to be destroyed, or refuse."""

    def follow(self, envelope: Envelope, action: EnvelopeAction) -> None:
        """Do what follows from a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEnvelope:
    """Command: note an envelope that came, when (legal time), how and from whom."""

    tender_id: TenderId
    kind: EnvelopeKind
    medium: Medium
    siret: Siret
    name: str
    lots: tuple[int, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideEnvelope:
    """Command: open an envelope, set it aside for the malware that it holds, or note its destruction.

    ``document`` names what an agent could not open in an electronic response whose seal opened.
    """

    envelope_id: EnvelopeId
    expected_version: int
    action: EnvelopeAction
    reason: Reason | None
    note: str
    document: str | None = None


def register_envelope(command: RegisterEnvelope, *, rulings: Rulings, uow: EnvelopeWork) -> Envelope:
    """Enter an envelope: a fact, whatever becomes of it; a late one is kept and said to be late.

    Raises:
        Refused: another buyer's consultation, an unknown lot, an hour in the future, or a medium that is not received
            by hand.
    """
    uow.scope.principal.require(Right.CUSTODIAN)
    place = rulings.place(command.tender_id)
    if command.medium is Medium.ELECTRONIC:
        refuse("ENV-MEDIUM")
    if not place.lots.issuperset(command.lots):
        refuse("ENV-LOT", lots=", ".join(map(str, sorted(place.lots))))
    if command.received_at > place.legal_now:
        refuse("ENV-TIME")
    return enter_envelope(command, place.organisation, reception=None, uow=uow)


def enter_envelope(
    command: RegisterEnvelope, organisation: Siret, *, reception: TenderId | None, uow: EnvelopeWork
) -> Envelope:
    """Add the next line of a register; the caller holds its consultation.

    What came by hand and what came electronically are numbered apart: a gap would tell that the other exists.
    """
    alike = [one for one in uow.envelopes.of(command.tender_id) if (one.reception is None) == (reception is None)]
    envelope = Envelope(
        record_id=uow.ids.new(EnvelopeId),
        parent=command.tender_id,
        organisation=organisation,
        version=1,
        status=EnvelopeStatus.SEALED,
        kind=command.kind,
        medium=command.medium,
        number=len(alike) + 1,
        siret=command.siret,
        name=command.name,
        lots=command.lots,
        received_at=command.received_at,
        registered_at=uow.clock.now(),
        registered_by=uow.scope.principal.subject,
        reception=reception,
    )
    uow.envelopes.add(envelope)
    _state(envelope, "envelope_registered", uow)
    return envelope


def envelopes_of(
    tender_id: TenderId, *, after: EnvelopeId | None = None, rulings: Rulings, uow: EnvelopeWork
) -> Sequence[Envelope]:
    """Give the register of a consultation after a line; before its closing, only what agents entered themselves.

    What is hidden is left out before anything is counted: no page tells that it is there.
    """
    is_closed = rulings.place(tender_id).is_closed
    shown = [one for one in uow.envelopes.of(tender_id) if is_closed or one.reception is None]
    return [one for one in shown if after is None or one.record_id > after]


def decide_envelope(command: DecideEnvelope, *, rulings: Rulings, uow: EnvelopeWork) -> Envelope:
    """Decide of an envelope, after the closing only.

    Raises:
        Refused: nothing is closed, a version that changed, an act that the register or the law excludes.
    """
    uow.scope.principal.require(Right.CUSTODIAN)
    envelope = uow.envelopes.lock(command.envelope_id, unknown=UNKNOWN)
    rulings.check_closed(envelope.parent)
    if envelope.version != command.expected_version:
        refuse("HTTP-VERSION-STALE", expected=command.expected_version, current=envelope.version)
    note = command.note if command.document is None else f"{command.document} : {command.note}"
    decided = envelope.decided(command.action, by=uow.scope.principal.subject, at=uow.clock.now(), note=note)
    match command.action:
        case EnvelopeAction.OPEN if envelope.kind is EnvelopeKind.BACKUP_COPY:
            decided = replace(decided, reason=rulings.reason(envelope, command.reason, command.document))
        case EnvelopeAction.OPEN:
            decided = replace(decided, opening_id=rulings.ceremony(envelope))
        case EnvelopeAction.DESTROY:
            rulings.check_destruction(envelope)
        case EnvelopeAction.SET_ASIDE:
            pass
        case _:
            assert_never(command.action)
    uow.envelopes.save(decided)
    _state(decided, f"envelope_{decided.status.value}", uow)
    rulings.follow(decided, command.action)
    return decided


def _state(envelope: Envelope, act: str, uow: EnvelopeWork) -> None:
    facts: dict[str, Json] = {
        "envelope_id": str(envelope.record_id),
        "tender_id": str(envelope.parent),
        "envelope_kind": envelope.kind.value,
        "medium": envelope.medium.value,
        "number": envelope.number,
        "siret": str(envelope.siret),
        "received_at": str(envelope.received_at),
        "reason": None if envelope.reason is None else envelope.reason.value,
    }
    state_act(uow, act, f"{envelope.record_id}/{envelope.version}", **facts)
    uow.record(act, str(envelope.record_id), {"medium": envelope.medium.value})
