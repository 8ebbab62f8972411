"""In-memory stand-ins for what surrounds the documents: registrations, downloads, changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.tenders.domain.downloads import Download
from services.tenders.domain.rectifications import Rectification
from services.tenders.domain.registrations import Registration, RegistrationStatus
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import DownloadId, RegistrationId


@dataclass
class FakeRegistrations:
    rows: dict[RegistrationId, Registration] = field(default_factory=dict)
    digests: dict[str, RegistrationId] = field(default_factory=dict)

    def of_tender(self, tender_id: TenderId) -> Sequence[Registration]:
        told = [row for row in self.rows.values() if row.status is RegistrationStatus.ACTIVE]
        return [row for row in told if row.tender_id == tender_id]

    def page(self, tender_id: TenderId, *, after: RegistrationId | None, limit: int) -> Sequence[Registration]:
        rows = [row for row in self.of_tender(tender_id) if after is None or row.registration_id > after]
        return rows[:limit]

    def of_company(self, tender_id: TenderId, siret: Siret) -> Registration | None:
        return next((row for row in self.of_tender(tender_id) if row.siret == siret), None)

    def of_address(self, tender_id: TenderId, email: str) -> Registration | None:
        running = [row for row in self.rows.values() if row.tender_id == tender_id and row.ended_at is None]
        return next((row for row in running if row.siret is None and email in (row.email, row.unconfirmed_email)), None)

    def get(self, registration_id: RegistrationId) -> Registration:
        return self.rows[registration_id]

    def by_token(self, digest: str) -> Registration | None:
        found = self.digests.get(digest)
        return None if found is None else self.rows[found]

    def confirmations_asked(self, email: str, *, since: datetime) -> int:
        return sum(
            row.unconfirmed_email == email and (row.asked_at or row.registered_at) >= since
            for row in self.rows.values()
        )

    def add(self, registration: Registration, *, digest: str | None) -> bool:
        self.save(registration, digest=digest)
        return True

    def save(self, registration: Registration, *, digest: str | None = None) -> None:
        self.rows[registration.registration_id] = registration
        if digest is not None:
            self.digests[digest] = registration.registration_id

    def forget_unconfirmed(self, *, before: datetime) -> int:
        stale = [key for key, row in self.rows.items() if row.unconfirmed_email and row.registered_at < before]
        for key in stale:
            del self.rows[key]
        return len(stale)


@dataclass
class FakeDownloads:
    rows: list[Download] = field(default_factory=list)

    def add(self, download: Download) -> None:
        self.rows.append(download)

    def page(self, tender_id: TenderId, *, after: DownloadId | None, limit: int) -> Sequence[Download]:
        latest = [row for row in reversed(self.rows) if row.tender_id == tender_id]
        return [row for row in latest if after is None or row.download_id < after][:limit]


@dataclass
class FakeRectifications:
    rows: list[Rectification] = field(default_factory=list)

    def of_tender(self, tender_id: TenderId) -> Sequence[Rectification]:
        return [row for row in self.rows if row.tender_id == tender_id]

    def add(self, rectification: Rectification) -> None:
        self.rows.append(rectification)

    def next_number(self, tender_id: TenderId) -> int:
        return len(self.of_tender(tender_id)) + 1
