"""Migrations: roles, schemas and the alembic history of each service, by the administrator alone.

A platform at its head is recognised with one query and without importing alembic, since every start asks. A service
keeps its history in `services/<name>/storage/migrations`, one linear chain of files `YYYYMMDD_HHMM_verb_object.py`
whose revision is their date; a released file never changes.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import SERVICES, create_roles, create_schema, have_passwords, role_of

VERSION_TABLE: Final = "schema_version"
_REVISION_LENGTH: Final = len("YYYYMMDD_HHMM")
_LOCK_WAIT: Final = "120s"  # another process may be migrating
_DDL_LOCK_WAIT: Final = "5s"  # a migration that waits for a table makes everybody behind it wait too
_UNDEFINED_TABLE: Final = ("42P01", "3F000")


class SchemaBehind(Exception):
    """A service's schema is not at the head of its history; the process must not answer."""

    def __init__(self, service: str) -> None:
        super().__init__(f"Le schéma {service} n'est pas à jour : lancez « plis migrate ».")
        self.service = service


class SchemaAhead(Exception):
    """A service's schema was migrated by a newer release; going back would lose data."""

    def __init__(self, service: str) -> None:
        super().__init__(f"Le schéma {service} vient d'une version plus récente de Plis : installez-la.")
        self.service = service


def migrate(admin_url: str, settings: Settings) -> bool:
    """Bring every schema to its head; at once when all are there already. Say whether anything was done.

    Raises:
        SchemaAhead: a schema was migrated by a newer release.
    """
    heads = expected_heads()
    database = Database(admin_url, "public", pool_size=1, application_name="plis-migrate")
    try:
        if heads and have_passwords(settings) and _recorded_heads(database, heads) == heads:
            return False
        _migrate_all(database, settings, heads)
    finally:
        database.dispose()
    return True


def migrate_fully(admin_url: str, settings: Settings) -> None:
    """Make roles, passwords, rights and schemas what they must be, even where the schemas are at their heads.

    Raises:
        SchemaAhead: a schema was migrated by a newer release.
    """
    database = Database(admin_url, "public", pool_size=1, application_name="plis-migrate")
    try:
        _migrate_all(database, settings, expected_heads())
    finally:
        database.dispose()


def check_head(database: Database) -> None:
    """Check that a service's schema is at the head of its history, as a process must before it is ready.

    Raises:
        SchemaBehind: the schema is absent, older or newer.
    """
    service = database.schema
    heads = {service: expected_heads()[service]}
    if _recorded_heads(database, heads) != heads:
        raise SchemaBehind(service)


def is_at_head(database: Database) -> bool:
    """Say whether a service's schema is at the head of its history: what readiness asks."""
    try:
        check_head(database)
    except SchemaBehind:
        return False
    return True


def history_folder(service: str) -> Path:
    """Give the folder of a service's migrations."""
    spec = find_spec(f"services.{service}")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"services.{service}")
    return Path(next(iter(spec.submodule_search_locations))) / "storage" / "migrations"


def expected_heads() -> Mapping[str, str]:
    """Give the last revision of each service that has a history, from the names of its files."""
    heads = {}
    for service in SERVICES:
        files = sorted(path.name for path in history_folder(service).glob("versions/[0-9]*_*.py"))
        if files:
            heads[service] = files[-1][:_REVISION_LENGTH]
    return heads


def _recorded_heads(database: Database, services: Mapping[str, str]) -> Mapping[str, str]:
    if not services:
        return {}
    one_per_service = " UNION ALL ".join(
        f"SELECT '{service}', version_num FROM {service}.{VERSION_TABLE}"  # noqa: S608 - names of our own services
        for service in services
    )
    try:
        with database.reader() as connection:
            return {row[0]: row[1] for row in connection.execute(text(one_per_service))}
    except (ProgrammingError, OperationalError) as error:
        if getattr(error.orig, "sqlstate", None) in _UNDEFINED_TABLE:
            return {}
        raise


def _migrate_all(database: Database, settings: Settings, heads: Mapping[str, str]) -> None:
    with database.engine.connect() as connection, _alone(connection):
        with connection.begin():
            create_roles(connection, settings)
        for service in SERVICES:
            with connection.begin():
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_DDL_LOCK_WAIT}'")
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # an index on a large table takes long
                create_schema(connection, service)
                if service in heads:
                    connection.exec_driver_sql(f"SET LOCAL search_path = {service}")
                    _upgrade(connection, service)
                    # Alembic made the table after the default rights were given: the service may only read it.
                    connection.exec_driver_sql(
                        f"REVOKE INSERT, UPDATE, DELETE ON {VERSION_TABLE} FROM {role_of(service)}"
                    )


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the lock of migrations across transactions; a second process waits, then finds nothing to do."""
    with connection.begin():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_lock(hashtextextended('plis.migrate', 0))")
    try:
        yield
    finally:
        with connection.begin():
            connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")


def _upgrade(connection: Connection, service: str) -> None:
    # Imported here: a platform at its head, the usual start, never pays for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": connection, "schema": service, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", _escaped(Path(__file__).with_name("alembic_environment")))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _escaped(history_folder(service) / "versions"))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise SchemaAhead(service) from error
        raise


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")  # alembic reads its options through configparser
