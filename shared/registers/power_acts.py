"""What the simplified application says of powers, kept; and what is known of the person who acts."""

from datetime import date
from typing import Protocol

from shared.contracts.mps import DelegationRecordedV1, RepresentationShownV1
from shared.kernel.clock import Clock
from shared.kernel.paris import legal_day
from shared.kernel.principal import CERTIFIED_LEADER
from shared.registers.envelope_acts import Scope
from shared.registers.power import (
    Habilitation,
    Power,
    PowerBasis,
    PowerId,
    PowerStatus,
    account_of,
    digest_of,
    habilitation,
)
from shared.registers.register import Register


class PowerWork(Protocol):
    """A unit of work that holds powers."""

    @property
    def scope(self) -> Scope:
        """On whose behalf the work is done."""

    @property
    def clock(self) -> Clock:
        """The real clock."""

    @property
    def powers(self) -> Register[Power]:
        """What shows powers, of every company."""


def keep_power(event: DelegationRecordedV1 | RepresentationShownV1, uow: PowerWork) -> None:
    """Keep a delegation, or what the registers say of an account, unless a later version is known."""
    if isinstance(event, DelegationRecordedV1):
        stands, basis, first, last = not event.revoked, PowerBasis.DELEGATION, event.first_day, event.last_day
    else:
        stands, basis, first, last = event.named, PowerBasis.REGISTER, event.shown_on, None
    uow.powers.keep(
        Power(
            record_id=PowerId.parse(event.aggregate_id),
            parent=account_of(event.siren, event.holder_digest),
            organisation=event.siren,
            version=event.aggregate_version,
            status=PowerStatus.STANDING if stands else PowerStatus.WITHDRAWN,
            basis=basis,
            first_day=date.fromisoformat(first),
            last_day=None if last is None else date.fromisoformat(last),
        )
    )


def own_habilitation(uow: PowerWork) -> Habilitation:
    """Say what shows the power of the person who acts to commit its company."""
    principal = uow.scope.principal
    if principal.organisation is None:
        return Habilitation()
    account = account_of(principal.organisation.siren, digest_of(principal.subject))
    is_certified = principal.assurance == CERTIFIED_LEADER
    return habilitation(uow.powers.of(account), is_certified=is_certified, today=legal_day(uow.clock.now()))
