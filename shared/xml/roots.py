"""Where official artefacts may lie on this installation, in the order in which they are looked for."""

from pathlib import Path

from shared.settings import Settings


def installed_folder(settings: Settings) -> Path:
    """Give the folder into which ``plis standards install`` brings artefacts."""
    return settings.data_dir.absolute() / "standards"


def artefact_roots(settings: Settings) -> tuple[Path, ...]:
    """Give the folders to search: the configured one, then the installed one."""
    configured = () if settings.standards_dir is None else (settings.standards_dir.absolute(),)
    return tuple(dict.fromkeys((*configured, installed_folder(settings))))
