"""The powers to commit companies."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.mps.domain.representation import Delegation, DelegationId
from shared.kernel.siren import Siren
from shared.registers.power import AccountId


class Delegations(Protocol):
    """Delegations recorded by the principal's own company."""

    def add(self, delegation: Delegation) -> None:
        """Keep a delegation."""
        ...

    def save(self, delegation: Delegation) -> None:
        """Keep the present state of a delegation."""
        ...

    def get(self, delegation_id: DelegationId) -> Delegation | None:
        """Read and lock a delegation."""
        ...

    def all(self) -> Sequence[Delegation]:
        """Give the delegations of the company, the latest first."""
        ...

    def show(self, account: AccountId, *, siren: Siren, is_named: bool, on: date) -> int:
        """Keep what the registers say of an account and give the version of it."""
        ...
