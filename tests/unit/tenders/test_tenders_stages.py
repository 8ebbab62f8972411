"""Stages: what may follow what, who may be invited, and one deadline for all."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain import lifecycle
from services.tenders.domain.call_offs import call_off_advice, refuse_call_off
from services.tenders.domain.deadlines import closing_instant
from services.tenders.domain.model import Tender
from services.tenders.domain.procedures import PROCEDURES, Negotiation, ProcedureType, Technique
from services.tenders.domain.stage_acts import Invitation, open_stage, record_opening, roll_over, rolls_over
from services.tenders.domain.stage_advice import stage_advices
from services.tenders.domain.stages import FOLLOWING, Part, StageKind
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.terms import NegotiationPlan, Terms
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.refusal import Refused
from shared.kernel.timeline import Timeline
from shared.legal import LegalTable
from tests.unit.tenders.builders import ACME, BOLT, DEADLINE, LOT_1, NOW, TENDER, a_content, a_tender, numbered

SECOND_STAGE = numbered(TenderId, 2)
THIRD_STAGE = numbered(TenderId, 3)
CALLABLE_SYSTEM = {TenderStatus.PUBLISHED, TenderStatus.CLOSED, TenderStatus.OPENED, TenderStatus.AWARDED}
LATER = Deadline(datetime(2026, 12, 21, 11, 0, tzinfo=UTC))
AFTER = DEADLINE.at + timedelta(days=1)


def in_procedure(procedure: ProcedureType, terms: Terms | None = None) -> Tender:
    content = a_content(procedure=procedure, terms=terms or Terms())
    return a_tender(TenderStatus.OPENED, content=content, closed_at=DEADLINE.at)


def offers(*invited: object, kind: StageKind = StageKind.OFFERS, **changes: object) -> Invitation:
    return replace(Invitation(SECOND_STAGE, kind, tuple(invited) or (ACME,), LATER), **changes)


def test_the_first_stage_bears_the_identifier_of_its_consultation() -> None:
    tender = a_tender(TenderStatus.PUBLISHED)
    stage = tender.current_stage
    assert (stage.stage_id, stage.number, stage.kind, stage.invited) == (TENDER, 1, StageKind.SINGLE, None)
    assert stage.receives == {Part.CANDIDACY, Part.OFFER}
    assert tender.offers_stage_id == TENDER


@pytest.mark.parametrize("procedure", ProcedureType)
def test_each_procedure_is_a_row_that_holds_together(procedure: ProcedureType) -> None:
    rules = PROCEDURES[procedure]
    assert rules.starts
    assert all(following in FOLLOWING[before] for before, following in itertools.pairwise(rules.stages))
    assert procedure.is_formal is rules.formal


def test_every_legal_parameter_of_a_procedure_is_in_the_table(law: LegalTable) -> None:
    for rules in PROCEDURES.values():
        named = [name for rule in rules.periods.values() for name in (rule.authority, rule.entity) if name is not None]
        for name in [*named, *([rules.min_candidates] if rules.min_candidates else [])]:
            assert law.value(name, on=NOW.date()).whole > 0


def test_a_restricted_procedure_invites_candidates_to_offer() -> None:
    tender = in_procedure(ProcedureType.RESTRICTED)
    opened = open_stage(tender, offers(ACME), respondents={ACME, BOLT}, now=AFTER)
    assert opened.status is TenderStatus.PUBLISHED
    assert opened.version == tender.version + 1
    stage = opened.current_stage
    assert (stage.stage_id, stage.number, stage.kind, stage.deadline) == (SECOND_STAGE, 2, StageKind.OFFERS, LATER)
    assert stage.admits(ACME)
    assert not stage.admits(BOLT)
    assert opened.content.submission_deadline == DEADLINE


@pytest.mark.parametrize("status", [s for s in TenderStatus if s is not TenderStatus.OPENED])
def test_no_stage_follows_before_the_last_one_is_opened(status: TenderStatus) -> None:
    tender = replace(in_procedure(ProcedureType.RESTRICTED), status=status)
    with pytest.raises(Refused, match="TND-ACTION-IMPOSSIBLE"):
        open_stage(tender, offers(ACME), respondents={ACME}, now=AFTER)


@pytest.mark.parametrize(("current", "proposed"), list(itertools.product(StageKind, StageKind)))
def test_every_pair_of_stages_is_in_the_table_or_refused(current: StageKind, proposed: StageKind) -> None:
    start = StageKind.SINGLE if current is StageKind.SINGLE else StageKind.CANDIDACIES
    procedure = ProcedureType.DESIGN_CONTEST if start is StageKind.SINGLE else ProcedureType.NEGOTIATED
    tender = in_procedure(procedure, Terms(first_stage=start))
    if current not in (StageKind.SINGLE, StageKind.CANDIDACIES):
        kept = replace(tender.current_stage, stage_id=SECOND_STAGE, number=2, kind=current, receives=current.receives)
        tender = replace(tender, later_stages=(kept,))
    invitation = offers(ACME, kind=proposed, stage_id=THIRD_STAGE, reason="Raison écrite")
    if proposed in FOLLOWING[current]:
        assert open_stage(tender, invitation, respondents={ACME}, now=AFTER).current_stage.kind is proposed
        return
    with pytest.raises(Refused, match="TND-STAGE-ORDER"):
        open_stage(tender, invitation, respondents={ACME}, now=AFTER)


@pytest.mark.parametrize(
    ("procedure", "plan", "allowed"),
    [
        (ProcedureType.ADAPTED, NegotiationPlan.NONE, False),
        (ProcedureType.ADAPTED, NegotiationPlan.ANNOUNCED, True),
        (ProcedureType.ADAPTED, NegotiationPlan.AWARD_RESERVED, True),
        (ProcedureType.OPEN, NegotiationPlan.ANNOUNCED, False),
        (ProcedureType.WITHOUT_PUBLICITY, NegotiationPlan.NONE, True),
    ],
)
def test_negotiation_needs_to_be_foreseen(procedure: ProcedureType, plan: NegotiationPlan, *, allowed: bool) -> None:
    tender = in_procedure(procedure, Terms(negotiation=plan, invited=(ACME,)))
    invitation = offers(ACME, kind=StageKind.FINAL_OFFERS)
    if allowed:
        assert open_stage(tender, invitation, respondents={ACME}, now=AFTER).current_stage.number == 2
        return
    with pytest.raises(Refused, match="TND-STAGE-NEGOTIATION") as refused:
        open_stage(tender, invitation, respondents={ACME}, now=AFTER)
    assert refused.value.refusal.article == PROCEDURES[procedure].negotiation_article
    passed = open_stage(tender, replace(invitation, reason="Erreur de l'avis"), respondents={ACME}, now=AFTER)
    assert passed.current_stage.kind is StageKind.FINAL_OFFERS


def test_nobody_is_invited_who_did_not_answer() -> None:
    with pytest.raises(Refused, match="TND-STAGE-INVITED") as refused:
        open_stage(in_procedure(ProcedureType.RESTRICTED), offers(ACME, BOLT), respondents={ACME}, now=AFTER)
    assert refused.value.refusal.facts == {"companies": str(BOLT)}


@pytest.mark.parametrize(("invited", "code"), [((), "TND-INVITED-NONE"), ((ACME, ACME), "TND-TERMS-INVITED")])
def test_somebody_is_invited_and_once(invited: tuple[object, ...], code: str) -> None:
    with pytest.raises(Refused, match=code):
        open_stage(in_procedure(ProcedureType.RESTRICTED), offers(ACME, invited=invited), respondents={ACME}, now=AFTER)


@pytest.mark.parametrize(("left", "refused"), [(timedelta(0), True), (timedelta(milliseconds=1), False)])
def test_a_stage_ends_in_the_future(left: timedelta, *, refused: bool) -> None:
    tender = in_procedure(ProcedureType.RESTRICTED)
    if not refused:
        assert open_stage(tender, offers(ACME), respondents={ACME}, now=LATER.at - left)
        return
    with pytest.raises(Refused, match="TND-DEADLINE-PAST"):
        open_stage(tender, offers(ACME), respondents={ACME}, now=LATER.at - left)


def test_a_later_stage_is_extended_closed_and_opened_like_the_first() -> None:
    tender = open_stage(in_procedure(ProcedureType.RESTRICTED), offers(ACME), respondents={ACME}, now=AFTER)
    later = Deadline(LATER.at + timedelta(days=7))
    extended = lifecycle.extend_deadline(tender, proposed=later, now=AFTER)
    assert (extended.current_stage.deadline, extended.current_stage.deadline_version) == (later, 2)
    assert extended.content == tender.content
    with pytest.raises(Refused, match="TND-DEADLINE-RUNNING"):
        lifecycle.close(extended, now=LATER.at + timedelta(seconds=1))
    closed = lifecycle.close(extended, now=later.at + timedelta(seconds=1))
    assert closed.closed_at == DEADLINE.at
    assert closed.current_stage.closed_at is not None
    opened = record_opening(closed, stage_id=SECOND_STAGE, now=later.at + timedelta(hours=1))
    assert opened.status is TenderStatus.OPENED
    assert opened.offers_stage_id == SECOND_STAGE


def test_while_final_offers_are_sealed_the_opened_ones_are_read() -> None:
    tender = in_procedure(ProcedureType.ADAPTED, Terms(negotiation=NegotiationPlan.ANNOUNCED))
    invitation = offers(ACME, kind=StageKind.FINAL_OFFERS)
    sealed = open_stage(tender, invitation, respondents={ACME}, now=AFTER)
    assert sealed.offers_stage_id == TENDER
    closed = lifecycle.close(sealed, now=LATER.at + timedelta(seconds=1))
    assert closed.offers_stage_id == TENDER
    assert record_opening(closed, stage_id=SECOND_STAGE, now=LATER.at).offers_stage_id == SECOND_STAGE


def test_a_late_ceremony_of_an_earlier_stage_does_not_open_the_running_one() -> None:
    sealed = open_stage(in_procedure(ProcedureType.RESTRICTED), offers(ACME), respondents={ACME}, now=AFTER)
    closed = lifecycle.close(sealed, now=LATER.at + timedelta(seconds=1))
    assert record_opening(closed, stage_id=TENDER, now=LATER.at).status is TenderStatus.CLOSED
    assert record_opening(sealed, stage_id=TENDER, now=AFTER).status is TenderStatus.PUBLISHED


def test_candidacies_are_neither_scored_nor_awarded() -> None:
    tender = in_procedure(ProcedureType.RESTRICTED)
    with pytest.raises(Refused, match="TND-STAGE-NO-OFFERS"):
        lifecycle.note_evaluation(tender)
    with pytest.raises(Refused, match="TND-STAGE-NO-OFFERS"):
        lifecycle.award_lot(tender, lot_id=LOT_1, now=NOW)


def a_system(**changes: object) -> Tender:
    terms = Terms(technique=Technique.DYNAMIC_PURCHASING_SYSTEM, open_until=DEADLINE.at.date() + timedelta(days=400))
    content = a_content(procedure=ProcedureType.RESTRICTED, terms=terms)
    return replace(a_tender(TenderStatus.PUBLISHED, content=content), **changes)


def test_a_dynamic_system_stays_open_window_after_window() -> None:
    system = a_system()
    assert rolls_over(system, legal_now=DEADLINE.at)
    after = roll_over(system, stage_id=SECOND_STAGE, now=DEADLINE.at + timedelta(seconds=1))
    assert after.status is TenderStatus.PUBLISHED
    assert after.stages[0].closed_at == DEADLINE.at + timedelta(seconds=1)
    window = after.current_stage
    assert (window.kind, window.invited, window.number) == (StageKind.CANDIDACIES, None, 2)
    assert window.deadline.at - DEADLINE.at == DEADLINE.at - NOW
    again = roll_over(after, stage_id=THIRD_STAGE, now=window.deadline.at + timedelta(seconds=1))
    assert again.current_stage.deadline.at - window.deadline.at == DEADLINE.at - NOW


def test_a_dynamic_system_ends_and_invites_by_consultations_of_its_own() -> None:
    system = a_system()
    assert not rolls_over(system, legal_now=DEADLINE.at + timedelta(days=401))
    assert not rolls_over(a_tender(TenderStatus.PUBLISHED), legal_now=DEADLINE.at)
    opened = replace(system, status=TenderStatus.OPENED)
    with pytest.raises(Refused, match="TND-STAGE-ORDER"):
        open_stage(opened, offers(ACME), respondents={ACME}, now=AFTER)


@pytest.mark.parametrize(("days", "kept"), [(25, "attention"), (26, "satisfied")])
def test_the_offers_of_a_restricted_procedure_have_their_days(law: LegalTable, days: int, kept: str) -> None:
    tender = in_procedure(ProcedureType.RESTRICTED)
    sent = AFTER.date()
    invitation = offers(ACME, deadline=Deadline(AFTER + timedelta(days=days)))
    advices = stage_advices(tender, invitation, respondents={ACME}, sent_on=sent, law=law)
    assert [(each.code, each.conclusion.value, each.limit) for each in advices] == [
        ("TND-ADVICE-STAGE-PERIOD", kept, "25")
    ]


def test_leaving_somebody_out_of_a_negotiation_is_said(law: LegalTable) -> None:
    tender = in_procedure(ProcedureType.ADAPTED, Terms(negotiation=NegotiationPlan.ANNOUNCED))
    invitation = offers(ACME, kind=StageKind.FINAL_OFFERS)
    for respondents, said in (({ACME}, "satisfied"), ({ACME, BOLT}, "attention")):
        (advice,) = stage_advices(tender, invitation, respondents=respondents, sent_on=AFTER.date(), law=law)
        assert (advice.code, advice.conclusion.value) == ("TND-ADVICE-EQUALITY", said)


@given(rounds=st.integers(min_value=1, max_value=6))
def test_rounds_never_lose_a_stage_nor_a_version(rounds: int) -> None:
    tender = in_procedure(ProcedureType.NEGOTIATED)
    deadline, before = DEADLINE.at, tender.version
    for number in range(2, rounds + 2):
        deadline += timedelta(days=30)
        kind = StageKind.OFFERS if number == 2 else StageKind.FINAL_OFFERS
        stage = Invitation(numbered(TenderId, number), kind, (ACME,), Deadline(deadline))
        tender = open_stage(tender, stage, respondents={ACME}, now=deadline - timedelta(days=29))
        tender = lifecycle.close(tender, now=deadline + timedelta(seconds=1))
        tender = record_opening(tender, stage_id=stage.stage_id, now=deadline + timedelta(hours=1))
    assert [stage.number for stage in tender.stages] == list(range(1, rounds + 2))
    assert tender.version == before + 3 * rounds
    assert tender.offers_stage_id == tender.current_stage.stage_id
    assert PROCEDURES[ProcedureType.NEGOTIATED].negotiation is Negotiation.FORESEEN


@pytest.mark.parametrize("factor", [1, 60, 3600])
def test_a_later_stage_keeps_the_accelerated_time_of_its_sandbox(factor: int) -> None:
    timeline = Timeline(NOW, NOW, factor)
    content = a_content(procedure=ProcedureType.RESTRICTED)
    tender = a_tender(TenderStatus.OPENED, content=content, timeline=timeline)
    now = timeline.instant_of(AFTER)
    opened = open_stage(tender, offers(ACME), respondents={ACME}, now=now)
    end = closing_instant(deadline=opened.current_stage.deadline, timeline=timeline)
    rounding = timedelta(microseconds=2)
    assert abs((end - NOW) - (LATER.at - NOW + timedelta(milliseconds=1)) / factor) < rounding
    with pytest.raises(Refused, match="TND-DEADLINE-RUNNING"):
        lifecycle.close(opened, now=end - timedelta(milliseconds=1))
    assert lifecycle.close(opened, now=end).status is TenderStatus.CLOSED


def test_a_call_off_invites_the_holders_and_nobody_else() -> None:
    framework = a_tender(TenderStatus.AWARDED, content=a_content(terms=Terms(technique=Technique.FRAMEWORK)))
    terms = Terms(parent_id=TENDER, invited=(ACME,), first_stage=StageKind.OFFERS)
    call_off = a_tender(content=a_content(terms=terms), tender_id=SECOND_STAGE)
    assert call_off.current_stage.receives == {Part.OFFER}
    today = NOW.date()
    assert refuse_call_off(call_off, parent=framework, holders={ACME, BOLT}, today=today) is None
    assert call_off_advice(call_off, holders={ACME, BOLT}).conclusion.value == "attention"
    assert call_off_advice(call_off, holders={ACME}).conclusion.value == "satisfied"
    stranger = refuse_call_off(call_off, parent=framework, holders={BOLT}, today=today)
    assert stranger is not None
    assert (stranger.code, stranger.facts) == ("TND-NOT-A-HOLDER", {"companies": str(ACME)})


@pytest.mark.parametrize("status", TenderStatus)
@pytest.mark.parametrize("technique", Technique)
def test_what_may_be_called_from_is_said_for_every_status(technique: Technique, status: TenderStatus) -> None:
    terms = Terms(technique=technique, open_until=NOW.date())
    parent = a_tender(status, content=a_content(procedure=ProcedureType.RESTRICTED, terms=terms))
    call_off = a_tender(content=a_content(terms=Terms(parent_id=TENDER, invited=(ACME,))), tender_id=SECOND_STAGE)
    refusal = refuse_call_off(call_off, parent=parent, holders={ACME}, today=NOW.date())
    open_system = technique is Technique.DYNAMIC_PURCHASING_SYSTEM and status in CALLABLE_SYSTEM
    concluded = technique is Technique.FRAMEWORK and status in (TenderStatus.OPENED, TenderStatus.AWARDED)
    assert (refusal is None) is (open_system or concluded)
    if refusal is None:
        over = refuse_call_off(call_off, parent=parent, holders={ACME}, today=NOW.date() + timedelta(days=1))
        assert over is not None
        assert over.code == "TND-PARENT-OVER"
