"""The official artefacts and samples, found beside a source checkout or where `PLIS_STANDARDS` says.

They are never part of the repository: a test that needs one is skipped, with the reason, where they are absent.
"""

import os
from pathlib import Path

import pytest

from shared.settings import Settings


def _settings() -> Settings:
    return Settings.from_environment(os.environ)


@pytest.fixture(scope="session")
def standards_dir() -> Path:
    """The folder of official schemas, or a skip."""
    folder = _settings().standards_dir
    if folder is None:
        pytest.skip("les artefacts officiels ne sont pas installés (plis standards install, ou PLIS_STANDARDS)")
    return folder


@pytest.fixture(scope="session")
def samples_dir() -> Path:
    """The folder of official samples, or a skip."""
    folder = _settings().samples_dir
    if folder is None:
        pytest.skip("les exemples officiels ne sont pas là (dossier samples à côté de PLIS_STANDARDS)")
    return folder
