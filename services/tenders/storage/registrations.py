"""The repositories of registrations and of the register of downloads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.downloads import Download, Visitor
from services.tenders.domain.registrations import Registration
from services.tenders.storage.registrations_tables import download, registration
from shared.kernel.ids import DocumentId, TenderId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import DownloadId, RegistrationId

_RUNNING = registration.c.ended_at.is_(None)
_TOLD = and_(_RUNNING, or_(registration.c.siret.is_not(None), registration.c.email.is_not(None)))


class SqlRegistrations:
    """Registrations; who may read them is decided where the consultation is read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_tender(self, tender_id: TenderId) -> Sequence[Registration]:
        """Give everybody who is to be told: companies by SIRET and confirmed addresses, in the order of arrival."""
        statement = select(registration).where(registration.c.tender_id == tender_id.value, _TOLD)
        rows = self._connection.execute(statement.order_by(registration.c.id)).mappings()
        return [from_row(row) for row in rows]

    def page(self, tender_id: TenderId, *, after: RegistrationId | None, limit: int) -> Sequence[Registration]:
        """Give those who are to be told, page by page."""
        statement = select(registration).where(registration.c.tender_id == tender_id.value, _TOLD)
        if after is not None:
            statement = statement.where(registration.c.id > after.value)
        rows = self._connection.execute(statement.order_by(registration.c.id).limit(limit)).mappings()
        return [from_row(row) for row in rows]

    def of_company(self, tender_id: TenderId, siret: Siret) -> Registration | None:
        """Give the running registration of a company."""
        return self._one(registration.c.tender_id == tender_id.value, registration.c.siret == siret.value, _RUNNING)

    def of_address(self, tender_id: TenderId, email: str) -> Registration | None:
        """Give the running registration of an address alone, confirmed or not."""
        address = func.coalesce(registration.c.email, registration.c.unconfirmed_email)
        alone = registration.c.siret.is_(None)
        return self._one(registration.c.tender_id == tender_id.value, alone, address == email, _RUNNING)

    def get(self, registration_id: RegistrationId) -> Registration:
        """Read a registration that something kept refers to."""
        statement = select(registration).where(registration.c.id == registration_id.value)
        return from_row(self._connection.execute(statement).mappings().one())

    def by_token(self, digest: str) -> Registration | None:
        """Find, and hold, a registration by the digest of the token of its link."""
        return self._one(registration.c.token_digest == digest)

    def confirmations_asked(self, email: str, *, since: datetime) -> int:
        """Count the requests for confirmation sent to an address since an instant."""
        statement = select(func.count()).where(
            registration.c.unconfirmed_email == email, registration.c.asked_at >= since
        )
        return int(self._connection.execute(statement).scalar_one())

    def add(self, told: Registration, *, digest: str | None) -> bool:
        """Keep a new registration; False when the same company or address was registered meanwhile."""
        row = to_row(told) | {"token_digest": digest}
        statement = insert(registration).values(row).on_conflict_do_nothing().returning(registration.c.id)
        return self._connection.execute(statement).scalar_one_or_none() is not None

    def save(self, told: Registration, *, digest: str | None = None) -> None:
        """Keep the next state of a registration, and the digest of a new token when one is given."""
        row = to_row(told) | ({} if digest is None else {"token_digest": digest})
        identifier = row.pop("id")
        self._connection.execute(registration.update().where(registration.c.id == identifier).values(row))

    def forget_unconfirmed(self, *, before: datetime) -> int:
        """Remove the addresses that nobody confirmed; give how many."""
        stale = and_(registration.c.unconfirmed_email.is_not(None), registration.c.asked_at < before)
        alone = registration.delete().where(stale, registration.c.siret.is_(None), registration.c.email.is_(None))
        gone = self._connection.execute(alone).rowcount
        of_companies = registration.update().where(stale).values(unconfirmed_email=None, token_digest=None)
        return gone + self._connection.execute(of_companies).rowcount

    def _one(self, *conditions: ColumnElement[bool]) -> Registration | None:
        statement = select(registration).where(*conditions).with_for_update()
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else from_row(row)


class SqlDownloads:
    """The register of downloads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, line: Download) -> None:
        """Write one line."""
        self._connection.execute(download.insert(), _download_to_row(line))

    def page(self, tender_id: TenderId, *, after: DownloadId | None, limit: int) -> Sequence[Download]:
        """Read the register of a consultation that was already read through ``Tenders``, the latest first."""
        statement = select(download).where(download.c.tender_id == tender_id.value)
        if after is not None:
            statement = statement.where(download.c.id < after.value)
        rows = self._connection.execute(statement.order_by(download.c.id.desc()).limit(limit)).mappings()
        return [_download_from_row(row) for row in rows]


def to_row(told: Registration) -> dict[str, Any]:
    """Write a registration as its row, token apart."""
    return {
        "id": told.registration_id.value,
        "tender_id": told.tender_id.value,
        "siret": None if told.siret is None else told.siret.value,
        "email": told.email,
        "unconfirmed_email": told.unconfirmed_email,
        "name": told.name,
        "registered_at": told.registered_at,
        "asked_at": told.asked_at,
        "ended_at": told.ended_at,
    }


def from_row(row: RowMapping) -> Registration:
    """Read a registration from its row."""
    return Registration(
        registration_id=RegistrationId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        siret=None if row["siret"] is None else Siret.parse(row["siret"]),
        email=row["email"],
        unconfirmed_email=row["unconfirmed_email"],
        name=row["name"],
        registered_at=row["registered_at"],
        asked_at=row["asked_at"],
        ended_at=row["ended_at"],
    )


def _download_to_row(line: Download) -> dict[str, Any]:
    return {
        "id": line.download_id.value,
        "tender_id": line.tender_id.value,
        "document_id": None if line.document_id is None else line.document_id.value,
        "name": line.name,
        "version": line.version,
        "visitor": line.visitor.value,
        "siret": None if line.siret is None else line.siret.value,
        "downloaded_at": line.downloaded_at,
    }


def _download_from_row(row: RowMapping) -> Download:
    return Download(
        download_id=DownloadId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        document_id=None if row["document_id"] is None else DocumentId(row["document_id"]),
        name=row["name"],
        version=row["version"],
        visitor=Visitor(row["visitor"]),
        siret=None if row["siret"] is None else Siret.parse(row["siret"]),
        downloaded_at=row["downloaded_at"],
    )
