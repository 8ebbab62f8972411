"""Who may call the interface of the State's portal: an application (RFC 6749) and, for each call, a technical account.

The portal keeps them apart: the application belongs to the editor of a software, the technical account (compte
technique) to the organisations that it acts for, as suppliers or as recipients (AIFE, spécifications externes, mode
de raccordement API). Both secrets are made here and kept as digests.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from services.invoicing.domain.errors import Code
from shared.kernel.client_secrets import digest_of, opens
from shared.kernel.ids import Id
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

SUBJECT = "portal:"  # what the subject of a technical account begins with
LONGEST_LOGIN = 100
LONGEST_NAME = 255
MOST_STRUCTURES = 100


class PortalApplicationId(Id):
    """A software that calls the interface (application raccordée)."""

    __slots__ = ()


class PortalRole(StrEnum):
    """As what an account acts for an organisation (espace fournisseur, espace destinataire)."""

    SUPPLIER = "supplier"
    RECIPIENT = "recipient"
    ACCOUNTANT = "accountant"  # what the Treasury's system tells after the payment order: never the recipient's own


_KINDS = {
    PortalRole.SUPPLIER: PrincipalKind.ECONOMIC_OPERATOR,
    PortalRole.RECIPIENT: PrincipalKind.AGENT,
    PortalRole.ACCOUNTANT: PrincipalKind.AGENT,
}
_RIGHTS = {
    PortalRole.SUPPLIER: frozenset({Right.SUBMIT}),
    PortalRole.RECIPIENT: frozenset({Right.AUTHORISE}),
    PortalRole.ACCOUNTANT: frozenset({Right.ACCOUNT}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalApplication:
    """A registered software; without digest it has no secret yet."""

    application_id: PortalApplicationId
    name: str
    is_active: bool
    secret_digest: str | None
    created_at: datetime

    def accepts(self, secret: str) -> bool:
        """Say whether a secret opens; an application that was stopped accepts none."""
        return opens(secret, digest=self.secret_digest) and self.is_active

    def renewed(self, secret: str) -> Self:
        """Replace the secret: the one before opens nothing any more, and a closed access is open again."""
        return replace(self, secret_digest=digest_of(secret), is_active=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An organisation that an account acts for (rattachement), and as what."""

    siret: Siret
    roles: frozenset[PortalRole]
    name: str = ""

    def __post_init__(self) -> None:
        if not self.roles:
            refuse(Code.PORTAL_ACCOUNT_WITHOUT_ROLE, siret=self.siret)


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalAccount:
    """A technical account; the first organisation is the one that it acts for when a call names none."""

    login: str
    version: int
    name: str
    is_active: bool
    password_digest: str | None
    attachments: tuple[Attachment, ...]
    created_at: datetime

    def __post_init__(self) -> None:
        sirets = [each.siret for each in self.attachments]
        if not sirets or len(set(sirets)) != len(sirets) or len(sirets) > MOST_STRUCTURES:
            refuse(Code.PORTAL_ACCOUNT_STRUCTURES, most=MOST_STRUCTURES)

    def accepts(self, password: str) -> bool:
        """Say whether a password opens; an account that was stopped accepts none."""
        return opens(password, digest=self.password_digest) and self.is_active

    def renewed(self, password: str) -> Self:
        """Replace the password: the one before opens nothing any more."""
        return replace(self, password_digest=digest_of(password), version=self.version + 1)

    def principals(self, role: PortalRole | None = None, *, siret: Siret | None = None) -> Iterator[Principal]:
        """Give as whom the account may act, in the order of its organisations."""
        for attachment in self.attachments:
            roles = attachment.roles if role is None else attachment.roles & {role}
            if siret is None or attachment.siret == siret:
                yield from (self._as(attachment.siret, one) for one in PortalRole if one in roles)

    def _as(self, siret: Siret, role: PortalRole) -> Principal:
        return Principal(f"{SUBJECT}{self.login}", _KINDS[role], siret, self.name, _RIGHTS[role])
