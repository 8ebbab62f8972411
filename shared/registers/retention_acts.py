"""Destroying what was received after its legal day: the service proposes, an agent decides, then bytes are erased."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Protocol

from shared.contracts.tenders import ContractFacts
from shared.contracts.tenders_awards import ContractCancelledV1
from shared.kernel.clock import Clock
from shared.kernel.ids import ContractId, DepositId, Ids, TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import Refused, refuse
from shared.kernel.siret import Siret
from shared.legal import LegalTable
from shared.proof.canonical import Json
from shared.proof.log import Log, state_act
from shared.registers.envelope_acts import Scope
from shared.registers.register import Register
from shared.registers.retention import (
    Destruction,
    DestructionAction,
    DestructionId,
    DestructionStatus,
    Signature,
    SignatureStatus,
    check_due,
    kept_until,
    years_later,
)

RETENTION: Final = "conservation.candidatures_offres"
RETENTION_ENDED: Final = "conservation.sans_suite"
_GROUND: Final = "R2184-12"


@dataclass(frozen=True, slots=True)
class Held:
    """Something received that is still there: who sent it, the lots that it answers (None: all), its digests."""

    held_id: DepositId
    holder: Siret
    answered: frozenset[int | None]
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Where things are held: a consultation, its procedure (whose contracts are signed), its lots, its legal day.

    ``ended``: the legal day on which each lot of the procedure that was given up ended (R2185-1).
    """

    place: TenderId
    procedure: TenderId
    organisation: Siret
    lots: tuple[int, ...]
    today: date
    ended: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Erasable:
    """What is to be erased of a destruction: sealed bytes by blob, opened ones by name."""

    destruction_id: DestructionId
    blobs: tuple[str, ...]
    opened: tuple[str, ...]


class Holdings(Protocol):
    """What a service holds."""

    def held(self, place: TenderId) -> Sequence[Held]:
        """Give what is held at a place and was not ordered to be destroyed, whoever asks."""

    def destroy(self, held: Collection[DepositId], *, at: datetime) -> None:
        """Note that bytes are to be erased; nothing gives them from now on."""

    def bytes_of(self, held: Collection[DepositId]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the blobs and the opened files of what is to be erased."""


class RetentionWork(Protocol):
    """A unit of work that holds things for years."""

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
    def signatures(self) -> Register[Signature]:
        """The signed contracts of procedures."""

    @property
    def destructions(self) -> Register[Destruction]:
        """Destructions."""

    @property
    def holdings(self) -> Holdings:
        """What is held."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal."""


@dataclass(frozen=True, slots=True)
class DecideDestruction:
    """Command: destroy what is proposed, or keep it."""

    destruction_id: DestructionId
    expected_version: int
    action: DestructionAction
    note: str


def keep_signature(event: ContractFacts, uow: RetentionWork) -> None:
    """Keep that a contract was signed, the day from which responses are kept, or that it was cancelled."""
    is_cancelled = isinstance(event, ContractCancelledV1)
    uow.signatures.keep(
        Signature(
            record_id=ContractId.parse(event.contract_id),
            parent=TenderId.parse(event.tender_id),
            organisation=Siret.parse(event.buyer_siret),
            version=event.aggregate_version,
            status=SignatureStatus.CANCELLED if is_cancelled else SignatureStatus.SIGNED,
            lot_number=event.lot.number,
            signed_on=date.fromisoformat(event.signed_on),
            contractor=Siret.parse(event.contractor.siret),
        )
    )


def check_kept(
    kept: Kept, holder: Siret, answered: Collection[int | None], *, law: LegalTable, uow: RetentionWork
) -> date:
    """Check that what a company sent may be destroyed today; give its last legal day.

    Raises:
        Refused: as ``check_due``.
    """
    signed = uow.signatures.of(kept.procedure)
    ended = {lot: years_later(day, law.value(RETENTION_ENDED, on=day).whole) for lot, day in kept.ended.items()}
    last = kept_until(answered, kept.lots, signed, years=lambda day: law.value(RETENTION, on=day).whole, ended=ended)
    return check_due(last, is_contractor=holder in {one.contractor for one in signed}, today=kept.today)


def propose_destruction(kept: Kept, *, law: LegalTable, uow: RetentionWork) -> Destruction | None:
    """Propose to destroy what has passed its legal day at a place; what was decided to keep is not asked again."""
    pending = {DestructionStatus.PROPOSED, DestructionStatus.KEPT}
    asked = {held for one in uow.destructions.of(kept.place) if one.status in pending for held in one.deposits}
    left = [held for held in uow.holdings.held(kept.place) if held.held_id not in asked]
    due = [(held.held_id, last) for held in left if (last := _due(kept, held, law, uow))]
    if not due:
        return None
    proposed = _destruction(kept.place, kept.organisation, [held_id for held_id, _ in due], _GROUND, uow)
    proposed = replace(proposed, due_on=max(last for _, last in due))
    uow.destructions.add(proposed)
    uow.record("destruction_proposed", str(proposed.record_id), {"held": str(len(due))})
    return proposed


def decide_destruction(command: DecideDestruction, *, kept: Kept, law: LegalTable, uow: RetentionWork) -> Destruction:
    """Decide of a proposal; what is destroyed is checked once more, and the act enters the log.

    Raises:
        Refused: a version that changed, an act done before, or a legal day that is not known or has not passed.
    """
    uow.scope.principal.require(Right.SIGN)
    found = uow.destructions.lock(command.destruction_id, unknown="KEEP-UNKNOWN")
    if found.version != command.expected_version:
        refuse("HTTP-VERSION-STALE", expected=command.expected_version, current=found.version)
    moved = found.moved(command.action)
    decided = replace(moved, decided_at=uow.clock.now(), decided_by=uow.scope.principal.subject, note=command.note)
    if decided.status is DestructionStatus.ORDERED:
        held = [one for one in uow.holdings.held(found.parent) if one.held_id in found.deposits]
        for one in held:
            check_kept(kept, one.holder, one.answered, law=law, uow=uow)
        _order(decided, held, uow)
    uow.destructions.save(decided)
    uow.record("destruction_decided", str(decided.record_id), {"action": command.action.value})
    return decided


def order_destruction(
    place: TenderId, organisation: Siret, *, ground: str, held: Iterable[Held], uow: RetentionWork
) -> None:
    """Order a destruction that needs no further decision: copies that the law destroys, exercises."""
    gone = list(held)
    if gone:
        proposed = _destruction(place, organisation, [one.held_id for one in gone], ground, uow)
        ordered = replace(proposed, status=DestructionStatus.ORDERED)
        uow.destructions.add(ordered)
        _order(ordered, gone, uow)


def to_erase(*, uow: RetentionWork) -> Sequence[Erasable]:
    """Give what was ordered and is not erased yet; repeating an erasure changes nothing."""
    ordered = uow.destructions.standing(DestructionStatus.ORDERED)
    return [Erasable(one.record_id, *uow.holdings.bytes_of(one.deposits)) for one in ordered]


def note_erased(destruction_id: DestructionId, *, uow: RetentionWork) -> None:
    """Note that the bytes of a destruction are gone."""
    ordered = uow.destructions.lock(destruction_id, unknown="KEEP-UNKNOWN")
    if ordered.status is DestructionStatus.ORDERED:
        uow.destructions.save(ordered.moved(DestructionAction.ERASE))
        uow.record("destruction_erased", str(destruction_id), {"held": str(len(ordered.deposits))})


def _due(kept: Kept, held: Held, law: LegalTable, uow: RetentionWork) -> date | None:
    try:
        return check_kept(kept, held.holder, held.answered, law=law, uow=uow)
    except Refused:
        return None  # too early, or for ever: nothing is proposed


def _destruction(
    place: TenderId, organisation: Siret, held: Iterable[DepositId], ground: str, uow: RetentionWork
) -> Destruction:
    return Destruction(
        record_id=uow.ids.new(DestructionId),
        parent=place,
        organisation=organisation,
        version=1,
        status=DestructionStatus.PROPOSED,
        ground=ground,
        deposits=tuple(held),
        due_on=None,
        proposed_at=uow.clock.now(),
    )


def _order(ordered: Destruction, gone: Sequence[Held], uow: RetentionWork) -> None:
    uow.holdings.destroy(ordered.deposits, at=uow.clock.now())
    held: list[Json] = [{"deposit_id": str(one.held_id), "sha256": list(one.digests)} for one in gone]
    facts: dict[str, Json] = {
        "destruction_id": str(ordered.record_id),
        "tender_id": str(ordered.parent),
        "ground": ordered.ground,
        "due_on": None if ordered.due_on is None else ordered.due_on.isoformat(),
    }
    state_act(uow, "responses_destroyed", f"destruction/{ordered.record_id}", **facts, deposits=held)
