"""The refusals of forms, papers, groups and examinations, each with its code; a refused act leaves nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.examination import examination_of
from services.mps.domain.form import FormContent, FormStatus, GroupForm, Grouping
from services.mps.domain.grounds import GroundCode
from services.mps.domain.papers import PAPERS_OF_CANDIDACY, PaperId, PaperKind, PaperName, StoredPaper
from services.mps.domain.sources import Moment, is_open
from services.mps.handlers.examinations import AskAbout, ask_about
from services.mps.handlers.forms import confirm_form, reopen_form, reuse_form, save_form, view_form
from services.mps.handlers.groupings import invite_members
from services.mps.handlers.hearings import OpenHearing, open_hearing
from services.mps.handlers.indicators import read_indicators
from services.mps.handlers.papers import PaperPlace, add_paper, read_paper, withdraw_paper
from services.mps.handlers.representation import RecordDelegation, record_delegation
from services.mps.handlers.requirements import own_tender, state_requirements
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import Refused
from tests.unit.mps.builders import BUYER, NOW, SOLE_TRADER, WHOLE, a_candidacy, a_company_person, a_tender, an_agent
from tests.unit.mps.fakes import FakeUnitOfWork
from tests.unit.mps.test_mps_forms import GROUP

TENDER = a_tender()
CANDIDACY = a_candidacy()
IDENTIFIER = CANDIDACY.candidacy_id
EXAMINER = Principal("agent", PrincipalKind.AGENT, BUYER, "Agent", frozenset({Right.EVALUATE, Right.DRAFT}))
PLACE = PaperPlace(IDENTIFIER, PaperKind.OTHER, None, PaperName("a.pdf"))
STORED = StoredPaper("blob", 5, "0" * 64)
Act = Callable[[FakeUnitOfWork], object]


def a_uow(*candidacies: SiretCandidacy) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(tenders=[TENDER])
    for each in candidacies or (CANDIDACY,):
        uow.candidacies.kept[each.candidacy_id] = each
    return uow


def an_examination() -> SiretCandidacy:
    return examination_of(
        WHOLE,
        tender=TENDER,
        moment=Moment.EXAMINATION,
        candidacy_id=CandidacyId(UUID(int=8)),
        has_form=True,
        at=NOW,
    )


def confirmed(uow: FakeUnitOfWork) -> FakeUnitOfWork:
    confirm_form(IDENTIFIER, expected=0, uow=uow)
    return uow


def refusal_of(act: Act, uow: FakeUnitOfWork) -> str:
    events, journal = len(uow.events), len(uow.journal)
    with pytest.raises(Refused) as refused:
        act(uow)
    assert (len(uow.events), len(uow.journal)) == (events, journal)
    return refused.value.refusal.code


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda uow: reuse_form(IDENTIFIER, expected=0, uow=uow), "MPS-NOTHING-TO-REUSE"),
        (lambda uow: invite_members(IDENTIFIER, uow=uow), "MPS-GROUP-EMPTY"),
        (lambda uow: read_paper(IDENTIFIER, PaperId(UUID(int=1)), uow=uow), "MPS-PAPER-UNKNOWN"),
        (lambda uow: add_paper(PLACE, STORED, head=b"<html", uow=uow), "MPS-PAPER-CONTENT"),
        (lambda uow: save_form(IDENTIFIER, FormContent(), expected=3, uow=uow), "MPS-FORM-CHANGED"),
        (lambda uow: view_form(CandidacyId(UUID(int=99)), uow=uow), "MPS-NOT-FOUND"),
        (
            lambda uow: record_delegation(
                RecordDelegation("h", "H", "tout", date(2026, 2, 1), date(2026, 1, 1)), uow=uow
            ),
            "MPS-DELEGATION-DAYS",
        ),
        (
            lambda uow: read_indicators(first_day=date(2026, 1, 1), last_day=date(2026, 1, 2), uow=uow),
            "HTTP-RIGHT-MISSING",
        ),
        (lambda uow: own_tender(TENDER.tender_id, uow=uow), "MPS-TENDER-UNKNOWN"),
    ],
)
def test_each_refusal_of_a_company_has_its_code(act: Act, code: str) -> None:
    assert refusal_of(act, a_uow()) == code


@pytest.mark.parametrize(
    "act",
    [
        lambda uow: save_form(IDENTIFIER, FormContent(), expected=1, uow=uow),
        lambda uow: add_paper(PLACE, STORED, head=b"%PDF-", uow=uow),
        lambda uow: withdraw_paper(IDENTIFIER, PaperId(UUID(int=1)), uow=uow),
        lambda uow: reuse_form(IDENTIFIER, expected=1, uow=uow),
    ],
)
def test_a_confirmed_candidacy_changes_no_more(act: Act) -> None:
    code = refusal_of(act, confirmed(a_uow()))
    assert code in {"MPS-FORM-CONFIRMED", "MPS-NOTHING-TO-REUSE"}


def test_the_group_is_fixed_once_confirmed_and_after_the_deadline() -> None:
    uow = a_uow()
    save_form(IDENTIFIER, FormContent(grouping=GROUP), expected=0, uow=uow)
    invite_members(IDENTIFIER, uow=uow)
    confirm_form(IDENTIFIER, expected=1, uow=uow)
    assert refusal_of(lambda each: invite_members(IDENTIFIER, uow=each), uow) == "MPS-FORM-CONFIRMED"
    assert reopen_form(IDENTIFIER, expected=2, uow=uow).status is FormStatus.DRAFT
    confirm_form(IDENTIFIER, expected=3, uow=uow)
    uow.clock.advance(timedelta(days=31))
    assert refusal_of(lambda each: reopen_form(IDENTIFIER, expected=4, uow=each), uow) == "MPS-DEADLINE-PASSED"


def test_only_a_changed_composition_asks_again() -> None:
    uow = a_uow()
    save_form(IDENTIFIER, FormContent(grouping=GROUP), expected=0, uow=uow)
    first = invite_members(IDENTIFIER, uow=uow)
    assert invite_members(IDENTIFIER, uow=uow) == first
    changed = Grouping(GroupForm.SOLIDAIRE, GROUP.members)
    save_form(IDENTIFIER, FormContent(grouping=changed), expected=1, uow=uow)
    assert invite_members(IDENTIFIER, uow=uow)[0].composition != first[0].composition


def test_a_candidacy_has_so_many_papers_at_most() -> None:
    uow = a_uow()
    for _ in range(PAPERS_OF_CANDIDACY):
        add_paper(PLACE, STORED, head=b"%PDF-", uow=uow)
    assert refusal_of(lambda each: add_paper(PLACE, STORED, head=b"%PDF-", uow=each), uow) == "MPS-PAPERS-MANY"


def test_a_buyer_reads_nothing_before_the_deadline_nor_of_others() -> None:
    uow = a_uow().acting_as(EXAMINER)
    early = AskAbout(TENDER.tender_id, WHOLE, Moment.EXAMINATION, "papier")
    assert refusal_of(lambda each: ask_about(early, uow=each), uow) == "MPS-NOT-OPENED"
    for moment in (Moment.FORM, Moment.EXECUTION):
        wrong = replace(early, moment=moment)
        assert refusal_of(lambda each, wrong=wrong: ask_about(wrong, uow=each), uow) == "MPS-MOMENT"
    stranger = replace(EXAMINER, organisation=SOLE_TRADER)
    assert refusal_of(lambda each: ask_about(early, uow=each), uow.acting_as(stranger)) == "MPS-TENDER-UNKNOWN"
    assert refusal_of(lambda each: ask_about(early, uow=each), uow.acting_as(an_agent())) == "HTTP-RIGHT-MISSING"


def test_a_letter_leaves_time_to_answer() -> None:
    uow = a_uow(an_examination()).acting_as(EXAMINER)
    late = OpenHearing(CandidacyId(UUID(int=8)), GroundCode.TAXES, "Lettre", NOW)
    assert refusal_of(lambda each: open_hearing(late, uow=each), uow) == "MPS-HEARING-DUE"
    form_only = replace(late, candidacy_id=IDENTIFIER)
    assert refusal_of(lambda each: open_hearing(form_only, uow=each), uow) == "MPS-NOT-FOUND"


def test_a_buyer_says_what_it_asks_from_the_version_that_it_read() -> None:
    uow = a_uow().acting_as(EXAMINER)
    state_requirements(TENDER.tender_id, (), expected=0, uow=uow)
    again = refusal_of(lambda each: state_requirements(TENDER.tender_id, (), expected=0, uow=each), uow)
    assert again == "MPS-REQUIREMENTS-CHANGED"
    company = refusal_of(
        lambda each: state_requirements(TENDER.tender_id, (), expected=1, uow=each), uow.acting_as(a_company_person())
    )
    assert company == "HTTP-RIGHT-MISSING"


def test_an_examination_asks_protected_data_and_open_data_only_where_nobody_has() -> None:
    with_form = an_examination()
    assert not [block for block in with_form.blocks if is_open(block.source)]
    without = examination_of(
        WHOLE,
        tender=TENDER,
        moment=Moment.EXAMINATION,
        candidacy_id=CandidacyId(UUID(int=9)),
        has_form=False,
        at=NOW,
    )
    assert {block.source for block in with_form.blocks} < {block.source for block in without.blocks}
    assert (with_form.buyer, with_form.is_the_buyers) == (BUYER, True)
