"""Secrets as files of one folder (0700, files 0600), outside the data folder and its backups.

The folder may also be mounted by an orchestrator. A secret is made once: concurrent makers all read the same bytes.
"""

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,100}", re.ASCII)


class InsecureSecret(RuntimeError):
    """A secret cannot be used safely: other accounts of the machine may change it."""


@dataclass(frozen=True, slots=True)
class SecretFiles:
    """The folder of secrets."""

    folder: Path = field(repr=False)

    def read(self, name: str) -> bytes:
        """Read a secret.

        Raises:
            FileNotFoundError: nobody has made it.
            InsecureSecret: everybody may write it.
        """
        path = self._path(name)
        if path.stat().st_mode & 0o002:
            raise InsecureSecret(f"Le secret {name} est modifiable par tous les comptes de la machine.")
        return path.read_bytes()

    def create(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Read a secret, making it first if nobody has; of several makers at once the first wins."""
        path = self._path(name)
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._publish(path, make())
        return self.read(name)

    def _publish(self, path: Path, content: bytes) -> None:
        """Write beside, then link: readers see the whole secret or none, and an existing one is never replaced."""
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            try:
                path.hardlink_to(draft)
            except FileExistsError:
                return  # another maker was first; its secret is the secret
            _sync_folder(path.parent)
        finally:
            draft.unlink()

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a secret")
        return self.folder / name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
