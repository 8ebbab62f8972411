"""What is read and kept of those who want to be told, and of what was downloaded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.tenders.domain.downloads import Download
from services.tenders.domain.registrations import Registration
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import DownloadId, RegistrationId


class Registrations(Protocol):
    """Registrations of published consultations; the caller has read the consultation first."""

    def of_tender(self, tender_id: TenderId) -> Sequence[Registration]:
        """Give everybody who is to be told: companies by SIRET and confirmed addresses, in the order of arrival."""

    def page(self, tender_id: TenderId, *, after: RegistrationId | None, limit: int) -> Sequence[Registration]:
        """Give those who are to be told, page by page."""

    def of_company(self, tender_id: TenderId, siret: Siret) -> Registration | None:
        """Give the running registration of a company."""

    def of_address(self, tender_id: TenderId, email: str) -> Registration | None:
        """Give the running registration of an address alone, confirmed or not."""

    def get(self, registration_id: RegistrationId) -> Registration:
        """Read a registration that something kept refers to."""

    def by_token(self, digest: str) -> Registration | None:
        """Find, and hold, a registration by the digest of the token of its link."""

    def confirmations_asked(self, email: str, *, since: datetime) -> int:
        """Count the requests for confirmation sent to an address since an instant."""

    def add(self, registration: Registration, *, digest: str | None) -> bool:
        """Keep a new registration; False when the same company or address was registered meanwhile."""

    def save(self, registration: Registration, *, digest: str | None = None) -> None:
        """Keep the next state of a registration, and the digest of a new token when one is given."""

    def forget_unconfirmed(self, *, before: datetime) -> int:
        """Remove the addresses that nobody confirmed; give how many."""


class Downloads(Protocol):
    """The register of downloads."""

    def add(self, download: Download) -> None:
        """Write one line."""

    def page(self, tender_id: TenderId, *, after: DownloadId | None, limit: int) -> Sequence[Download]:
        """Read the register of a consultation that was already read through ``Tenders``, the latest first."""
