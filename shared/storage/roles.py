"""Who may do what in the database: one role per service, one for the relay, and the administrator who migrates.

Each service's role reaches its own schema only (design section 8.8); `plis_relay` reads every outbox, numbers it and
keeps the cursors. Passwords are random secrets; the server only ever receives their SCRAM verifier.
"""

import secrets
from typing import Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection, make_url

from shared.settings import Settings
from shared.storage.database import Database, with_driver
from shared.storage.embedded import ADMIN, ADMIN_SECRET, embedded_url

SERVICES: Final = ("tenders", "responses", "mps", "invoicing")
RELAY: Final = "plis_relay"


def role_of(service: str) -> str:
    """Give the name of a service's database role."""
    return f"plis_{service}"


def admin_url(settings: Settings) -> str:
    """Give the address for the administrator: the external database's, else the embedded one's."""
    if settings.database_url is not None:
        return with_driver(settings.database_url)
    return embedded_url(settings.data_dir, ADMIN, settings.secret(ADMIN_SECRET).decode("ascii"))


def service_database(settings: Settings, service: str, *, pool_size: int = 8) -> Database:
    """Open the database of a service under the service's own role."""
    return Database(_url(settings, service), service, pool_size=pool_size, application_name=f"plis-{service}")


def relay_database(settings: Settings, service: str, *, pool_size: int = 2) -> Database:
    """Open the schema of a service under the relay's role: its outbox, its cursors, its dead letters."""
    return Database(_url(settings, "relay"), service, pool_size=pool_size, application_name=f"plis-relay-{service}")


def have_passwords(settings: Settings) -> bool:
    """Say whether every role's password is in the secrets folder."""
    return all((settings.secrets_dir / _secret_name(name)).exists() for name in (*SERVICES, "relay"))


def create_roles(connection: Connection, settings: Settings) -> None:
    """Make the roles that are missing, and give every role the password of the secrets folder."""
    for name in (*SERVICES, "relay"):
        _create_role(connection, role_of(name), _password(settings, name))


def create_schema(connection: Connection, service: str) -> None:
    """Make a service's schema, open to its role for data and to the relay for passage, closed to everybody else."""
    schema, role = sql.Identifier(service), sql.Identifier(role_of(service))
    relay = sql.Identifier(RELAY)
    for statement in (
        sql.SQL("CREATE SCHEMA IF NOT EXISTS {schema}"),
        sql.SQL("REVOKE ALL ON SCHEMA {schema} FROM PUBLIC"),
        sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {role}, {relay}"),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}"),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}"),
    ):
        _execute(connection, statement.format(schema=schema, role=role, relay=relay))


def _create_role(connection: Connection, role: str, password: bytes) -> None:
    """Hash the password here: neither logs nor statistics of the server ever see it."""
    exists = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).first() is not None
    driver = cast("psycopg.Connection", connection.connection.driver_connection)
    verifier = driver.pgconn.encrypt_password(password, role.encode(), b"scram-sha-256").decode("ascii")
    verb = sql.SQL("ALTER ROLE" if exists else "CREATE ROLE")
    _execute(connection, sql.SQL("{} {} LOGIN PASSWORD {}").format(verb, sql.Identifier(role), sql.Literal(verifier)))


def _execute(connection: Connection, statement: sql.Composable) -> None:
    connection.exec_driver_sql(statement.as_string(None).replace("%", "%%"))


def _url(settings: Settings, name: str) -> str:
    password = _password(settings, name).decode("ascii")
    if settings.database_url is None:
        return embedded_url(settings.data_dir, role_of(name), password)
    external = make_url(with_driver(settings.database_url)).set(username=role_of(name), password=password)
    return external.render_as_string(hide_password=False)


def _password(settings: Settings, name: str) -> bytes:
    return settings.create_secret(_secret_name(name), lambda: secrets.token_hex(32).encode("ascii"))


def _secret_name(name: str) -> str:
    return f"database_{name}"
