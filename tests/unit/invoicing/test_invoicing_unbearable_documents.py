"""A document that no validator can bear gets a verdict all the same: not checked, for a person to look at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from services.invoicing.domain.verdict import Outcome, RuleFamily
from services.invoicing.standards import cii
from services.invoicing.standards.official_rules import OfficialRuleProcess
from shared.xml.artefacts import ArtefactStore
from shared.xml.validator_pool import ValidatorPool, ValidatorTooSlow, ValidatorUnavailable
from tests.unit.invoicing.builders import an_invoice


class FailingPool:
    """Validators that fail on everything, in one way."""

    def __init__(self, failure: Callable[[], Exception]) -> None:
        self._failure = failure

    def validate(self, *_: object, **__: object) -> Any:
        raise self._failure()


def rules(tmp_path: Path, failure: Callable[[], Exception]) -> OfficialRuleProcess:
    return OfficialRuleProcess(cast(ValidatorPool, FailingPool(failure)), ArtefactStore(roots=[tmp_path]))


def test_what_takes_too_long_is_not_checked_and_never_valid(tmp_path: Path) -> None:
    verdict = rules(tmp_path, ValidatorTooSlow).judge(cii.to_xml(an_invoice()))
    assert [check.family for check in verdict.checks] == [RuleFamily.XSD, RuleFamily.EN16931, RuleFamily.FRENCH]
    assert {check.outcome for check in verdict.checks} == {Outcome.NOT_CHECKED}
    assert all("temps permis" in check.reason and check.artefact for check in verdict.checks)
    assert not verdict.is_valid


def test_a_crash_is_tried_again_and_one_that_always_comes_back_is_told(tmp_path: Path) -> None:
    judge = rules(tmp_path, ValidatorUnavailable).judge
    document, other = cii.to_xml(an_invoice(number="F-1")), cii.to_xml(an_invoice(number="F-2"))
    for _ in range(2):
        with pytest.raises(ValidatorUnavailable):
            judge(document)
    with pytest.raises(ValidatorUnavailable):
        judge(other)
    assert {check.outcome for check in judge(document).checks} == {Outcome.NOT_CHECKED}
