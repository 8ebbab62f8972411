"""The form of a candidacy: what is asked against what is known, versions, groups, papers; nothing blocks anybody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.form import (
    CandidacyForm,
    Contest,
    DeclarationCode,
    FormBasis,
    FormContent,
    FormStatus,
    GivenAnswer,
    GroupForm,
    Grouping,
    Member,
    Subcontractor,
    refuse_impossible,
    reused,
)
from services.mps.domain.grouping import Consent, ConsentStatus, composition_of, invitable
from services.mps.domain.needs import Confidence, Need, NeedState, needs_of, warnings_of
from services.mps.domain.operator_numbers import NumberScheme, OperatorNumber
from services.mps.domain.papers import PaperName
from services.mps.domain.requirements import (
    ALWAYS,
    CATALOGUE,
    AskedItem,
    Category,
    asked_item,
    ordinary_requirements,
    stated_requirements,
)
from services.mps.domain.sources import Source
from services.mps.handlers.note_selection import note_selection
from services.mps.handlers.requirements import state_requirements
from shared.contracts.amount import Amount
from shared.contracts.tenders_selection import SelectionAnnouncedV1, SelectionCriterionFact, TurnoverFloorFact
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import Refused
from shared.storage.records import from_json, to_json
from tests.unit.mps.builders import BUYER, NOW, SOLE_TRADER, WHOLE, a_candidacy, a_tender, an_agent, facts_stated
from tests.unit.mps.fakes import FakeUnitOfWork

LEAD = OperatorNumber(NumberScheme.SIRET, str(WHOLE))
MEMBER = Member(OperatorNumber(NumberScheme.SIRET, str(SOLE_TRADER)), "Orvaleix", "Plans", Percentage.parse("20"))
GROUP = Grouping(GroupForm.CONJOINT, (MEMBER,))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code


def a_form(content: FormContent | None = None) -> CandidacyForm:
    return replace(CandidacyForm.blank(a_candidacy().candidacy_id, at=NOW), content=content or FormContent())


def answered(candidacy: SiretCandidacy, source: Source) -> SiretCandidacy:
    block: EvidenceBlock = candidacy.block(source).answered(facts_stated(), at=NOW)
    return candidacy.with_block(block)


def needs(candidacy: SiretCandidacy, content: FormContent | None = None) -> dict[str, Need]:
    items = ordinary_requirements(a_tender().tender_id, buyer=BUYER).items
    found = needs_of(items, candidacy=candidacy, content=content or FormContent(), papers=())
    return {need.item.code: need for need in found}


def test_each_thing_asked_says_who_knows_it() -> None:
    found = needs(answered(a_candidacy(), Source.ESTABLISHMENT))
    assert found["identity"].state is NeedState.KNOWN
    assert found["identity"].known[0].facts
    assert found["taxes"].state is NeedState.BUYER_OBTAINS
    assert found["turnover"].state is NeedState.BUYER_OBTAINS
    assert found["turnover_share"].state is NeedState.TO_GIVE
    assert found["qualifications"].state in {NeedState.WAITING, NeedState.BUYER_OBTAINS}


def test_no_protected_content_is_ever_known_to_the_company() -> None:
    for need in needs(answered(a_candidacy(), Source.ESTABLISHMENT)).values():
        for known in need.known:
            assert not known.facts or known.openness.value == "open"


def test_an_answer_a_reuse_and_a_contest_are_told_apart() -> None:
    content = FormContent(
        answers=(GivenAnswer("turnover_share", "40"), GivenAnswer("references", "École", is_reused=True)),
        contests=(Contest(Source.ESTABLISHMENT, "address", "Déménagement"),),
    )
    found = needs(answered(a_candidacy(), Source.ESTABLISHMENT), content)
    assert found["turnover_share"].state is NeedState.GIVEN
    assert found["references"].state is NeedState.TO_CONFIRM
    assert found["identity"].known[0].confidence is Confidence.CONTESTED


def test_nobody_is_stopped_and_everything_missing_is_said() -> None:
    content = FormContent(subcontractors=(Subcontractor(LEAD, "S", "adresse", "Peinture"),))
    warnings = warnings_of(tuple(needs(a_candidacy()).values()), content=content, missing_consents=2)
    text = " ".join(warnings)
    assert "honneur" in text
    assert "R2142-23" in text
    assert "R2193-1" in text
    other = warnings_of((), content=replace(content, basis=FormBasis.ESPD, subcontractors=()), missing_consents=0)
    assert len(other) == 1
    ticked = FormContent(basis=FormBasis.DC, declarations=(DeclarationCode.HONOUR,))
    assert warnings_of(tuple(needs(a_candidacy()).values()), content=ticked, missing_consents=0) == ()


def test_a_form_is_saved_confirmed_and_opened_again() -> None:
    form = a_form().saved(FormContent(answers=(GivenAnswer("x", "y", is_reused=True),)), expected=0, at=NOW)
    confirmed = form.confirmed(expected=1, at=NOW)
    assert confirmed.status is FormStatus.CONFIRMED
    assert not confirmed.content.has_reused
    assert confirmed.reopened(expected=2, at=NOW).status is FormStatus.DRAFT
    for refused_act, code in (
        (lambda: form.saved(FormContent(), expected=0, at=NOW), "MPS-FORM-CHANGED"),
        (lambda: confirmed.saved(FormContent(), expected=2, at=NOW), "MPS-FORM-CONFIRMED"),
        (lambda: confirmed.confirmed(expected=2, at=NOW), "MPS-FORM-CONFIRMED"),
        (lambda: form.reopened(expected=1, at=NOW), "MPS-FORM-NOT-CONFIRMED"),
    ):
        with pytest.raises(Refused) as refused:
            refused_act()
        assert code_of(refused) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (FormContent(grouping=Grouping(GroupForm.CONJOINT, ())), "MPS-GROUP-EMPTY"),
        (FormContent(grouping=Grouping(GroupForm.CONJOINT, (MEMBER, MEMBER))), "MPS-PARTY-TWICE"),
        (FormContent(grouping=Grouping(GroupForm.CONJOINT, (replace(MEMBER, number=LEAD),))), "MPS-PARTY-TWICE"),
        (FormContent(lots=(3,)), "MPS-LOT-UNKNOWN"),
        (FormContent(answers=(GivenAnswer("x", "y", 9),)), "MPS-LOT-UNKNOWN"),
    ],
)
def test_what_cannot_be_is_refused(content: FormContent, code: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_impossible(content, lead=LEAD, lots=(1, 2))
    assert code_of(refused) == code


def test_lots_that_were_not_heard_of_stop_nobody() -> None:
    refuse_impossible(FormContent(lots=(3,), grouping=GROUP), lead=LEAD, lots=())


def test_what_is_reused_is_said_of_the_company_alone_and_must_be_confirmed() -> None:
    content = FormContent(
        lots=(1,),
        answers=(GivenAnswer("references", "A", 1), GivenAnswer("references", "B", 2)),
        declarations=(DeclarationCode.HONOUR,),
        grouping=GROUP,
    )
    taken = reused(content)
    assert taken.answers == (GivenAnswer("references", "B", None, is_reused=True),)
    assert (taken.declarations, taken.grouping, taken.lots) == ((), None, ())


def test_any_change_of_the_group_asks_for_consent_again() -> None:
    first = composition_of(GROUP, lead=WHOLE)
    changed = (
        replace(GROUP, form=GroupForm.SOLIDAIRE),
        replace(GROUP, lead_is_solidary=True),
        replace(GROUP, members=(replace(MEMBER, share=Percentage.parse("21")),)),
        replace(GROUP, members=(replace(MEMBER, task="Autre"),)),
        replace(GROUP, members=(replace(MEMBER, lots=(1,)),)),
    )
    assert len({first, *(composition_of(each, lead=WHOLE) for each in changed)}) == 6
    consent = Consent(a_candidacy().candidacy_id, SOLE_TRADER, first, ConsentStatus.INVITED, NOW)
    given_consent = consent.answered(accepts=True, composition=first, at=NOW, own=None, reason=None)
    assert given_consent.status is ConsentStatus.GIVEN
    with pytest.raises(Refused) as refused:
        consent.answered(accepts=True, composition="0" * 64, at=NOW, own=None, reason=None)
    assert code_of(refused) == "MPS-COMPOSITION-CHANGED"


def test_only_members_with_a_siret_are_asked_here() -> None:
    abroad = Member(OperatorNumber.of(NumberScheme.ABROAD, "CH Zimmerei"), "Zimmerei")
    assert invitable(replace(GROUP, members=(MEMBER, abroad))) == (SOLE_TRADER,)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.pdf", b"%PDF-1.4"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n"),
        ("dume.xml", b"\xef\xbb\xbf<?xml"),
        ("b.docx", b"PK\x03\x04x"),
    ],
)
def test_a_paper_is_of_the_format_of_its_name(name: str, head: bytes) -> None:
    PaperName.parse(name).require_sign(head)


@pytest.mark.parametrize(
    ("name", "head", "code"),
    [
        ("a.exe", b"MZ", "MPS-PAPER-FORMAT"),
        ("sans-extension", b"", "MPS-PAPER-FORMAT"),
        ("../a.pdf", b"", "MPS-PAPER-NAME"),
        (".a.pdf", b"", "MPS-PAPER-NAME"),
        ("a\u202efdp.pdf", b"", "MPS-PAPER-NAME"),
        ("a.pdf", b"MZ\x90", "MPS-PAPER-CONTENT"),
        ("a.pdf", b"", "MPS-PAPER-CONTENT"),
        ("a.xml", b"PK\x03\x04", "MPS-PAPER-CONTENT"),
    ],
)
def test_a_hostile_paper_is_refused(name: str, head: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        PaperName.parse(name).require_sign(head)
    assert code_of(refused) == code


def test_what_the_law_asks_of_everybody_is_always_asked() -> None:
    own = AskedItem("local-1", "Un camion", Category.TECHNICAL, lot_number=2)
    stated = stated_requirements(a_tender().tender_id, buyer=BUYER, version=1, items=(own,))
    assert {item.code for item in stated.items} == {*ALWAYS, "local-1"}
    assert own not in stated.for_lots((1,))
    assert own in stated.for_lots((2,))
    assert own in stated.for_lots(())
    assert all(asked_item(code).datum is CATALOGUE[code] for code in CATALOGUE)


texts = st.text(max_size=30)
answers = st.builds(GivenAnswer, texts, texts, st.none() | st.integers(1, 9), st.booleans())
contents = st.builds(
    FormContent,
    basis=st.sampled_from(FormBasis),
    lots=st.lists(st.integers(1, 99), max_size=4).map(tuple),
    answers=st.lists(answers, max_size=4).map(tuple),
    declarations=st.lists(st.sampled_from(DeclarationCode), unique=True).map(tuple),
    grouping=st.none() | st.just(GROUP),
    subcontractors=st.lists(
        st.builds(
            Subcontractor,
            number=st.just(LEAD),
            name=texts,
            address=texts,
            services=texts,
            highest_amount=st.none() | st.decimals(0, 10**9, places=2).map(lambda amount: Money(amount, "EUR")),
        ),
        max_size=2,
    ).map(tuple),
)


@given(contents)
def test_a_stored_form_comes_back_as_it_was(content: FormContent) -> None:
    assert from_json(FormContent, to_json(content)) == content


@given(st.integers(0, 5))
def test_a_late_confirmation_bears_its_date(days: int) -> None:
    at = NOW + timedelta(days=days)
    assert a_form().confirmed(expected=0, at=at).confirmed_at == at


def announced(version: int, *criteria: SelectionCriterionFact, floor: str | None = None) -> SelectionAnnouncedV1:
    tender_id = str(a_tender().tender_id)
    floors = () if floor is None else (TurnoverFloorFact(amount=Amount(value=floor), lot_number=1),)
    return SelectionAnnouncedV1(
        aggregate_id=tender_id,
        aggregate_version=version,
        tender_id=tender_id,
        buyer_siret=str(BUYER),
        criteria=criteria,
        turnover_floors=floors,
    )


def test_what_a_consultation_announces_is_asked_and_its_buyer_may_add_to_it() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    local = SelectionCriterionFact(code="AGR-1", kind="suitability", title="Agrément préfectoral", minimum=None)
    european = SelectionCriterionFact(code="year-manpower", kind="technical", title="Effectif", minimum="10")
    note_selection(announced(3, local, european, floor="200000"), uow=uow)
    uow.acting_as(an_agent())
    own = AskedItem("camion", "Un camion", Category.TECHNICAL)
    state_requirements(a_tender().tender_id, (own,), expected=1, uow=uow)
    note_selection(announced(2, local), uow=uow)  # late: nothing changes
    found = {item.code: item for item in uow.requirements.kept[a_tender().tender_id].items}
    assert {*ALWAYS, "AGR-1", "headcount", "turnover", "camion"} == set(found)
    assert (found["turnover"].minimum, found["turnover"].lot_number) == ("200000 EUR", 1)
    note_selection(announced(4, local), uow=uow)
    present = uow.requirements.kept[a_tender().tender_id]
    assert {item.code for item in present.items} == {*ALWAYS, "AGR-1", "camion"}
    assert (present.version, present.announced_version) == (3, 4)
