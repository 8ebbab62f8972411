"""The official validators, in their own process, for the contract tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.invoicing.standards.official_rules import OfficialRuleProcess
from shared.xml.artefacts import ArtefactStore
from shared.xml.validator_pool import ValidatorPool


@pytest.fixture(scope="module")
def official(standards_dir: Path) -> Iterator[OfficialRuleProcess]:
    """Validators with the official artefacts beside the checkout."""
    yield from _validators((standards_dir,))


@pytest.fixture(scope="module")
def packaged() -> Iterator[OfficialRuleProcess]:
    """Validators with nothing but what the installed packages carry."""
    yield from _validators(())


def _validators(roots: tuple[Path, ...]) -> Iterator[OfficialRuleProcess]:
    pool = ValidatorPool(roots=roots)
    yield OfficialRuleProcess(pool, ArtefactStore(roots=roots))
    pool.close()
