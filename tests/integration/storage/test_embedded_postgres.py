"""The embedded server: durable, closed to others, and back after any death."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.storage.database import Database
from shared.storage.embedded import ADMIN_SECRET, EmbeddedPostgres, embedded_url
from shared.storage.embedded_home import LONGEST_SOCKET_PATH, PORT, EmbeddedPostgresError, server_home, socket_folder
from tests.waiting import wait_for


@pytest.fixture
def server(open_folder: Path, tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    place = open_folder / tmp_path.name
    server = EmbeddedPostgres(place / "data", place / "secrets")
    yield server
    server.stop()


def data_of(server: EmbeddedPostgres) -> Path:
    return server._data_dir


def ask(server: EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(question)  # type: ignore[call-overload]
        return cursor.fetchone()[0] if cursor.description else None


def test_it_is_durable_authenticated_and_closed(server: EmbeddedPostgres) -> None:
    server.start()
    shown = {
        name: ask(server, f"SHOW {name}")
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "listen_addresses")
    }
    assert shown == {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "listen_addresses": "",
    }
    assert ask(server, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0
    wrong = embedded_url(data_of(server), "plis_admin", "wrong").replace("+psycopg", "")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_its_folders_are_private_and_hold_no_password(server: EmbeddedPostgres) -> None:
    server.start()
    home = server_home(data_of(server))
    sockets = socket_folder(home)
    for folder in (home, sockets, home / "18"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(os.fsencode(sockets / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH
    password = (data_of(server).parent / "secrets" / ADMIN_SECRET).read_bytes()
    server.stop()
    assert [path for path in home.rglob("*") if path.is_file() and password in path.read_bytes()] == []


def test_data_outlive_a_clean_stop_and_a_kill(server: EmbeddedPostgres) -> None:
    server.start()
    ask(server, "CREATE TABLE kept (x int)")
    ask(server, "INSERT INTO kept VALUES (1)")
    server.stop()
    assert not server.is_alive()
    server.stop()  # twice does no harm
    server.start()
    ask(server, "INSERT INTO kept VALUES (2)")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    wait_for(lambda: not server.is_alive(), what="the death of the server")
    server.start()
    assert ask(server, "SELECT count(*) FROM kept") == 2


def test_a_pool_recovers_after_a_restart(server: EmbeddedPostgres) -> None:
    server.start()
    database = Database(server.url, "public", pool_size=2)
    with database.reader() as one, database.reader() as two:
        assert one.exec_driver_sql("SELECT 1").scalar_one() == two.exec_driver_sql("SELECT 1").scalar_one()
    server.restart()
    for record in _asleep(database):
        record.info["plis_checked_at"] -= 60  # as if the connection had slept a minute
    for _ in range(4):
        with database.reader() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    database.dispose()


def _asleep(database: Database) -> list[Any]:
    return list(database.engine.pool._pool.queue)  # type: ignore[attr-defined]


def test_two_platforms_cannot_share_a_folder(server: EmbeddedPostgres) -> None:
    server.start()
    other = EmbeddedPostgres(data_of(server), data_of(server).parent / "secrets")
    with pytest.raises(EmbeddedPostgresError, match="autre plateforme"):
        other.start()
    assert ask(server, "SELECT 1") == 1


def test_a_server_left_by_a_killed_platform_is_taken_over(server: EmbeddedPostgres) -> None:
    place = data_of(server).parent
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom shared.storage.embedded import EmbeddedPostgres\n"
        "place = Path(sys.argv[1])\nserver = EmbeddedPostgres(place / 'data', place / 'secrets')\n"
        "server.start()\nprint(server.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(place)], check=False, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL
    left = int(killed.stdout)
    os.kill(left, 0)  # it lives on without its platform
    ask(server, "CREATE TABLE kept (x int)")
    server.start()
    assert server.pid != left
    assert ask(server, "SELECT count(*) FROM kept") == 0


def test_a_stale_pid_file_of_another_program_is_ignored(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    home = server_home(data_of(server))
    # After a power cut the number may belong to any other program: here, to these tests.
    (home / "18" / "postmaster.pid").write_text(f"{os.getpid()}\n{home / '18'}\n1\n{PORT}\n\n\n  1  1\nready\n")
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_a_half_made_folder_is_made_again(server: EmbeddedPostgres) -> None:
    draft = server_home(data_of(server)) / "draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    server.start()
    assert ask(server, "SELECT 1") == 1
    assert not draft.exists()


def test_lost_secrets_are_made_again(server: EmbeddedPostgres) -> None:
    server.start()
    ask(server, "CREATE TABLE kept (x int)")
    server.stop()
    (data_of(server).parent / "secrets" / ADMIN_SECRET).unlink()
    server.start()
    assert ask(server, "SELECT count(*) FROM kept") == 0


def test_a_long_path_gets_a_short_socket(open_folder: Path, tmp_path: Path) -> None:
    place = open_folder / tmp_path.name / ("long" * 30)
    server = EmbeddedPostgres(place / "data", place / "secrets")
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
        sockets = socket_folder(server_home(place / "data"))
        assert len(os.fsencode(sockets / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH
    finally:
        server.stop()
    sockets.rmdir()  # /tmp is cleaned at a reboot
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
    finally:
        server.stop()
        socket_folder(server_home(place / "data")).rmdir()


def test_the_server_never_runs_as_root(server: EmbeddedPostgres) -> None:
    """An ordinary user runs it as itself; root hands it to another user."""
    server.start()
    owner = (server_home(data_of(server)) / "18").stat().st_uid
    assert owner != 0
    assert os.geteuid() in (0, owner)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand the server to another user")
def test_root_never_opens_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "data", closed / "secrets")
    server.start()
    home = server_home(closed / "data")
    try:
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert not home.is_relative_to(closed)
        server.restart()
        assert ask(server, "SELECT 1") == 1
    finally:
        server.stop()
        shutil.rmtree(home)
