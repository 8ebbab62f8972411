"""Real and official invoices: our verdicts are the ones that were measured with the same artefacts, rule by rule.

The manifest gives, for each sample, what UBL 2.1 / CII XSD, EN 16931 1.3.16 and BR-FR 1.4 said of it. Rule fragments
that are not XSD-valid have no further verdict here: the official rules abort on such documents.
"""

import csv
from pathlib import Path

import pytest

from services.invoicing.domain.verdict import OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.standards.detection import detect
from services.invoicing.standards.official_rules import OfficialRuleProcess
from services.invoicing.standards.selection import INTAKE_RULES
from shared.kernel.refusal import Refused

Row = dict[str, str]


@pytest.fixture(scope="module")
def judged(official: OfficialRuleProcess, samples_dir: Path) -> list[tuple[Row, OfficialVerdict]]:
    folder = samples_dir / "invoices"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest))
    return [(row, official.judge_detected(detect((folder / row["file"]).read_bytes()), INTAKE_RULES)) for row in rows]


def check_of(verdict: OfficialVerdict, family: RuleFamily) -> OfficialCheck:
    return next(check for check in verdict.checks if check.family is family)


def rules(text: str) -> set[str]:
    return set(filter(None, text.split(";")))


def test_every_sample_has_the_measured_schema_verdict(judged: list[tuple[Row, OfficialVerdict]]) -> None:
    different = [row["file"] for row, v in judged if check_of(v, RuleFamily.XSD).outcome.value != row["xsd_result"]]
    assert different == []
    assert len(judged) == 51


def test_every_valid_document_breaks_exactly_the_measured_european_rules(
    judged: list[tuple[Row, OfficialVerdict]],
) -> None:
    compared = [(row, v) for row, v in judged if row["xsd_result"] == "valid"]
    for row, verdict in compared:
        european = check_of(verdict, RuleFamily.EN16931)
        assert set(european.failed_rules) == rules(row["en16931_errors_1_3_16"]), row["file"]
        assert (european.outcome is Outcome.VALID) == (not row["en16931_errors_1_3_16"])
    assert len(compared) == 35


def test_every_valid_document_breaks_as_many_french_rules_as_measured(
    judged: list[tuple[Row, OfficialVerdict]],
) -> None:
    for row, verdict in judged:
        if row["xsd_result"] == "valid":
            broken = len(check_of(verdict, RuleFamily.FRENCH).failed_rules)
            assert broken == int(row["fr_ctc_1_4_errors_count"]), row["file"]


def test_rules_never_run_on_what_the_schema_refuses(judged: list[tuple[Row, OfficialVerdict]]) -> None:
    for row, verdict in judged:
        if row["xsd_result"] == "invalid":
            assert not verdict.is_valid
            assert {check.outcome for check in verdict.checks[1:]} == {Outcome.NOT_CHECKED}


def test_every_verdict_names_its_artefacts(judged: list[tuple[Row, OfficialVerdict]]) -> None:
    for _, verdict in judged:
        assert all(check.artefact and check.version for check in verdict.checks)


def test_every_valid_sample_can_be_read(judged: list[tuple[Row, OfficialVerdict]], samples_dir: Path) -> None:
    for row, _ in judged:
        if row["xsd_result"] == "valid":
            read = detect((samples_dir / "invoices" / row["file"]).read_bytes()).read()
            assert read.number
            assert read.totals.incl_vat.currency == read.currency


def test_unit_fragments_are_unreadable_not_fatal(judged: list[tuple[Row, OfficialVerdict]], samples_dir: Path) -> None:
    for row, _ in judged:
        if row["kind"] == "unit-fragment":
            with pytest.raises(Refused) as refused:
                detect((samples_dir / "invoices" / row["file"]).read_bytes()).read()
            assert refused.value.refusal.code == "INV-UNREADABLE"
