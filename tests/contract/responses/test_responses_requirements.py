"""Each requirement of the law that deposits answer, and each court decision, has its test, found here by its name.

Annexe 7 (profils d'acheteurs), annexe 8 (means of communication), annexe 6 (copie de sauvegarde), decisions.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
HERE = "integration/responses/test_responses_"  # before every place that names no folder
REQUIREMENTS = {
    "ACH-04, annexe 7 I 4°": "formats.py::test_ach_04_oe_07_tech_01_a_dume_and_json_are_kept_and_read_again_as_data",
    "ACH-05, annexe 7 I 5°": "formats.py::test_ach_05_a_late_response_is_received_kept_said_late_and_never_opened",
    "OE-03, annexe 7 II 3°": "retention.py::test_the_test_space_is_a_deposit_like_any_other_that_counts_for_nothing",
    "OE-06, annexe 7 II 6°": "retention.py::test_the_test_space_is_a_deposit_like_any_other_that_counts_for_nothing",
    "OE-07, annexe 7 II 7°": "formats.py::test_ach_04_oe_07_tech_01_a_dume_and_json_are_kept_and_read_again_as_data",
    "OE-08, annexe 7 II 8°": "unit/responses/test_responses_closing.py::test_only_the_last_one_in_time_is_opened",
    "TECH-01, annexe 7 2-II": "formats.py::test_ach_04_oe_07_tech_01_a_dume_and_json_are_kept_and_read_again_as_data",
    "TECH-03, annexe 7 2-II": "stamps.py::test_a_remote_authority_is_asked_over_http",
    "TECH-06, annexe 7 2-II": "memory.py::test_no_process_holds_a_bid_before_its_opening",
    "TECH-06, custodians": "openings.py::test_one_custodian_alone_opens_nothing",
    "AR-01..05, annexe 8 2-II": "journey.py::test_a_receipt_carries_the_five_mentions",
    "annexe 6 2-II": "registers.py::test_copies_on_paper_are_opened_for_the_reasons_of_the_law_alone",
    "annexe 6 2-I": "registers.py::test_an_electronic_copy_counts_for_nothing_until_it_is_needed",
    "R2132-9": "silence.py::test_no_response_and_five_look_the_same",
    "R2132-12": "registers.py::test_responses_on_paper_are_opened_in_the_ceremony",
    "R2132-13": "registers.py::test_responses_on_paper_are_opened_in_the_ceremony",
    "R2142-19 to R2142-27": "groups.py::test_a_group_answers_and_its_buyer_reads_it_after_the_opening_only",
    "R2151-5": "unit/responses/test_responses_closing.py::test_the_deadline_decides_to_the_millisecond",
    "R2151-6": "unit/responses/test_responses_closing.py::test_a_late_one_never_cancels_one_in_time",
    "R2151-8 to R2151-10": "variants.py::test_variants_that_depart_are_said_everywhere_and_refused_nowhere",
    "R2184-12, R2184-13": "retention.py::test_responses_are_destroyed_after_their_legal_day_by_whoever_signs",
    "R2185-1": "retention.py::test_what_was_given_up_before_its_opening_is_destroyed_after_its_day",
}
DECISIONS = (
    "ce_449250",
    "ta_nantes_2513762",
    "ta_paris_2515742",
    "ce_506640",
    "ta_toulouse_2506764",
    "ce_469127",
    "ta_caen_2501303",
    "ce_359921",
    "ta_limoges_2011",
    "ta_poitiers_1702401",
    "ta_dijon_1803328",
    "daj_practice",
    "ta_montpellier_2405722",
    "ta_toulon_1904516",
    "ta_toulouse_1100792",
)


@cache
def names_of(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@cache
def every_name() -> frozenset[str]:
    return frozenset().union(*(names_of(path) for path in TESTS.rglob("test_*.py")))


@pytest.mark.parametrize("row", REQUIREMENTS)
def test_a_requirement_has_its_test(row: str) -> None:
    path, _, name = REQUIREMENTS[row].partition("::")
    assert name in names_of(TESTS / (path if "/" in path else f"{HERE}{path}")), row


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_has_a_test_of_its_name(decision: str) -> None:
    assert any(name.startswith("test_") and decision in name for name in every_name())
