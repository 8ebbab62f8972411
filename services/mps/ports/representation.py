"""The powers to commit companies."""

from collections.abc import Sequence
from typing import Protocol

from services.mps.domain.representation import Delegation, DelegationId


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
