"""A real PostgreSQL for the integration tests: started once, one database per test copied from a template."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, make_url

from shared.settings import Settings
from shared.storage.embedded import EmbeddedPostgres
from shared.storage.migrate import migrate
from shared.storage.roles import SERVICES, create_roles, create_schema
from shared.storage.tables import create_service_tables

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A temporary folder that PostgreSQL's user may enter even when root runs the tests (pytest's own is closed)."""
    folder = Path(tempfile.mkdtemp(prefix="plis-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(open_folder: Path) -> Iterator[EmbeddedPostgres]:
    """The embedded server, in folders of its own."""
    server = EmbeddedPostgres(open_folder / "data", open_folder / "secrets")
    server.start()
    # What is proven with this server is what its processes do, never what a power cut does: the disk is not waited for.
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        _administer(server, f"ALTER SYSTEM SET {setting}")
    _administer(server, "SELECT pg_reload_conf()")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_template(postgres: EmbeddedPostgres, open_folder: Path) -> str:
    """The name of a database in which every service's history has run."""
    _create(postgres, "migrated_template")
    settings = _settings(postgres, "migrated_template", open_folder, open_folder / "none")
    assert settings.database_url is not None
    migrate(settings.database_url, settings)
    return "migrated_template"


@pytest.fixture(scope="session")
def common_template(postgres: EmbeddedPostgres, open_folder: Path) -> str:
    """The name of a database in which each service has only the tables common to all."""
    _create(postgres, "common_template")
    settings = _settings(postgres, "common_template", open_folder, open_folder / "none")
    assert settings.database_url is not None
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        create_roles(connection, settings)
        operations = Operations(MigrationContext.configure(connection))
        for service in SERVICES:
            create_schema(connection, service)
            connection.exec_driver_sql(f"SET LOCAL search_path = {service}")
            create_service_tables(operations)
    engine.dispose()
    return "common_template"


@pytest.fixture
def empty_database(postgres: EmbeddedPostgres, open_folder: Path, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database of its own, without anything in it; `database_url` is the administrator's."""
    yield from _database(postgres, open_folder, tmp_path, template="template0")


@pytest.fixture
def fresh_database(
    postgres: EmbeddedPostgres, migrated_template: str, open_folder: Path, tmp_path: Path
) -> Iterator[Settings]:
    """Settings of a database of its own, every service at its head; `service_database(settings, name)` opens it."""
    yield from _database(postgres, open_folder, tmp_path, template=migrated_template)


@pytest.fixture
def common_database(
    postgres: EmbeddedPostgres, common_template: str, open_folder: Path, tmp_path: Path
) -> Iterator[Settings]:
    """Settings of a database of its own where each service has only the common tables: outbox, inbox and the like."""
    yield from _database(postgres, open_folder, tmp_path, template=common_template)


def _database(server: EmbeddedPostgres, folder: Path, tmp_path: Path, *, template: str) -> Iterator[Settings]:
    name = f"test_{next(_numbers)}"
    _create(server, name, template=template)
    yield _settings(server, name, folder, tmp_path / "data")
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _settings(server: EmbeddedPostgres, name: str, folder: Path, data_dir: Path) -> Settings:
    address = make_url(server.url).set(database=name).render_as_string(hide_password=False)
    # The roles belong to the whole server, so the passwords do too.
    return Settings(data_dir=data_dir, secrets_dir=folder / "secrets", database_url=address)


def _create(server: EmbeddedPostgres, name: str, *, template: str = "template0") -> None:
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")


def _administer(server: EmbeddedPostgres, statement: str) -> None:
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
