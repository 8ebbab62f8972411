"""Bodies of the applications and technical accounts of the portal's interface."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.invoicing.domain.portal_access import (
    LONGEST_LOGIN,
    LONGEST_NAME,
    MOST_STRUCTURES,
    Attachment,
    PortalApplication,
    PortalRole,
    TechnicalAccount,
)
from services.invoicing.handlers.portal_access import ChangeAccount, RegisterAccount
from shared.kernel.siret import Siret

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]
_Login = Annotated[str, StringConstraints(pattern=rf"^[A-Za-z0-9._@-]{{3,{LONGEST_LOGIN}}}$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ApplicationIn(_In):
    """A software that will call the interface."""

    name: _Name


class ApplicationOut(BaseModel):
    """A registered software; ``client_secret`` is there once, when it was just made."""

    client_id: str
    name: str
    is_active: bool
    client_secret: str | None = None

    @classmethod
    def of(cls, made: PortalApplication, secret: str | None = None) -> "ApplicationOut":
        """Write an application."""
        return cls(client_id=str(made.application_id), name=made.name, is_active=made.is_active, client_secret=secret)


class AttachmentBody(_In):
    """An organisation that the account acts for, and as what."""

    siret: str
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)] = ""
    roles: list[PortalRole] = Field(min_length=1, max_length=len(PortalRole))

    def to_domain(self) -> Attachment:
        """Read it."""
        return Attachment(siret=Siret.parse(self.siret), roles=frozenset(self.roles), name=self.name)


class AccountIn(_In):
    """A technical account."""

    login: _Login
    name: _Name
    attachments: list[AttachmentBody] = Field(min_length=1, max_length=MOST_STRUCTURES)

    def to_command(self) -> RegisterAccount:
        """Read the command."""
        attachments = tuple(each.to_domain() for each in self.attachments)
        return RegisterAccount(login=self.login, name=self.name, attachments=attachments)


class AccountChangeIn(_In):
    """What an account is from now on; its password stays."""

    name: _Name
    attachments: list[AttachmentBody] = Field(min_length=1, max_length=MOST_STRUCTURES)
    is_active: bool = True

    def to_command(self, login: str, *, expected: int) -> ChangeAccount:
        """Read the command."""
        return ChangeAccount(
            login=login,
            name=self.name,
            attachments=tuple(each.to_domain() for each in self.attachments),
            is_active=self.is_active,
            expected=expected,
        )


class AccountOut(BaseModel):
    """A technical account; ``password`` is there once, when it was just made."""

    login: str
    version: int
    name: str
    is_active: bool
    attachments: list[AttachmentBody]
    password: str | None = None

    @classmethod
    def of(cls, made: TechnicalAccount, password: str | None = None) -> "AccountOut":
        """Write an account."""
        attachments = [
            AttachmentBody(siret=str(one.siret), name=one.name, roles=sorted(one.roles)) for one in made.attachments
        ]
        return cls(
            login=made.login,
            version=made.version,
            name=made.name,
            is_active=made.is_active,
            attachments=attachments,
            password=password,
        )
