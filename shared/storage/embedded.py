"""The embedded PostgreSQL: a real server from a wheel, started by our own code beside the platform.

Durable (fsync, full pages, checksums), authenticated (SCRAM-SHA-256), reachable only through a socket in a private
folder. A server or data folder left behind by a killed platform is taken over at the next start.
Source: PostgreSQL 18 documentation, chapters 18 (server setup) and 19 (configuration).
"""

import fcntl
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import RLock
from typing import IO, Final
from urllib.parse import quote

from shared.settings import SecretFiles
from shared.storage.durable import sync_folder
from shared.storage.embedded_home import (
    MAJOR_VERSION,
    PORT,
    EmbeddedPostgresError,
    ServerUser,
    binaries,
    make_home,
    make_socket_folder,
    server_home,
    socket_folder,
)
from shared.storage.postmaster import Postmaster, stop_leftover, wait_without_children

ADMIN: Final = "plis_admin"
ADMIN_SECRET: Final = "database_admin"  # noqa: S105 - the name of a secret, not its value
_DATABASE: Final = "postgres"
_LOG_LIMIT: Final = 8 * 1024 * 1024
_START_SECONDS: Final = 120.0  # replaying the journal after a power cut may take a while
_LEAVE_SECONDS: Final = 10.0
_PAUSE: Final = 0.01

# Thrifty with memory and processes, never with durability.
_CONFIGURATION: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "100",
    "shared_buffers": "32MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "512MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "io_method": "sync",
    "jit": "off",
    "max_worker_processes": "2",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "autovacuum_max_workers": "1",
    "huge_pages": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # the details of an error repeat values of rows
    "log_min_error_statement": "panic",  # a statement may hold personal data
}


class EmbeddedPostgres:
    """One PostgreSQL server, supervised by this process, on the data folder of the platform."""

    def __init__(self, data_dir: Path, secrets_dir: Path) -> None:
        self._data_dir = data_dir
        self._secrets = SecretFiles(secrets_dir)
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: IO[str] | None = None
        self._lock = RLock()

    @property
    def url(self) -> str:
        """Give the administrator's address, valid whichever process started the server."""
        password = self._secrets.read(ADMIN_SECRET).decode("ascii")
        return embedded_url(self._data_dir, ADMIN, password)

    @property
    def pid(self) -> int | None:
        """Give the process id of the server that this object started."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the server, making its data folder the first time; return when it accepts connections.

        Raises:
            EmbeddedPostgresError: another platform uses the same data folder, or the server does not start.
        """
        with self._lock:
            if self.is_alive():
                return
            self.stop()  # what a dead server left in our hands
            home, user = make_home(self._data_dir)
            self._take_guard(home)
            try:
                programs = binaries(home, user)
                data = home / str(MAJOR_VERSION)
                self._prepare_data(programs, data, user)
                stop_leftover(data, patience=_LEAVE_SECONDS)
                self._launch(programs, home, user)
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Stop the server: running transactions are rolled back, everything committed is on disk."""
        with self._lock:
            process, self._process = self._process, None
            if process is not None:
                _end(process)
            if self._guard is not None:
                self._guard.close()
                self._guard = None

    def restart(self) -> None:
        """Start the server again, whatever became of it (the supervisor calls this after a crash)."""
        with self._lock:
            self.stop()
            self.start()

    def is_alive(self) -> bool:
        """Say whether the server that this object started still runs."""
        process = self._process
        return process is not None and process.poll() is None

    def _take_guard(self, home: Path) -> None:
        """Hold a file lock for as long as we supervise: the system frees it even after a kill -9."""
        guard = (home / "lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            guard.close()
            raise EmbeddedPostgresError("Une autre plateforme utilise déjà ce dossier de données.") from error
        self._guard = guard

    def _prepare_data(self, programs: Path, data: Path, user: ServerUser) -> None:
        """Make the data folder aside and rename it when complete, so that a half-made one is never used."""
        is_new_password = not (self._secrets.folder / ADMIN_SECRET).exists()
        password = self._secrets.create(ADMIN_SECRET, lambda: secrets.token_hex(32).encode("ascii"))
        if not (data / "PG_VERSION").exists():
            draft = data.with_name("draft")
            shutil.rmtree(draft, ignore_errors=True)
            _initdb(programs, draft, user, password)
            draft.rename(data)
            sync_folder(data.parent)
        elif is_new_password:
            stop_leftover(data, patience=_LEAVE_SECONDS)
            _reset_password(programs, data, user, password)

    def _launch(self, programs: Path, home: Path, user: ServerUser) -> None:
        sockets = make_socket_folder(home, user)
        log = _rotated(home / "server.log")
        data = home / str(MAJOR_VERSION)
        command = [str(programs / "postgres"), "-D", str(data), "-c", f"unix_socket_directories={sockets}"]
        for name, value in (_CONFIGURATION | _PLATFORM).items():
            command += ["-c", f"{name}={value}"]
        wait_without_children(data, patience=_LEAVE_SECONDS)
        self._process = user.spawn(command, log)
        deadline = time.monotonic() + _START_SECONDS
        while not _is_ready(data, self._process.pid):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL n'a pas démarré ; son journal : {log}")
            time.sleep(_PAUSE)


# macOS keeps fsynced bytes in the drive's cache unless it is asked to write them through.
_PLATFORM: Final = {"wal_sync_method": "fsync_writethrough"} if sys.platform == "darwin" else {}


def embedded_url(data_dir: Path, user: str, password: str) -> str:
    """Give the address of the embedded server for one of its roles, from any process of the machine."""
    folder = quote(str(socket_folder(server_home(data_dir))), safe="")
    return (
        f"postgresql+psycopg://{quote(user, safe='')}:{quote(password, safe='')}@/{_DATABASE}?host={folder}&port={PORT}"
    )


def _is_ready(data: Path, pid: int) -> bool:
    postmaster = Postmaster.of(data)
    return postmaster is not None and postmaster.pid == pid and postmaster.is_ready


def _end(process: "subprocess.Popen[bytes]") -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, none
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(timeout=_LEAVE_SECONDS * 3)
        except subprocess.TimeoutExpired:
            continue
        return


def _initdb(programs: Path, data: Path, user: ServerUser, password: bytes) -> None:
    password_file = data.with_name("initial-password")
    password_file.unlink(missing_ok=True)
    password_file.touch(mode=0o600)
    password_file.write_bytes(password)
    user.own(password_file)
    try:
        made = user.run(
            [
                *(str(programs / "initdb"), "-D", str(data), "-U", ADMIN, f"--pwfile={password_file}"),
                *("--auth=scram-sha-256", "--data-checksums", "--no-instructions", "--encoding=UTF8"),
                # The built-in provider sorts and folds alike on every system.
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C"),
                *("--set", "timezone=UTC", "--set", "shared_buffers=32MB", "--set", "max_connections=100"),
            ]
        )
    finally:
        password_file.unlink()
    if made.returncode != 0:
        raise EmbeddedPostgresError(f"La base de données n'a pas pu être créée : {made.stderr.strip()}")


def _reset_password(programs: Path, data: Path, user: ServerUser, password: bytes) -> None:
    """Give a new password to the administrator after the secrets folder was lost: who owns the files owns the data."""
    statement = f"ALTER ROLE {ADMIN} PASSWORD '{password.decode('ascii')}'\n"
    done = user.run([str(programs / "postgres"), "--single", "-D", str(data), "postgres"], given=statement)
    if done.returncode != 0:
        raise EmbeddedPostgresError(f"Le mot de passe de la base n'a pas pu être refait : {done.stderr.strip()}")


def _rotated(log: Path) -> Path:
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return log
