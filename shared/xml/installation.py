"""Bringing an official artefact into the data folder: verified before it is written, written whole or not at all."""

import hashlib
import os
from pathlib import Path

from shared.xml.artefacts import Artefact


class AlteredArtefact(ValueError):
    """The content does not have the SHA-256 of the lock."""


def install_artefact(artefact: Artefact, content: bytes, *, folder: Path) -> Path:
    """Keep a single-file artefact under a folder and give its path.

    Raises:
        AlteredArtefact: the content is not the one of the lock.
    """
    if hashlib.sha256(content).hexdigest() != artefact.sha256:
        raise AlteredArtefact(artefact.name.artefact_id)
    target = folder / artefact.folder / artefact.files[0]
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(target)
    return target
