"""The applications and technical accounts of the portal's interface, in PostgreSQL."""

from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_access import PortalApplication, PortalApplicationId, TechnicalAccount
from services.invoicing.storage.portal_tables import portal_application, technical_account
from shared.kernel.refusal import refuse
from shared.storage.records import from_json, to_json

_A = portal_application
_T = technical_account


class SqlPortalAccess:
    """Everything of both; the handlers say who may see it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_application(self, application: PortalApplication) -> None:
        """Keep a new application."""
        self._connection.execute(insert(_A).values(_row(application)))

    def application(self, application_id: PortalApplicationId) -> PortalApplication | None:
        """Read an application."""
        row = self._connection.execute(select(_A).where(_A.c.id == application_id.value)).one_or_none()
        return None if row is None else _application(row)

    def applications(self, *, after: PortalApplicationId | None, limit: int) -> tuple[PortalApplication, ...]:
        """List the applications, page by page, in the order of their registration."""
        query = select(_A).order_by(_A.c.id).limit(limit)
        if after is not None:
            query = query.where(_A.c.id > after.value)
        return tuple(_application(row) for row in self._connection.execute(query))

    def save_application(self, application: PortalApplication) -> None:
        """Keep the present state of an application."""
        statement = update(_A).where(_A.c.id == application.application_id.value)
        self._connection.execute(statement.values(_row(application)))

    def add_account(self, account: TechnicalAccount) -> None:
        """Keep a new account, or refuse ``INV-PORTAL-ACCOUNT-TAKEN``."""
        if self.account(account.login) is not None:
            refuse(Code.PORTAL_ACCOUNT_TAKEN, login=account.login)
        row = {"login": account.login, "version": account.version, "facts": to_json(account)}
        self._connection.execute(insert(_T).values(row))

    def account(self, login: str) -> TechnicalAccount | None:
        """Read an account."""
        return self._account(select(_T.c.facts).where(_T.c.login == login))

    def lock_account(self, login: str) -> TechnicalAccount | None:
        """Read an account and hold its row until the end of the unit of work."""
        return self._account(select(_T.c.facts).where(_T.c.login == login).with_for_update())

    def accounts(self, *, after: str | None, limit: int) -> tuple[TechnicalAccount, ...]:
        """List the accounts, page by page, in the order of their logins."""
        query = select(_T.c.facts).order_by(_T.c.login).limit(limit)
        if after is not None:
            query = query.where(_T.c.login > after)
        return tuple(from_json(TechnicalAccount, facts) for facts in self._connection.execute(query).scalars())

    def save_account(self, account: TechnicalAccount) -> None:
        """Keep the present state of a locked account."""
        statement = update(_T).where(_T.c.login == account.login)
        self._connection.execute(statement.values(version=account.version, facts=to_json(account)))

    def _account(self, query: Select[tuple[object]]) -> TechnicalAccount | None:
        facts = self._connection.execute(query).scalar_one_or_none()
        return None if facts is None else from_json(TechnicalAccount, facts)


def _application(row: Row[Any]) -> PortalApplication:
    return PortalApplication(
        application_id=PortalApplicationId(row.id),
        name=row.name,
        is_active=row.is_active,
        secret_digest=row.secret_digest,
        created_at=row.created_at,
    )


def _row(application: PortalApplication) -> dict[str, object]:
    return {
        "id": application.application_id.value,
        "name": application.name,
        "is_active": application.is_active,
        "secret_digest": application.secret_digest,
        "created_at": application.created_at,
    }
