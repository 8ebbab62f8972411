"""Bringing an official artefact into the data folder: verified before it is written, written whole or not at all."""

import hashlib
import os
import shutil
from pathlib import Path

from shared.xml.artefacts import Artefact, digest_of


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


def install_files(artefact: Artefact, source: Path, *, folder: Path) -> Path:
    """Keep an artefact of several files, taken from a folder of this machine, and give its folder.

    What is digested is the copy that will be read, not the folder that it came from.

    Raises:
        AlteredArtefact: the files are not those of the lock, or some are missing.
        OSError: the files cannot be read or written.
    """
    target = folder / artefact.folder
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for pattern in artefact.files:
            for file in source.glob(pattern):
                copy = draft / file.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
        if digest_of(draft, artefact.files) != artefact.sha256:
            raise AlteredArtefact(artefact.name.artefact_id)
        shutil.rmtree(target, ignore_errors=True)
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target
