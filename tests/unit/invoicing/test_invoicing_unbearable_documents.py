"""A document that no validator can bear gets a verdict all the same: not checked, for a person to look at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from unittest.mock import Mock

import pytest

from services.invoicing.domain.verdict import Outcome, RuleFamily
from services.invoicing.standards import cii
from services.invoicing.standards.official_rules import OfficialRuleProcess
from shared.xml.artefacts import ArtefactStore
from shared.xml.validator_client import ValidatorClient
from shared.xml.validator_pool import ValidatorCrashed, ValidatorPool, ValidatorTooSlow, ValidatorUnavailable
from shared.xml.wire import PeerGone, Selected
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
    judge = rules(tmp_path, ValidatorCrashed).judge
    document, other = cii.to_xml(an_invoice(number="F-1")), cii.to_xml(an_invoice(number="F-2"))
    for _ in range(2):
        with pytest.raises(ValidatorCrashed):
            judge(document)
    with pytest.raises(ValidatorCrashed):
        judge(other)
    assert {check.outcome for check in judge(document).checks} == {Outcome.NOT_CHECKED}


def test_a_machine_that_starts_no_validator_says_nothing_of_the_document(tmp_path: Path) -> None:
    judge, document = rules(tmp_path, ValidatorUnavailable).judge, cii.to_xml(an_invoice())
    for _ in range(5):
        with pytest.raises(ValidatorUnavailable):
            judge(document)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (PeerGone, ValidatorCrashed),
        (BrokenPipeError, ValidatorCrashed),
        (TimeoutError, ValidatorTooSlow),
        (BlockingIOError, ValidatorUnavailable),
    ],
)
def test_a_pool_says_what_ended_its_second_try(
    failure: type[Exception], told: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ValidatorClient, "ask", Mock(side_effect=failure))
    pool = ValidatorPool(roots=[])
    with pytest.raises(ValidatorUnavailable) as raised:
        pool.validate(b"<a/>", schema=Selected("ubl", "a.xsd"), rules=())
    assert raised.type is told
