"""The recipients of invoices and their commitments."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from services.invoicing.domain.commitment import Commitment
from services.invoicing.domain.recipient import Recipient
from shared.kernel.ids import CommitmentId
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


class Recipients(Protocol):
    """Who receives invoices here; published to whoever may send one."""

    def find(self, siret: Siret) -> Recipient | None:
        """Read a recipient."""

    def find_all(self, sirets: Iterable[Siret]) -> Mapping[Siret, Recipient]:
        """Read several recipients at once; those that are none are left out."""

    def lock(self, siret: Siret) -> Recipient | None:
        """Read a recipient and hold its row until the end of the unit of work."""

    def only_one_of(self, siren: Siren) -> Siret | None:
        """Find the one recipient of a SIREN; None if there is not exactly one."""

    def search(self, *, prefix: str, name: str, offset: int, limit: int | None) -> tuple[tuple[Recipient, ...], int]:
        """Find a page of recipients by the beginning of their SIRET and a part of their name; give also their total."""

    def keep(self, declared: Recipient) -> None:
        """Keep a recipient, replacing its earlier version."""


class Commitments(Protocol):
    """The commitments that the principal sees: its organisation's as buyer, or made towards it as seller."""

    def add(self, commitment: Commitment) -> None:
        """Keep a new commitment, or refuse ``INV-COMMITMENT-NUMBER-TAKEN``."""

    def learn(self, commitment: Commitment) -> None:
        """Keep a commitment that another service announced; one of that number stays as it is."""

    def lock(self, commitment_id: CommitmentId) -> Commitment:
        """Read a commitment and hold its row, or refuse ``INV-NOT-FOUND``."""

    def get(self, commitment_id: CommitmentId) -> Commitment:
        """Read a commitment, or refuse ``INV-NOT-FOUND``."""

    def save(self, commitment: Commitment) -> None:
        """Keep the next version of a locked commitment."""

    def numbered(self, buyer: Siret, number: str) -> Commitment | None:
        """Find a buyer's commitment by its number, for attribution and matching."""

    def all_numbered(self, number: str) -> tuple[Commitment, ...]:
        """Find the commitments of a number that the principal sees, and those made towards nobody."""

    def visible(self, *, after: CommitmentId | None, limit: int) -> tuple[Commitment, ...]:
        """List the commitments that the principal sees, page by page."""
