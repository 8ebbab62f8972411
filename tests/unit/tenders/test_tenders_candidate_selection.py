"""Candidates who are invited: ranked by people's scores, equals shown, minimum numbers told (R2142-15 to -18)."""

from datetime import date
from decimal import Decimal

import pytest

from services.tenders.domain.advice import Conclusion
from services.tenders.domain.candidacies import (
    CandidacyDecision,
    CandidacyExamination,
    CandidacyGround,
    CandidacyStatus,
    Check,
    CheckState,
    asked_checks,
    decide,
    enter_check,
    incomplete_candidacies,
)
from services.tenders.domain.candidate_selection import (
    RankedCandidate,
    choose_invited,
    minimum_advices,
    rank_candidates,
)
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.terms import SelectionCriterion, SelectionKind, SelectionTerms, Terms
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from shared.legal.buyers import Capacity
from tests.unit.tenders.builders import FIRST, LOT_1, SECOND, TENDER, THIRD, a_response

TERMS = SelectionTerms(
    criteria=(SelectionCriterion("references", SelectionKind.TECHNICAL, "Références", "trois en cinq ans"),),
    most_candidates=2,
)
CANDIDATES = tuple(map(a_response, (FIRST, SECOND, THIRD)))
ADMITTED = CandidacyDecision(CandidacyStatus.ADMITTED)


def examined(*scores: str, terms: SelectionTerms = TERMS) -> CandidacyExamination:
    examination = CandidacyExamination(TENDER, LOT_1)
    for candidate, score in zip(CANDIDATES, scores, strict=False):
        check = Check(CheckState.COMPLIANT, "cinq", "", Decimal(score))
        key = candidate.response_id
        examination = enter_check(examination, response_id=key, code="references", check=check, selection=terms)
        examination = decide(examination, response_id=key, decision=ADMITTED)
    return examination


def ranked(*scores: str, terms: SelectionTerms = TERMS) -> tuple[RankedCandidate, ...]:
    return rank_candidates(examined(*scores, terms=terms), candidates=CANDIDATES, terms=terms)


def test_what_is_looked_at_is_what_was_asked() -> None:
    assert [each.code for each in asked_checks(TERMS)] == ["declaration", "exclusions", "powers", "references"]
    assert asked_checks(TERMS)[-1].asked == "trois en cinq ans"


def test_the_best_are_proposed_and_equals_at_the_limit_all_are() -> None:
    assert [(each.response_id, each.rank, each.proposed) for each in ranked("3", "9", "5")] == [
        (SECOND, 1, True),
        (THIRD, 2, True),
        (FIRST, 3, False),
    ]
    assert [(each.rank, each.tied, each.proposed) for each in ranked("5", "9", "5")] == [
        (1, False, True),
        (2, True, True),
        (2, True, True),
    ]
    assert all(each.proposed for each in ranked("1", "2", "3", terms=SelectionTerms(criteria=TERMS.criteria)))


def test_whoever_is_not_admitted_is_not_ranked() -> None:
    rejected = CandidacyDecision(CandidacyStatus.REJECTED, CandidacyGround.CAPACITIES, "Aucune référence")
    examination = decide(examined("3", "9"), response_id=SECOND, decision=rejected)
    ranking = rank_candidates(examination, candidates=CANDIDATES, terms=TERMS)
    assert [each.response_id for each in ranking] == [FIRST]
    assert examination.rejected() == {SECOND: rejected}


def test_a_choice_that_the_ranking_does_not_dictate_has_a_reason() -> None:
    ranking = ranked("3", "9", "5")
    assert choose_invited(ranking, chosen=(), reason=None) == (SECOND, THIRD)
    with pytest.raises(Refused, match="TND-SELECTION-REASON"):
        choose_invited(ranking, chosen=(FIRST, SECOND), reason=" ")
    assert choose_invited(ranking, chosen=(FIRST, SECOND), reason="Concurrence effective") == (SECOND, FIRST)
    with pytest.raises(Refused, match="TND-SELECTION-UNKNOWN"):
        choose_invited(ranking[:1], chosen=(FIRST,), reason="x")
    with pytest.raises(Refused, match="TND-SELECTION-NOBODY"):
        choose_invited((), chosen=(), reason=None)


@pytest.mark.parametrize(
    ("procedure", "invited", "conclusion"),
    [
        (ProcedureType.RESTRICTED, 5, Conclusion.SATISFIED),
        (ProcedureType.RESTRICTED, 4, Conclusion.ATTENTION),
        (ProcedureType.NEGOTIATED, 3, Conclusion.SATISFIED),
        (ProcedureType.DIALOGUE, 2, Conclusion.ATTENTION),
    ],
)
def test_the_minimum_of_the_law_is_told_and_stops_nobody(
    procedure: ProcedureType, invited: int, conclusion: Conclusion
) -> None:
    advices = minimum_advices(
        Terms(), procedure=procedure, invited=invited, launched_on=date(2026, 10, 5), law=LegalTable.load()
    )
    assert [(each.code, each.conclusion, each.article) for each in advices] == [
        ("TND-ADVICE-CANDIDATES", conclusion, "R2142-17")
    ]


def test_the_minimum_of_the_law_binds_no_contracting_entity() -> None:
    terms = Terms(capacity=Capacity.ENTITY)
    law, day = LegalTable.load(), date(2026, 10, 5)
    assert minimum_advices(terms, procedure=ProcedureType.RESTRICTED, invited=1, launched_on=day, law=law) == ()


def test_the_announced_minimum_is_told_too() -> None:
    terms = Terms(selection=SelectionTerms(fewest_candidates=3))
    advices = minimum_advices(
        terms, procedure=ProcedureType.ADAPTED, invited=2, launched_on=date(2026, 10, 5), law=LegalTable.load()
    )
    assert [(each.code, each.conclusion) for each in advices] == [
        ("TND-ADVICE-CANDIDATES-ANNOUNCED", Conclusion.ATTENTION)
    ]


def test_a_rejection_has_its_ground_and_its_reason() -> None:
    wrong = [
        CandidacyDecision(CandidacyStatus.REJECTED),
        CandidacyDecision(CandidacyStatus.REJECTED, CandidacyGround.CAPACITIES, "  "),
        CandidacyDecision(CandidacyStatus.ADMITTED, CandidacyGround.CAPACITIES, "x"),
    ]
    for decision in wrong:
        with pytest.raises(Refused, match="TND-CANDIDACY-REASON"):
            decide(CandidacyExamination(TENDER, LOT_1), response_id=FIRST, decision=decision)


def test_every_incomplete_candidacy_is_concerned() -> None:
    check = Check(CheckState.INCOMPLETE)
    examination = CandidacyExamination(TENDER, LOT_1)
    for key in (FIRST, THIRD):
        examination = enter_check(examination, response_id=key, code="powers", check=check, selection=TERMS)
    assert incomplete_candidacies(examination, CANDIDATES) == (FIRST, THIRD)
    with pytest.raises(Refused, match="TND-SCORE-RANGE"):
        enter_check(
            examination,
            response_id=FIRST,
            code="powers",
            check=Check(CheckState.COMPLIANT, score=Decimal("10.01")),
            selection=TERMS,
        )
