"""What is worth another judging, how often the platform tries by itself, and that a decision ends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain.judging import PATIENCE, PAUSES, Judging, judged_again
from services.invoicing.domain.proposal import ProposedAct, proposal_for
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import Cause, OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards import cii
from services.invoicing.standards.official_rules import OfficialRuleProcess
from services.invoicing.storage.invoice_parts import verdict_from_json, verdict_to_json
from shared.kernel.refusal import Refused
from shared.xml.artefacts import ArtefactStore
from shared.xml.validator_pool import ValidatorPool, ValidatorTooSlow
from shared.xml.verdict import ArtefactName, Check, CheckStatus, Verdict
from tests.unit.invoicing.builders import INVOICE_ID, a_received_invoice, an_invoice

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FORM_IS_GOOD = OfficialCheck(RuleFamily.XSD, "D22B", "1", Outcome.VALID)


def unmade(cause: Cause | None, family: RuleFamily = RuleFamily.FRENCH, artefact: str = "BR-FR") -> OfficialCheck:
    return OfficialCheck(family, artefact, "1", Outcome.NOT_CHECKED, reason="non contrôlé", cause=cause)


def verdict(*checks: OfficialCheck) -> OfficialVerdict:
    return OfficialVerdict((FORM_IS_GOOD, *checks))


@pytest.mark.parametrize(
    ("cause", "is_worth_another", "failed_by_machine"),
    [
        (Cause.FORM, False, False),
        (Cause.SUMMARY, False, False),
        (Cause.VALUES, True, False),
        (Cause.ABSENT, True, False),
        (Cause.MACHINE, True, True),
        (None, True, False),  # judged before causes were kept
    ],
)
def test_what_was_not_checked_is_worth_another_judging_unless_by_its_own_form(
    cause: Cause | None, is_worth_another: bool, failed_by_machine: bool
) -> None:
    found = verdict(unmade(cause))
    assert (found.is_worth_another, found.failed_by_machine) == (is_worth_another, failed_by_machine)
    assert verdict_from_json(verdict_to_json(found)) == found


def test_what_was_checked_or_refused_by_its_schema_is_worth_no_other_judging() -> None:
    assert not verdict().is_worth_another
    refused = OfficialCheck(RuleFamily.XSD, "D22B", "1", Outcome.INVALID)
    assert not OfficialVerdict((refused, unmade(None))).is_worth_another


def test_rules_of_the_core_that_decide_nothing_beside_an_extension_are_not_waited_for() -> None:
    extension = OfficialCheck(RuleFamily.FRENCH, "EXTENDED-CTC-FR", "1", Outcome.VALID)
    assert not verdict(unmade(Cause.ABSENT, RuleFamily.EN16931, "EN 16931"), extension).is_worth_another


def test_a_verdict_kept_before_causes_were_is_still_read() -> None:
    (row,) = verdict_to_json(OfficialVerdict((unmade(Cause.ABSENT),))) or []
    del row["cause"]
    assert verdict_from_json([row]) == OfficialVerdict((unmade(None),))


class SayingPool:
    """Validators that say of every rule what they are told to say."""

    def __init__(self, schema: CheckStatus, rules: CheckStatus) -> None:
        self._schema, self._rules = schema, rules

    def validate(self, _document: bytes, *, schema: Any, rules: Any, **_: object) -> Verdict:
        of_rules = (Check(ArtefactName(rule.artefact_id, rule.artefact_id, "1"), self._rules) for rule in rules)
        return Verdict(Check(ArtefactName(schema.artefact_id, "XSD", "1"), self._schema), tuple(of_rules))


@pytest.mark.parametrize(
    ("schema", "rules", "causes"),
    [
        (CheckStatus.VALID, CheckStatus.VALID, {None}),
        (CheckStatus.INVALID, CheckStatus.NOT_CHECKED, {None, Cause.FORM}),
        (CheckStatus.VALID, CheckStatus.NOT_CHECKED, {None, Cause.VALUES}),
    ],
)
def test_a_check_says_why_it_was_not_made(
    schema: CheckStatus, rules: CheckStatus, causes: set[Cause | None], tmp_path: Path
) -> None:
    pool = cast(ValidatorPool, SayingPool(schema, rules))
    found = OfficialRuleProcess(pool, ArtefactStore(roots=[tmp_path])).judge(cii.to_xml(an_invoice()))
    assert {check.cause for check in found.checks} == causes


def test_an_absent_artefact_and_a_failing_machine_are_told_apart(tmp_path: Path) -> None:
    class Slow:
        def validate(self, *_: object, **__: object) -> Any:
            raise ValidatorTooSlow

    document, known = cii.to_xml(an_invoice()), ArtefactStore(roots=[tmp_path])
    nowhere = tuple(replace(state.artefact, package=None) for state in known.all())
    pool = cast(ValidatorPool, SayingPool(CheckStatus.VALID, CheckStatus.NOT_CHECKED))
    absent = OfficialRuleProcess(pool, ArtefactStore(roots=[tmp_path], lock=nowhere)).judge(document)
    assert {check.cause for check in absent.not_checked} == {Cause.ABSENT}
    slow = OfficialRuleProcess(cast(ValidatorPool, Slow()), known).judge(document)
    assert {check.cause for check in slow.checks} == {Cause.MACHINE}


def test_the_platform_tries_three_times_within_a_day_and_then_no_more() -> None:
    failed, now = verdict(unmade(Cause.MACHINE)), NOW
    judging, pauses = Judging(invoice_id=INVOICE_ID).answered(failed, now=now), []
    while judging.due_at is not None:
        pauses.append(judging.due_at - now)
        now = judging.due_at
        judging = judging.tried(now=now).answered(failed, now=now)
    assert tuple(pauses) == PAUSES
    assert sum(pauses, timedelta()) < timedelta(days=1)
    assert judging.tries == len(PAUSES)
    assert judging.asked(now=now).answered(failed, now=now).due_at is None  # a person's own request renews no try


def test_a_lost_answer_ends_neither_the_tries_nor_what_a_person_may_ask() -> None:
    tried = Judging(invoice_id=INVOICE_ID, due_at=NOW).tried(now=NOW)
    assert tried.due_at == NOW + PAUSES[1]
    assert tried.is_awaited(now=NOW + PATIENCE - timedelta(seconds=1))
    assert not tried.is_awaited(now=NOW + PATIENCE)


@pytest.mark.parametrize("cause", [None, Cause.ABSENT, Cause.VALUES, Cause.FORM, Cause.SUMMARY])
def test_what_the_machine_is_not_to_blame_for_is_not_tried_alone(cause: Cause | None) -> None:
    answered = Judging(invoice_id=INVOICE_ID, tries=1, asked_at=NOW, due_at=NOW).answered(
        verdict(unmade(cause)), now=NOW
    )
    assert (answered.asked_at, answered.due_at) == (None, None)


@given(st.lists(st.sampled_from(["ask", "try", "fail", "say"]), max_size=20))
def test_whatever_happens_the_platform_never_tries_more_than_it_may(steps: list[str]) -> None:
    failed, said = verdict(unmade(Cause.MACHINE)), verdict()
    judging = Judging(invoice_id=INVOICE_ID).answered(failed, now=NOW)
    for step in steps:
        match step:
            case "ask":
                judging = judging.asked(now=NOW)
            case "try" if judging.due_at is not None:
                judging = judging.tried(now=NOW)
            case "fail":
                judging = judging.answered(failed, now=NOW)
            case "say":
                judging = judging.answered(said, now=NOW)
    assert judging.tries <= len(PAUSES)


@pytest.mark.parametrize("status", InvoiceStatus)
def test_a_decided_invoice_keeps_its_verdict(status: InvoiceStatus) -> None:
    invoice = replace(a_received_invoice(), status=status, verdict=verdict(unmade(Cause.ABSENT)))
    if status is InvoiceStatus.VALIDATED:
        again = judged_again(invoice, verdict(), ())
        assert (again.status, again.version, again.verdict) == (status, invoice.version + 1, verdict())
        return
    with pytest.raises(Refused) as refused:
        judged_again(invoice, verdict(), ())
    assert refused.value.refusal.code == "INV-ACTION-IMPOSSIBLE"
    assert refused.value.refusal.facts["act"] == "contrôlée à nouveau"


def test_the_proposal_follows_the_new_verdict() -> None:
    unknown = OfficialVerdict((unmade(Cause.MACHINE, RuleFamily.XSD, "D22B"), unmade(Cause.MACHINE)))
    invoice = replace(a_received_invoice(), status=InvoiceStatus.VALIDATED, verdict=unknown)
    assert proposal_for(invoice).act is ProposedAct.COMPARE
    found = proposal_for(judged_again(invoice, verdict(), ()))
    assert (found.act, found.not_checked) == (ProposedAct.ACCEPT, ())
