"""Whether a buyer sees how many responses its consultations have received: off unless it decided otherwise, beforehand.

Before the closing nothing shows whether anybody has answered. A buyer may choose to see the number of deposits, and
nothing else; the choice counts for the consultations that it publishes afterwards, which say so to companies, and never
for one that may already hold a deposit. Each choice is in the journal and in the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import NAMESPACE_URL, uuid5

from shared.kernel.clock import Clock
from shared.kernel.ids import Id
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.proof.log import Log, state_act
from shared.registers.envelope_acts import Scope
from shared.registers.register import Register


class CountPolicyId(Id):
    """The one choice of a buyer."""

    __slots__ = ()


class Counting(StrEnum):
    """What a buyer chose."""

    HIDDEN = "hidden"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPolicy:
    """The choice of a buyer, and who made it when; version 0 was never decided."""

    record_id: CountPolicyId
    parent: CountPolicyId
    organisation: Siret
    version: int = 0
    status: Counting = Counting.HIDDEN
    decided_at: datetime | None = None
    decided_by: str | None = None
    note: str | None = None

    @property
    def is_shown(self) -> bool:
        """Say whether the number is shown for consultations published from now on."""
        return self.status is Counting.SHOWN


class CountPolicyWork(Protocol):
    """A unit of work that holds the choices of buyers."""

    @property
    def scope(self) -> Scope:
        """On whose behalf the work is done."""

    @property
    def clock(self) -> Clock:
        """The real clock."""

    @property
    def log(self) -> Log:
        """The transparency log."""

    @property
    def count_policies(self) -> Register[CountPolicy]:
        """The choices of buyers."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal."""


def count_policy(buyer: Siret, *, uow: CountPolicyWork) -> CountPolicy:
    """Give the choice of a buyer."""
    identifier = CountPolicyId(uuid5(NAMESPACE_URL, f"urn:plis:count-policy:{buyer}"))
    undecided = CountPolicy(record_id=identifier, parent=identifier, organisation=buyer)
    return uow.count_policies.find(identifier) or undecided


def own_count_policy(*, uow: CountPolicyWork) -> CountPolicy:
    """Give the choice of the principal's organisation.

    Raises:
        Refused: `RSP-ORGANISATION-MISSING`.
    """
    organisation = uow.scope.principal.organisation
    if organisation is None:
        refuse("RSP-ORGANISATION-MISSING")
    return count_policy(organisation, uow=uow)


def decide_count_policy(chosen: Counting, note: str, *, expected_version: int, uow: CountPolicyWork) -> CountPolicy:
    """Choose for the consultations that will be published from now on.

    Raises:
        Refused: the right is missing, or `HTTP-VERSION-STALE`: another choice came between.
    """
    principal = uow.scope.principal
    principal.require(Right.PUBLISH)
    before = own_count_policy(uow=uow)
    decided = CountPolicy(
        record_id=before.record_id,
        parent=before.parent,
        organisation=before.organisation,
        version=expected_version + 1,
        status=chosen,
        decided_at=uow.clock.now(),
        decided_by=principal.subject,
        note=note,
    )
    if before.version == expected_version:
        uow.count_policies.keep(decided)
    current = own_count_policy(uow=uow)
    if current != decided:
        refuse("HTTP-VERSION-STALE", expected=expected_version, current=current.version)
    name = f"{decided.record_id}/{decided.version}"
    state_act(uow, "count_policy_decided", name, organisation=str(decided.organisation), counting=chosen.value)
    uow.record("count_policy_decided", str(decided.record_id), {"counting": chosen.value})
    return decided
