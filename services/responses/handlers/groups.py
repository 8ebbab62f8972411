"""Groups of companies: proposed by their lead, consented to by each member; nobody else ever sees them (R2142-23)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.responses.domain.group import Group, GroupId
from services.responses.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class ProposeGroup:
    """A lead (mandataire) names the members of a group and the digest of the composition that they all read."""

    tender_id: TenderId
    members: Sequence[Siret]
    composition_sha256: str


def propose_group(command: ProposeGroup, *, uow: UnitOfWork) -> Group:
    """Keep a group whose lead is the principal's company.

    Raises:
        Refused: unknown consultation, no member, or one named twice.
    """
    consultation = uow.consultations.get(command.tender_id)
    group = Group(
        group_id=uow.ids.new(GroupId),
        tender_id=consultation.tender_id,
        lead=acting_company(uow),
        members=tuple(command.members),
        composition_sha256=command.composition_sha256,
        proposed_at=uow.clock.now(),
    )
    uow.groups.add(group)
    uow.record("group_proposed", str(group.group_id), {"members": str(len(group.members))})
    return group


def consent_to(group_id: GroupId, composition_sha256: str, *, uow: UnitOfWork) -> Group:
    """Keep the consent of the principal's company to the composition that it read; repeating it changes nothing.

    Raises:
        Refused: `RSP-NOT-FOUND` for who is no member, `RSP-GROUP-DIFFERS`: another composition was read.
    """
    company, group = acting_company(uow), uow.groups.lock(group_id, unknown="RSP-NOT-FOUND")
    if company not in group.members:
        refuse("RSP-NOT-FOUND")
    if composition_sha256 != group.composition_sha256:
        refuse("RSP-GROUP-DIFFERS", article="R2142-23")
    agreed = group.with_consent(company, uow.clock.now())
    if agreed != group:
        uow.groups.save(agreed)
        uow.record("group_consented", str(group_id), {})
    return agreed


def own_group(group_id: GroupId, *, uow: UnitOfWork) -> Group:
    """Read a group of the principal's company.

    Raises:
        Refused: `RSP-NOT-FOUND`, also for who is no member of it.
    """
    company, group = acting_company(uow), uow.groups.find(group_id)
    if group is None or company not in (group.lead, *group.members):
        refuse("RSP-NOT-FOUND")
    return group


def acting_company(uow: UnitOfWork) -> Siret:
    """Give the company for which the principal acts.

    Raises:
        Refused: `RSP-ORGANISATION-MISSING`.
    """
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    if principal.organisation is None:
        refuse("RSP-ORGANISATION-MISSING")
    return principal.organisation
