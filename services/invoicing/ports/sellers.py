"""What sellers say of themselves for their drafts."""

from typing import Protocol

from services.invoicing.domain.seller import SellerProfile
from shared.kernel.siret import Siret


class Sellers(Protocol):
    """The mentions that sellers keep for their drafts."""

    def find(self, siret: Siret) -> SellerProfile | None:
        """Read a seller's mentions."""

    def lock(self, siret: Siret) -> SellerProfile | None:
        """Read a seller's mentions and hold the row until the end of the unit of work."""

    def keep(self, declared: SellerProfile) -> None:
        """Keep a seller's mentions, replacing the earlier version."""
