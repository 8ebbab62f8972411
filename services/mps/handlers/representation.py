"""A company records who may commit it, and anybody of the company sees what shows its own power."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.mps.domain.companies import CompanyPage, Representative
from services.mps.domain.representation import (
    Basis,
    Delegation,
    DelegationId,
    Person,
    Representation,
    representation_of,
)
from services.mps.ports import UnitOfWork
from services.mps.ports.companies import CompanyDirectory
from shared.contracts.mps import DelegationRecordedV1, RepresentationShownV1
from shared.kernel.paris import legal_day
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siren import Siren
from shared.registers.power import account_of, digest_of


@dataclass(frozen=True, slots=True)
class RecordDelegation:
    """Command: give an account of the company the power to commit it."""

    holder: str
    holder_name: str
    scope: str
    first_day: date
    last_day: date | None = None


def record_delegation(command: RecordDelegation, *, uow: UnitOfWork) -> Delegation:
    """Keep a delegation.

    Raises:
        Refused: ``MPS-DELEGATION-DAYS`` when it would end before it begins.
    """
    if command.last_day is not None and command.last_day < command.first_day:
        refuse("MPS-DELEGATION-DAYS", first_day=command.first_day, last_day=command.last_day)
    principal = uow.scope.principal
    delegation = Delegation(
        delegation_id=uow.ids.new(DelegationId),
        siren=own_siren(uow=uow),
        holder=command.holder,
        holder_name=command.holder_name,
        given_by=principal.name,
        scope=command.scope,
        first_day=command.first_day,
        last_day=command.last_day,
        recorded_at=uow.clock.now(),
    )
    uow.delegations.add(delegation)
    return _announced(delegation, "delegation_recorded", uow=uow)


def revoke_delegation(delegation_id: DelegationId, *, uow: UnitOfWork) -> Delegation:
    """Take a power back.

    Raises:
        Refused: ``MPS-DELEGATION-UNKNOWN``, ``MPS-DELEGATION-OVER``.
    """
    own_siren(uow=uow)
    delegation = uow.delegations.get(delegation_id)
    if delegation is None:
        refuse("MPS-DELEGATION-UNKNOWN", delegation_id=delegation_id)
    revoked = delegation.revoked(at=uow.clock.now())
    uow.delegations.save(revoked)
    return _announced(revoked, "delegation_revoked", uow=uow)


def list_delegations(*, uow: UnitOfWork) -> Sequence[Delegation]:
    """Give the delegations of one's own company."""
    own_siren(uow=uow)
    return uow.delegations.all()


def my_representation(representatives: Sequence[Representative], *, uow: UnitOfWork) -> Representation:
    """Say what shows the power of the person who asks to commit its own company."""
    principal = uow.scope.principal
    return representation_of(
        Person(own_siren(uow=uow), principal.subject, principal.name, principal.assurance),
        representatives=representatives,
        delegations=uow.delegations.all(),
        today=legal_day(uow.clock.now()),
    )


def show_representation(representatives: Sequence[Representative], *, uow: UnitOfWork) -> Representation:
    """Have deposits say what the registers show of the power of the person who asks; a digest travels, no name.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``MPS-OTHER-COMPANY``.
    """
    found = my_representation(representatives, uow=uow)
    is_named = any(proof.basis is Basis.REGISTER for proof in found.proofs)
    holder, today = digest_of(found.holder), legal_day(uow.clock.now())
    account = account_of(found.siren, holder)
    version = uow.delegations.show(account, siren=found.siren, is_named=is_named, on=today)
    uow.publish(
        RepresentationShownV1(
            aggregate_id=str(account),
            aggregate_version=version,
            siren=str(found.siren),
            holder_digest=holder,
            named=is_named,
            shown_on=today.isoformat(),
        )
    )
    uow.record("representation_shown", str(account), {"siren": str(found.siren), "basis": found.basis.value})
    return found


def representatives_of(siren: Siren, *, directory: CompanyDirectory) -> tuple[Representative, ...]:
    """Read who represents a company in the open registers; a silent directory knows nobody, and stops nobody."""
    answer = directory.search(str(siren), page=1, per_page=1)
    if not isinstance(answer, CompanyPage):
        return ()
    return next((each.representatives for each in answer.companies if each.siren == siren), ())


def own_siren(*, uow: UnitOfWork) -> Siren:
    """Give the company of the person who asks.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``MPS-OTHER-COMPANY``.
    """
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    if principal.kind is not PrincipalKind.ECONOMIC_OPERATOR or principal.organisation is None:
        refuse("MPS-OTHER-COMPANY", siret="-")
    return principal.organisation.siren


def _announced(delegation: Delegation, action: str, *, uow: UnitOfWork) -> Delegation:
    uow.publish(
        DelegationRecordedV1(
            aggregate_id=str(delegation.delegation_id),
            aggregate_version=delegation.version,
            siren=str(delegation.siren),
            holder_digest=digest_of(delegation.holder),
            first_day=delegation.first_day.isoformat(),
            last_day=None if delegation.last_day is None else delegation.last_day.isoformat(),
            revoked=delegation.revoked_at is not None,
        )
    )
    uow.record(action, str(delegation.delegation_id), {"siren": str(delegation.siren)})
    return delegation
