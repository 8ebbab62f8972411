"""Official artefacts (XSD, XSLT, code lists): named by ``deploy/standards.lock``, hashed before they are used.

A stylesheet or a schema is code: whatever folder it was found in, it serves only when its SHA-256 is the one of the
lock. A folder of files has one digest: the SHA-256 of its ``sha256sum`` listing, paths in byte order.
"""

import hashlib
import importlib.util
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shared.xml.verdict import ArtefactName

_PACKAGED_LOCK = Path(__file__).with_name("standards.lock")
_CHECKOUT_LOCK = Path(__file__).resolve().parents[2] / "deploy" / "standards.lock"


class ArtefactStatus(StrEnum):
    """Whether an artefact may serve: found with the locked hash, found with another one, or not found."""

    PRESENT = "present"
    ALTERED = "altered"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Artefact:
    """One line of the lock: what it is, where it comes from, which files it has and their digest.

    ``package`` names the installed Python package that carries it; otherwise it is looked for in the folders of
    official artefacts. ``folder`` is relative to either; ``files`` are names or patterns in that folder.
    """

    name: ArtefactName
    licence: str
    address: str
    package: str | None
    folder: str
    files: tuple[str, ...]
    sha256: str

    @property
    def is_single_file(self) -> bool:
        """Whether the digest is the plain SHA-256 of one file, which an https address can bring."""
        return len(self.files) == 1 and "*" not in self.files[0]


@dataclass(frozen=True, slots=True)
class ArtefactState:
    """An artefact and where it stands on this machine; ``folder`` is set only when it is present."""

    artefact: Artefact
    status: ArtefactStatus
    folder: Path | None


def load_lock(path: Path | None = None) -> tuple[Artefact, ...]:
    """Read the lock: the given file, else the packaged copy, else the one of the source checkout."""
    chosen = path or (_PACKAGED_LOCK if _PACKAGED_LOCK.is_file() else _CHECKOUT_LOCK)
    rows = tomllib.loads(chosen.read_text(encoding="utf-8"))["artefact"]
    return tuple(
        Artefact(
            name=ArtefactName(artefact_id=row["id"], name=row["name"], version=row["version"]),
            licence=row["licence"],
            address=row["address"],
            package=row.get("package"),
            folder=row["folder"],
            files=tuple(row["files"]),
            sha256=row["sha256"],
        )
        for row in rows
    )


def digest_of(folder: Path, patterns: Sequence[str]) -> str | None:
    """Digest the files of a folder that fit the patterns; None when a pattern fits nothing."""
    found: set[Path] = set()
    for pattern in patterns:
        matches = {path for path in folder.glob(pattern) if path.is_file()} if folder.is_dir() else set()
        if not matches:
            return None
        found |= matches
    listing = [(path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in found]
    if len(patterns) == 1 and "*" not in patterns[0]:
        return listing[0][1]
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(listing))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


class ArtefactStore:
    """The artefacts of one lock as found on this machine; each is hashed once per process, before its first use."""

    def __init__(self, *, roots: Sequence[Path], lock: tuple[Artefact, ...] | None = None) -> None:
        self.roots = tuple(roots)
        self._artefacts = {a.name.artefact_id: a for a in (load_lock() if lock is None else lock)}
        self._states: dict[str, ArtefactState] = {}

    def all(self) -> tuple[ArtefactState, ...]:
        """Give the state of every artefact of the lock, in its order."""
        return tuple(self.state(artefact_id) for artefact_id in self._artefacts)

    def state(self, artefact_id: str) -> ArtefactState:
        """Find one artefact and compare its hash with the lock.

        Raises:
            KeyError: the lock has no such artefact (a mistake of the caller).
        """
        known = self._states.get(artefact_id)
        if known is None:
            known = self._look_for(self._artefacts[artefact_id])
            if known.status is ArtefactStatus.PRESENT:
                self._states[artefact_id] = known
        return known

    def _look_for(self, artefact: Artefact) -> ArtefactState:
        status = ArtefactStatus.ABSENT
        for folder in self.candidates(artefact):
            digest = digest_of(folder, artefact.files)
            if digest == artefact.sha256:
                return ArtefactState(artefact, ArtefactStatus.PRESENT, folder)
            if digest is not None:
                status = ArtefactStatus.ALTERED
        return ArtefactState(artefact, status, None)

    def candidates(self, artefact: Artefact) -> tuple[Path, ...]:
        """Give the folders where an artefact may lie, whether they exist or not."""
        if artefact.package is None:
            return tuple(root / artefact.folder for root in self.roots)
        spec = importlib.util.find_spec(artefact.package)
        places = (spec.submodule_search_locations if spec else None) or ()
        return tuple(Path(place) / artefact.folder for place in places)


def why_not_checked(state: ArtefactState) -> str:
    """Say in French why an artefact could not judge: never a silent pass."""
    name = f"{state.artefact.name.name} {state.artefact.name.version}"
    if state.status is ArtefactStatus.ALTERED:
        return f"non contrôlé par le validateur officiel ({name} : l'empreinte diffère de standards.lock)"
    return f"non contrôlé par le validateur officiel ({name} absent : plis standards install)"
