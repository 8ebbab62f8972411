"""The interface of the State's portal: its applications and technical accounts, and who calls."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_access import (
    SUBJECT,
    Attachment,
    PortalApplication,
    PortalApplicationId,
    PortalRole,
    TechnicalAccount,
)
from services.invoicing.handlers.versions import following_version
from services.invoicing.ports import UnitOfWork
from shared.kernel.client_secrets import AccessToken, digest_of, new_secret
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAccount:
    """Command: register a technical account; it has no password yet."""

    login: str
    name: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAccount:
    """Command: replace what an account is, but its password; ``expected`` is the version read."""

    login: str
    name: str
    attachments: tuple[Attachment, ...]
    is_active: bool
    expected: int


def register_application(name: str, *, uow: UnitOfWork) -> PortalApplication:
    """Register a software; it has no secret yet.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``.
    """
    uow.scope.principal.require(Right.OPERATE)
    application = PortalApplication(
        application_id=uow.ids.new(PortalApplicationId),
        name=name,
        is_active=True,
        secret_digest=None,
        created_at=uow.clock.now(),
    )
    uow.portal_access.add_application(application)
    uow.record("portal_application_registered", str(application.application_id), {"name": name})
    return application


def renew_application_secret(application_id: PortalApplicationId, *, uow: UnitOfWork) -> tuple[PortalApplication, str]:
    """Make the secret of an application, shown once; the one before, and every token, open nothing any more.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``INV-PORTAL-APPLICATION-UNKNOWN``.
    """
    uow.scope.principal.require(Right.OPERATE)
    application = uow.portal_access.application(application_id)
    if application is None:
        refuse(Code.PORTAL_APPLICATION_UNKNOWN, application_id=application_id)
    secret = new_secret()
    renewed = application.renewed(secret)
    uow.portal_access.save_application(renewed)
    uow.portal_tokens.revoke(application_id.value)
    uow.record("portal_application_secret_renewed", str(application_id), {})
    return renewed, secret


def register_account(command: RegisterAccount, *, uow: UnitOfWork) -> TechnicalAccount:
    """Register a technical account for the organisations that it acts for.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``INV-PORTAL-ACCOUNT-TAKEN``, ``INV-PORTAL-ACCOUNT-STRUCTURES``.
    """
    uow.scope.principal.require(Right.OPERATE)
    account = TechnicalAccount(
        login=command.login,
        version=1,
        name=command.name,
        is_active=True,
        password_digest=None,
        attachments=command.attachments,
        created_at=uow.clock.now(),
    )
    uow.portal_access.add_account(account)
    uow.record("technical_account_registered", account.login, {"structures": str(len(account.attachments))})
    return account


def renew_account_password(login: str, *, uow: UnitOfWork) -> tuple[TechnicalAccount, str]:
    """Make the password of a technical account, shown once; the one before opens nothing any more.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``INV-PORTAL-ACCOUNT-UNKNOWN``.
    """
    uow.scope.principal.require(Right.OPERATE)
    account = uow.portal_access.lock_account(login)
    if account is None:
        refuse(Code.PORTAL_ACCOUNT_UNKNOWN, login=login)
    password = new_secret()
    renewed = account.renewed(password)
    uow.portal_access.save_account(renewed)
    uow.record("technical_account_password_renewed", login, {"version": str(renewed.version)})
    return renewed, password


def close_application(application_id: PortalApplicationId, *, uow: UnitOfWork) -> PortalApplication:
    """Stop an application: neither its secret nor its tokens open anything any more.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``INV-PORTAL-APPLICATION-UNKNOWN``.
    """
    uow.scope.principal.require(Right.OPERATE)
    application = uow.portal_access.application(application_id)
    if application is None:
        refuse(Code.PORTAL_APPLICATION_UNKNOWN, application_id=application_id)
    closed = replace(application, is_active=False)
    uow.portal_access.save_application(closed)
    uow.portal_tokens.revoke(application_id.value)
    uow.record("portal_application_closed", str(application_id), {})
    return closed


def change_account(command: ChangeAccount, *, uow: UnitOfWork) -> TechnicalAccount:
    """Say for which organisations an account acts from now on, or stop it; its password stays.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``INV-PORTAL-ACCOUNT-UNKNOWN``, ``HTTP-VERSION-STALE``,
            ``INV-PORTAL-ACCOUNT-STRUCTURES``.
    """
    uow.scope.principal.require(Right.OPERATE)
    account = uow.portal_access.lock_account(command.login)
    if account is None:
        refuse(Code.PORTAL_ACCOUNT_UNKNOWN, login=command.login)
    changed = replace(
        account,
        version=following_version(account, expected=command.expected),
        name=command.name,
        attachments=command.attachments,
        is_active=command.is_active,
    )
    uow.portal_access.save_account(changed)
    facts = {"structures": str(len(changed.attachments)), "active": str(changed.is_active)}
    uow.record("technical_account_changed", account.login, facts)
    return changed


def issue_portal_token(
    client_id: str, secret: str, scopes: tuple[str, ...], *, uow: UnitOfWork
) -> tuple[str, AccessToken] | None:
    """Exchange the secret of an application for an access token; None for an unknown one or a wrong secret."""
    try:
        application_id = PortalApplicationId(UUID(client_id))
    except ValueError:
        return None
    application = uow.portal_access.application(application_id)
    if application is None or not application.accepts(secret):
        return None
    text, token = AccessToken.issue(application_id.value, scopes, at=uow.clock.now())
    uow.portal_tokens.add(digest_of(text), token)
    uow.record("portal_token_issued", client_id, {})
    return text, token


def is_open(token: str, *, uow: UnitOfWork) -> bool:
    """Say whether an access token is valid and its application active."""
    found = uow.portal_tokens.find(digest_of(token))
    if found is None or not found.is_valid(at=uow.clock.now()):
        return False
    application = uow.portal_access.application(PortalApplicationId(found.holder))
    return application is not None and application.is_active


def senders_of(depositor: Principal, *, uow: UnitOfWork) -> tuple[Principal, ...]:
    """Give as whom the author of a deposit may send invoices, itself first.

    A technical account may act for several suppliers; what it no longer acts for counts no more.
    """
    login = depositor.subject.removeprefix(SUBJECT)
    account = uow.portal_access.account(login) if login != depositor.subject else None
    acting = tuple(account.principals(PortalRole.SUPPLIER)) if account is not None else ()
    return (depositor, *(one for one in acting if one != depositor)) if depositor in acting else (depositor,)


def account_of(login: str, password: str, *, uow: UnitOfWork) -> TechnicalAccount | None:
    """Find the technical account of a call; None for an unknown one or a wrong password."""
    account = uow.portal_access.account(login)
    return account if account is not None and account.accepts(password) else None
