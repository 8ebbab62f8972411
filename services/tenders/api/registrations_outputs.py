"""What callers receive about registrations and downloads; only the buyer's agents see those of others."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.tenders.domain.downloads import Download
from services.tenders.domain.registrations import Registration


class RegistrationAskedOut(BaseModel):
    """The answer to whoever asks to be told: the same whether the address was known or not."""

    status: str = Field(description="« active » pour une entreprise identifiée, sinon « confirmation_asked ».")

    @classmethod
    def of(cls, registration: Registration | None) -> "RegistrationAskedOut":
        """Write the answer."""
        return cls(status="confirmation_asked" if registration is None else registration.status.value)


class RegistrationStateOut(BaseModel):
    """Where a registration stands, said to whoever holds it."""

    tender_id: str
    status: str

    @classmethod
    def of(cls, registration: Registration) -> "RegistrationStateOut":
        """Write the state."""
        return cls(tender_id=str(registration.tender_id), status=registration.status.value)


class OwnRegistrationOut(BaseModel):
    """The registration of one's own company."""

    registered: bool
    email: str | None
    email_to_confirm: bool

    @classmethod
    def of(cls, registration: Registration | None) -> "OwnRegistrationOut":
        """Write the registration, or its absence."""
        if registration is None:
            return cls(registered=False, email=None, email_to_confirm=False)
        waiting = registration.unconfirmed_email is not None
        return cls(registered=True, email=registration.email, email_to_confirm=waiting)


class RegistrationOut(BaseModel):
    """One registered, as the buyer sees it."""

    registration_id: str
    siret: str | None
    name: str
    email: str | None
    registered_at: datetime

    @classmethod
    def of(cls, registration: Registration) -> "RegistrationOut":
        """Write a registration."""
        return cls(
            registration_id=str(registration.registration_id),
            siret=None if registration.siret is None else registration.siret.value,
            name=registration.name,
            email=registration.email,
            registered_at=registration.registered_at,
        )


class DownloadOut(BaseModel):
    """One line of the register of downloads."""

    document_id: str | None
    name: str
    version: int
    visitor: str = Field(description="« anonymous », « company », « buyer » ou « other ».")
    siret: str | None
    downloaded_at: datetime

    @classmethod
    def of(cls, download: Download) -> "DownloadOut":
        """Write a line."""
        return cls(
            document_id=None if download.document_id is None else str(download.document_id),
            name=download.name,
            version=download.version,
            visitor=download.visitor.value,
            siret=None if download.siret is None else download.siret.value,
            downloaded_at=download.downloaded_at,
        )
