"""The public identities read a short while ago."""

from typing import Protocol

from services.mps.domain.identity import OperatorIdentity
from shared.kernel.siret import Siret


class Identities(Protocol):
    """Public identities read a short while ago."""

    def get(self, siret: Siret) -> OperatorIdentity | None:
        """Read the last identity known, whatever its age."""
        ...

    def put(self, identity: OperatorIdentity) -> None:
        """Keep an identity, replacing the one known."""
        ...
