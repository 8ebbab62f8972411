"""The embedded database of a platform: started aside, waited for, watched, stopped."""

import os
import signal
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from services.embedded_database import EmbeddedDatabase
from shared.settings import Settings
from shared.storage.embedded import ADMIN_SECRET, EmbeddedPostgres, embedded_url
from shared.storage.embedded_home import EmbeddedPostgresError, server_home
from tests.waiting import wait_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Folders that the server's own user may enter, even when root runs the tests."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o011)
    return Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "secrets")


def answers(settings: Settings) -> bool:
    """Ask the server something, as its administrator."""
    password = settings.secret(ADMIN_SECRET).decode()
    url = make_url(embedded_url(settings.data_dir, "plis_admin", password)).set(drivername="postgresql")
    try:
        with closing(psycopg.connect(url.render_as_string(hide_password=False))) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def server_pid(settings: Settings) -> int:
    """The process of the running server, as it says itself."""
    return int((server_home(settings.data_dir) / "18" / "postmaster.pid").read_text().split()[0])


def test_it_answers_once_waited_for_and_is_gone_at_the_end(settings: Settings) -> None:
    with EmbeddedDatabase(settings) as database:
        database.wait()
        assert answers(settings)
        pid = server_pid(settings)
    assert not answers(settings)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_leaving_before_it_is_ready_leaves_nothing_running(settings: Settings) -> None:
    with EmbeddedDatabase(settings):
        pass
    assert not (server_home(settings.data_dir) / "18" / "postmaster.pid").exists()


def test_a_folder_in_use_is_refused_where_the_database_is_waited_for(settings: Settings) -> None:
    first = EmbeddedPostgres(settings.data_dir, settings.secrets_dir)
    first.start()
    try:
        with EmbeddedDatabase(settings) as database, pytest.raises(EmbeddedPostgresError, match="Une autre plateforme"):
            database.wait()
        assert answers(settings), "the other platform's server must go on"
    finally:
        first.stop()


def test_a_server_that_dies_is_started_again(settings: Settings) -> None:
    with EmbeddedDatabase(settings) as database:
        database.wait()
        killed = server_pid(settings)
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: answers(settings), within=60, what="the server answers again")
        assert server_pid(settings) != killed
