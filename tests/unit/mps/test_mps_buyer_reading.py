"""The buyer's reading: a sign, never a verdict; nobody is asked what the law keeps for the winner."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.mps.domain.answers import StatedFact
from services.mps.domain.attestation import Attested, AttestedBlock, attestation
from services.mps.domain.buyer_reading import read_candidate
from services.mps.domain.candidacy import EvidenceBlock
from services.mps.domain.form import (
    CandidacyForm,
    Contest,
    DeclarationCode,
    FormContent,
    GivenAnswer,
    GroupForm,
    Grouping,
    Subcontractor,
)
from services.mps.domain.grounds import GROUNDS, Finding, GroundCode, Sign
from services.mps.domain.hearings import Decision, Hearing, HearingId, HearingStatus, Observations
from services.mps.domain.hearings import Outcome as Verdict
from services.mps.domain.indicators import BlockCount, Indicators
from services.mps.domain.purposes import notices
from services.mps.domain.readings import Outcome
from services.mps.domain.requirements import AskedItem, Category, asked_item
from services.mps.domain.retention import last_forgotten_day
from services.mps.domain.sources import CARDS, Source
from services.mps.domain.states import BlockStatus
from services.mps.gateways.block_readings import SavedBlockReader
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from shared.reports import OfficeReports
from tests.unit.mps.builders import BUYER, NOW, WHOLE, a_candidacy, a_tender, delivery_refused
from tests.unit.mps.test_mps_forms import LEAD, MEMBER

TURNOVER = tuple(
    StatedFact(f"turnover_{year}", f"Exercice {year}", value)
    for year, value in (("2024", "4\u202f812\u202f300\u00a0€"), ("2023", "199\u202f999,99\u00a0€"))
)


def a_finding(source: Source, outcome: Outcome = Outcome.FAVOURABLE, *, facts: tuple[StatedFact, ...] = ()) -> Finding:
    card = CARDS[source]
    return Finding(source, card.title, card.issuer, outcome, "parce que", NOW, NOW, None, None, facts)


def sign_of(code: GroundCode, *findings: Finding) -> Sign:
    reading = read_candidate((), findings=findings, form=None, papers=())
    return next(each.sign for each in reading.grounds if each.ground.code is code)


@pytest.mark.parametrize(
    ("outcomes", "sign"),
    [
        ((Outcome.FAVOURABLE,), Sign.VOUCHED),
        ((Outcome.FAVOURABLE, Outcome.UNFAVOURABLE), Sign.TO_EXAMINE),
        ((Outcome.PENDING,), Sign.WAITING),
        ((Outcome.NOT_AVAILABLE_ASK_SUPPLIER,), Sign.UNKNOWN),
        ((Outcome.EXPIRED,), Sign.UNKNOWN),
        ((Outcome.PROVIDER_ERROR_RETRY,), Sign.WAITING),
        ((), Sign.UNKNOWN),
    ],
)
def test_what_is_found_gives_a_sign(outcomes: tuple[Outcome, ...], sign: Sign) -> None:
    sources = (Source.SOCIAL_CERTIFICATE, Source.BUILDING_PENSIONS)
    findings = [a_finding(source, outcome) for source, outcome in zip(sources, outcomes, strict=False)]
    assert sign_of(GroundCode.CONTRIBUTIONS, *findings) is sign


def test_no_ground_ever_concludes_by_itself() -> None:
    everything = [a_finding(source, Outcome.UNFAVOURABLE) for source in Source]
    reading = read_candidate((), findings=everything, form=None, papers=())
    for each in reading.grounds:
        assert each.sign in {Sign.TO_EXAMINE, Sign.DECLARED}
        assert each.ground.article
        assert each.ground.limits
        assert each.next_step
    assert {each.ground.code for each in reading.grounds} == set(GroundCode)


def test_a_conviction_is_declared_and_never_searched() -> None:
    assert sign_of(GroundCode.CONVICTIONS) is Sign.DECLARED
    assert next(each for each in GROUNDS if each.code is GroundCode.CONVICTIONS).sources == ()


def test_figures_are_compared_in_words() -> None:
    item = replace(asked_item("turnover"), minimum="200 000")
    reading = read_candidate((item,), findings=[a_finding(Source.TURNOVER, facts=TURNOVER)], form=None, papers=())
    assert reading.criteria[0].comparison == "1 valeur(s) connue(s) sur 2 atteignent le niveau demandé (200 000)."
    for floor in (None, "selon le lot"):
        other = read_candidate((replace(item, minimum=floor),), findings=[], form=None, papers=())
        assert other.criteria[0].comparison is None


def test_only_what_is_asked_of_everybody_may_be_completed() -> None:
    items = (asked_item("references"), asked_item("taxes"), AskedItem("local", "Camion", Category.TECHNICAL, 2))
    nothing = read_candidate(items, findings=[], form=None, papers=())
    assert [item.code for item in nothing.missing] == ["references", "local"]
    form = CandidacyForm.blank(a_candidacy().candidacy_id, at=NOW)
    said = replace(
        form, content=FormContent(answers=(GivenAnswer("references", "École"), GivenAnswer("local", " ", 2)))
    )
    assert [item.code for item in read_candidate(items, findings=[], form=said, papers=()).missing] == ["local"]


def test_the_winner_alone_is_asked_what_nobody_vouched_for() -> None:
    vouched = [a_finding(Source.TAX_CERTIFICATE), a_finding(Source.SOCIAL_CERTIFICATE)]
    some = read_candidate((), findings=vouched, form=None, papers=()).demands
    everything = read_candidate((), findings=[], form=None, papers=()).demands
    assert len(some) == len(everything) - 2
    assert any("fiscale" in each for each in everything)


@pytest.mark.parametrize("status", list(BlockStatus))
def test_every_state_of_a_block_has_a_reading(status: BlockStatus) -> None:
    for source in Source:
        block = EvidenceBlock(source, status, 1, NOW, answered_at=NOW)
        assert SavedBlockReader().read(block, clock=FixedClock(NOW)).outcome in Outcome


def test_a_refused_delivery_and_a_published_notice_are_to_be_looked_at() -> None:
    reader, clock = SavedBlockReader(), FixedClock(NOW)
    refused = EvidenceBlock.asked(Source.SOCIAL_CERTIFICATE, at=NOW).answered(delivery_refused(), at=NOW)
    assert reader.read(replace(refused, payload=None), clock=clock).outcome is Outcome.UNFAVOURABLE
    notice = EvidenceBlock(
        Source.LEGAL_NOTICES, BlockStatus.FOUND, 1, NOW, facts=(StatedFact("notice_1", "Annonce", "liquidation"),)
    )
    assert reader.read(notice, clock=clock).outcome is Outcome.UNFAVOURABLE
    assert reader.read(replace(notice, facts=()), clock=clock).outcome is Outcome.FAVOURABLE


def a_hearing() -> Hearing:
    return Hearing(
        hearing_id=TimeOrderedIds(FixedClock(NOW)).new(HearingId),
        candidacy_id=a_candidacy().candidacy_id,
        tender_id=a_tender().tender_id,
        buyer=BUYER,
        siret=WHOLE,
        ground=GroundCode.TAXES,
        letter="Madame, Monsieur",
        opened_at=NOW,
        due_at=NOW + timedelta(days=8),
    )


@pytest.mark.parametrize(
    ("observed", "later", "outcome", "is_warned"),
    [
        (False, 0, Verdict.SET_ASIDE, True),
        (False, 0, Verdict.KEPT, False),
        (True, 0, Verdict.SET_ASIDE, False),
        (False, 9, Verdict.SET_ASIDE, False),
    ],
)
def test_a_person_decides_and_a_hasty_decision_says_so(
    observed: bool, later: int, outcome: Verdict, is_warned: bool
) -> None:
    hearing = a_hearing()
    if observed:
        hearing = hearing.answered(Observations("Payé.", NOW))
        assert hearing.status is HearingStatus.ANSWERED
    decided = hearing.decided(Decision(outcome, "raison", NOW, "agent"), legal_now=NOW + timedelta(days=later))
    assert decided.status is HearingStatus.DECIDED
    assert decided.decision is not None
    assert bool(decided.decision.warnings) is is_warned
    with pytest.raises(Refused):
        decided.answered(Observations("Trop tard.", NOW))
    with pytest.raises(Refused):
        decided.decided(Decision(outcome, "encore", NOW, "agent"), legal_now=NOW)


def test_the_attestation_says_everything_and_gives_the_same_bytes() -> None:
    content = FormContent(
        answers=(GivenAnswer("references", "École <b>&", 1),),
        contests=(Contest(Source.ESTABLISHMENT, "address", "Déménagement"),),
        declarations=(DeclarationCode.HONOUR,),
        grouping=Grouping(GroupForm.SOLIDAIRE, (MEMBER,)),
        subcontractors=(Subcontractor(LEAD, "S", "ici", "Peinture", highest_amount=Money.parse("10.50", "EUR")),),
    )
    form = replace(CandidacyForm.blank(a_candidacy().candidacy_id, at=NOW), content=content).confirmed(
        expected=0, at=NOW
    )
    block = AttestedBlock(Source.TURNOVER, BlockStatus.FOUND, NOW, NOW, date(2025, 1, 1), TURNOVER, None, "à comparer")
    attested = Attested("Attestation", "l'acheteur", WHOLE, "ATELIERS", a_tender(sandbox=True), NOW, form, (block,), ())
    report = attestation(attested)
    words = str(report)
    for expected in ("École", "Déménagement", "solidaire", "Peinture", "à comparer", "4\u202f812\u202f300", "essai"):
        assert expected in words.replace("\\u202f", "\u202f")
    assert OfficeReports().pdf(report) == OfficeReports().pdf(attestation(attested))


def test_everybody_is_told_who_is_asked_for_whom_and_how_long() -> None:
    told = notices(a_tender(), years=5, article="R2184-12")
    assert {each.source for each in told} == set(Source)
    assert all(each.recipient == BUYER and "5 ans" in each.retention for each in told)


def test_the_figures_are_exact_without_any_response() -> None:
    figures = Indicators(BUYER, date(2026, 1, 1), date(2026, 1, 31), 0, 0, 0, 0, None, ())
    assert figures.share is None
    assert len(figures.rows()) == 7
    counted = replace(figures, responses=3, with_siret=1, blocks=(BlockCount(Source.TURNOVER, BlockStatus.FOUND, 2),))
    assert (counted.share, counted.papers_not_asked, len(counted.rows())) == ("33.3", 2, 8)


@pytest.mark.parametrize(
    ("today", "cut"),
    [
        (date(2026, 10, 5), date(2021, 10, 5)),
        (date(2028, 2, 29), date(2023, 2, 28)),
        (date(2028, 3, 1), date(2023, 3, 1)),
    ],
)
def test_what_is_kept_is_never_erased_too_early(today: date, cut: date) -> None:
    assert last_forgotten_day(today, years=5) == cut
