"""Groups of companies: proposed by their lead, consented to by each member; nobody else ever sees them (R2142-23)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.kernel.clock import Clock
from shared.kernel.ids import Ids, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.registers.envelope_acts import Scope
from shared.registers.group import Group, GroupId, GroupPlace
from shared.registers.register import Register


class Groups(Register[Group], Protocol):
    """Groups, whoever leads them."""

    def of_company(
        self, company: Siret, place: GroupPlace | None, *, after: GroupId | None, limit: int
    ) -> Sequence[Group]:
        """Give the groups in which a company stands so, or anyhow, by identifier and after one."""


class GroupWork(Protocol):
    """A unit of work that holds groups."""

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
    def groups(self) -> Groups:
        """The groups."""

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write an act in the journal."""


@dataclass(frozen=True, slots=True)
class ProposeGroup:
    """A lead (mandataire) names the members of a group and the digest of the composition that they all read."""

    tender_id: TenderId
    members: Sequence[Siret]
    composition_sha256: str


def propose_group(command: ProposeGroup, *, uow: GroupWork) -> Group:
    """Keep a group whose lead is the principal's company; the caller has found its consultation.

    Raises:
        Refused: `RSP-GROUP-MEMBERS`: no member, or one named twice.
    """
    group = Group(
        group_id=uow.ids.new(GroupId),
        tender_id=command.tender_id,
        lead=acting_company(uow.scope.principal),
        members=tuple(command.members),
        composition_sha256=command.composition_sha256,
        proposed_at=uow.clock.now(),
    )
    uow.groups.add(group)
    uow.record("group_proposed", str(group.group_id), {"members": str(len(group.members))})
    return group


def consent_to(group_id: GroupId, composition_sha256: str, *, uow: GroupWork) -> Group:
    """Keep the consent of the principal's company to the composition that it read; repeating it changes nothing.

    Raises:
        Refused: `RSP-NOT-FOUND` for who is no member, `RSP-GROUP-DIFFERS`: another composition was read.
    """
    company, group = acting_company(uow.scope.principal), uow.groups.lock(group_id, unknown="RSP-NOT-FOUND")
    if company not in group.members:
        refuse("RSP-NOT-FOUND")
    if composition_sha256 != group.composition_sha256:
        refuse("RSP-GROUP-DIFFERS", article="R2142-23")
    agreed = group.with_consent(company, uow.clock.now())
    if agreed != group:
        uow.groups.save(agreed)
        uow.record("group_consented", str(group_id), {})
    return agreed


def withdraw_consent(group_id: GroupId, *, uow: GroupWork) -> Group:
    """Withdraw the consent of the principal's company; repeating it changes nothing.

    What the group has deposited stays as it was received: its receipt keeps the consents of its instant (R2142-26).

    Raises:
        Refused: `RSP-NOT-FOUND` for who is no member.
    """
    company, group = acting_company(uow.scope.principal), uow.groups.lock(group_id, unknown="RSP-NOT-FOUND")
    if company not in group.members:
        refuse("RSP-NOT-FOUND")
    left = group.without_consent(company, uow.clock.now())
    if left != group:
        uow.groups.save(left)
        uow.record("group_consent_withdrawn", str(group_id), {})
    return left


def own_groups(place: GroupPlace | None, *, after: GroupId | None, limit: int, uow: GroupWork) -> Sequence[Group]:
    """Give the groups of the principal's company in which it stands so, or anyhow."""
    return uow.groups.of_company(acting_company(uow.scope.principal), place, after=after, limit=limit)


def own_group(group_id: GroupId, *, uow: GroupWork) -> Group:
    """Read a group of the principal's company.

    Raises:
        Refused: `RSP-NOT-FOUND`, also for who is no member of it.
    """
    company, group = acting_company(uow.scope.principal), uow.groups.find(group_id)
    if group is None or group.place_of(company) is None:
        refuse("RSP-NOT-FOUND")
    return group


def acting_company(principal: Principal) -> Siret:
    """Give the company for which the principal acts.

    Raises:
        Refused: `RSP-ORGANISATION-MISSING`.
    """
    principal.require(Right.SUBMIT)
    if principal.organisation is None:
        refuse("RSP-ORGANISATION-MISSING")
    return principal.organisation
