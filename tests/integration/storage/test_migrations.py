"""Every schema comes to its head once, by one process at a time; a start that has nothing to do is quick."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, make_url, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from shared.settings import Settings
from shared.storage import migrate as migrate_module
from shared.storage.database import Database
from shared.storage.migrate import SchemaAhead, SchemaBehind, check_head, migrate, migrate_fully
from shared.storage.roles import SERVICES, service_database
from shared.storage.tables import service_metadata, service_tables

FIRST = """
from alembic import op
from shared.storage.tables import create_service_tables

revision = "20260101_0900"
down_revision = None

def upgrade():
    create_service_tables(op)
    op.execute("CREATE TABLE thing (id int PRIMARY KEY)")
"""
SECOND = """
from alembic import op

revision = "20260201_0900"
down_revision = "20260101_0900"

def upgrade():
    op.execute("ALTER TABLE thing ADD COLUMN name text")
"""
BROKEN = """
from alembic import op

revision = "20260301_0900"
down_revision = "20260201_0900"

def upgrade():
    op.execute("ALTER TABLE thing ADD COLUMN half text")
    op.execute("ALTER TABLE nothing ADD COLUMN half text")
"""


@pytest.fixture
def histories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two services with one migration each; a percent sign in the path must not matter."""
    root = tmp_path / "100%"
    for service in SERVICES:
        (root / service / "versions").mkdir(parents=True)
    for service in ("tenders", "mps"):
        (root / service / "versions" / "20260101_0900_create_thing.py").write_text(FIRST)
    monkeypatch.setattr(migrate_module, "history_folder", lambda service: root / service)
    return root


@pytest.fixture
def tenders(empty_database: Settings) -> Iterator[Database]:
    database = service_database(empty_database, "tenders")
    yield database
    database.dispose()


def add(histories: Path, name: str, content: str) -> None:
    (histories / "tenders" / "versions" / name).write_text(content)


def migrated(settings: Settings) -> bool:
    assert settings.database_url is not None
    return migrate(settings.database_url, settings)


def test_a_history_grows(histories: Path, empty_database: Settings, tenders: Database) -> None:
    assert migrated(empty_database)
    check_head(tenders)
    assert not migrated(empty_database)

    add(histories, "20260201_0900_name_thing.py", SECOND)
    with pytest.raises(SchemaBehind, match="tenders"):
        check_head(tenders)
    assert migrated(empty_database)
    check_head(tenders)
    with tenders.begin() as connection:
        connection.execute(text("INSERT INTO thing (id, name) VALUES (1, 'é')"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("SELECT * FROM mps.thing"))
    with tenders.begin() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text("UPDATE schema_version SET version_num = 'x'"))


def test_at_the_head_one_query_is_enough(histories: Path, empty_database: Settings) -> None:
    assert histories.is_dir()
    migrated(empty_database)
    statements: list[str] = []

    def remember(*details: object) -> None:
        statements.append(str(details[2]))

    event.listen(Engine, "before_cursor_execute", remember)
    try:
        assert not migrated(empty_database)
    finally:
        event.remove(Engine, "before_cursor_execute", remember)
    assert len(statements) == 1


def test_a_failed_migration_leaves_nothing(histories: Path, empty_database: Settings, tenders: Database) -> None:
    migrated(empty_database)
    add(histories, "20260201_0900_name_thing.py", SECOND)
    add(histories, "20260301_0900_break_thing.py", BROKEN)
    with pytest.raises(ProgrammingError, match="nothing"):
        migrated(empty_database)
    with tenders.reader() as connection:
        columns = text("SELECT column_name FROM information_schema.columns WHERE table_name = 'thing'")
        assert connection.execute(columns).scalars().all() == ["id"]


def test_a_newer_schema_is_left_alone(histories: Path, empty_database: Settings, tenders: Database) -> None:
    add(histories, "20260201_0900_name_thing.py", SECOND)
    migrated(empty_database)
    (histories / "tenders" / "versions" / "20260201_0900_name_thing.py").unlink()
    with pytest.raises(SchemaAhead, match="plus récente"):
        migrated(empty_database)
    with pytest.raises(SchemaBehind):
        check_head(tenders)


def test_two_processes_migrate_one_after_the_other(histories: Path, empty_database: Settings) -> None:
    add(histories, "20260201_0900_name_thing.py", SECOND)
    with ThreadPoolExecutor(1) as other:
        elsewhere = other.submit(_in_a_process, empty_database, histories)
        migrated(empty_database)
        assert elsewhere.result(timeout=60) == 0
    assert not migrated(empty_database)


def _in_a_process(settings: Settings, histories: Path) -> int:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    program = (
        "import sys\nfrom pathlib import Path\nfrom shared.settings import Settings\n"
        "from shared.storage import migrate as m\n"
        "m.history_folder = lambda service: Path(sys.argv[1]) / service\n"
        "m.migrate(sys.argv[2], Settings(data_dir=Path(sys.argv[3]), secrets_dir=Path(sys.argv[4])))\n"
    )
    arguments = [str(histories), str(settings.database_url), str(settings.data_dir), str(settings.secrets_dir)]
    return subprocess.run([sys.executable, "-c", program, *arguments], check=False).returncode


def test_a_lost_password_is_given_again(histories: Path, empty_database: Settings, tenders: Database) -> None:
    assert histories.is_dir()
    migrated(empty_database)
    assert empty_database.database_url is not None
    admin = Database(empty_database.database_url, "public", pool_size=1)
    with admin.begin() as connection:
        connection.execute(text("ALTER ROLE plis_tenders PASSWORD 'somebody changed it'"))
    admin.dispose()
    with pytest.raises(OperationalError, match="password"), tenders.reader():
        pass
    migrate_fully(empty_database.database_url, empty_database)
    with tenders.reader() as connection:
        assert connection.execute(text("SELECT current_user")).scalar_one() == "plis_tenders"


def test_the_tables_described_are_the_tables_made(common_database: Settings) -> None:
    assert common_database.database_url is not None
    admin = Database(common_database.database_url, "tenders", pool_size=1)
    metadata = service_metadata()
    service_tables(metadata)
    with admin.reader() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    admin.dispose()


@pytest.mark.parametrize("form", ["postgresql://", "postgres://", "postgresql+psycopg://"])
def test_the_addresses_of_services_follow_the_external_one(common_database: Settings, form: str) -> None:
    assert common_database.database_url is not None
    given = common_database.database_url.replace("postgresql+psycopg://", form)
    settings = Settings(data_dir=common_database.data_dir, secrets_dir=common_database.secrets_dir, database_url=given)
    database = service_database(settings, "mps")
    with database.reader() as connection:
        row = connection.execute(text("SELECT current_user, current_schema(), current_database()")).one()
    database.dispose()
    assert tuple(row) == ("plis_mps", "mps", make_url(given).database)
