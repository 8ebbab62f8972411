"""A company asks, each source answers alone, the candidacy completes."""

from datetime import timedelta

import pytest

from services.mps.domain.answers import NoAnswer, NothingKnown, SourceAnswer
from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.sources import Moment, Source, sources_at
from services.mps.domain.states import BlockStatus
from services.mps.handlers.ask_again import ask_again
from services.mps.handlers.fetching import UnknownCandidacy, prepare, settle
from services.mps.handlers.keep_certificate import Received
from services.mps.handlers.read_candidacy import read_candidacy, read_document
from services.mps.handlers.request_candidacy import RequestCandidacy, request_candidacy
from shared.contracts.mps import CandidacyCompletedV1, CertificateFetchedV1, CertificateRequestedV1
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret
from tests.unit.mps.builders import (
    CLOSED,
    NOW,
    WHOLE,
    a_candidacy,
    a_company_person,
    a_task,
    a_tender,
    a_timeline,
    an_agent,
    delivery_refused,
    facts_stated,
)
from tests.unit.mps.fakes import FakeUnitOfWork

SYSTEM = Principal.system("mps")


def requested(uow: FakeUnitOfWork, siret: Siret = WHOLE) -> SiretCandidacy:
    return request_candidacy(RequestCandidacy(siret, a_tender().tender_id), uow=uow)


FORM = sources_at(Moment.FORM)


def answer_all(uow: FakeUnitOfWork, answer: SourceAnswer, *, but: dict[Source, SourceAnswer] | None = None) -> None:
    for task in list(uow.tasks.kept.values()):
        prepared = prepare(task, uow=uow)
        if prepared is not None:
            settle(prepared, Received((but or {}).get(task.source, answer)), uow=uow)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code


def test_a_candidacy_announces_one_request_for_each_source_with_its_own_version() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    assert {event.source_code for event in uow.events if isinstance(event, CertificateRequestedV1)} == set(FORM)
    assert [event.aggregate_version for event in uow.events] == list(range(1, len(FORM) + 1))
    assert uow.candidacies.kept[candidacy.candidacy_id].version == len(FORM)


def test_no_event_names_the_consultation_or_the_buyer() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    requested(uow)
    answer_all(uow.acting_as(SYSTEM), facts_stated())
    for event in uow.events:
        words = event.model_dump_json()
        assert str(a_tender().tender_id) not in words
        assert str(a_tender().buyer_siret) not in words
        assert "VIRELANGUE" not in words


def test_asking_twice_gives_the_same_candidacy_and_asks_nobody_again() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    first, again = requested(uow), requested(uow)
    assert first.candidacy_id == again.candidacy_id
    assert len(uow.events) == len(FORM)


def test_another_establishment_of_the_same_company_may_answer() -> None:
    uow = FakeUnitOfWork(a_company_person(Siret("00123456600022")), tenders=[a_tender()])
    assert requested(uow).siret == WHOLE


@pytest.mark.parametrize("principal", [a_company_person(CLOSED)])
def test_nobody_asks_for_another_company(principal: Principal) -> None:
    with pytest.raises(Refused) as refused:
        requested(FakeUnitOfWork(principal, tenders=[a_tender()]))
    assert code_of(refused) == "MPS-OTHER-COMPANY"


def test_an_agent_cannot_ask_in_the_name_of_a_company() -> None:
    with pytest.raises(Refused) as refused:
        requested(FakeUnitOfWork(an_agent(), tenders=[a_tender()]))
    assert code_of(refused) == "HTTP-RIGHT-MISSING"


def test_an_unpublished_consultation_is_unknown() -> None:
    with pytest.raises(Refused) as refused:
        requested(FakeUnitOfWork())
    assert code_of(refused) == "MPS-TENDER-UNKNOWN"


def test_the_question_names_the_buyer_and_the_year_before_in_the_time_of_the_consultation() -> None:
    timeline = a_timeline(legal_start=NOW.replace(year=2025, month=3), factor=1000)
    uow = FakeUnitOfWork(tenders=[a_tender(timeline=timeline)])
    candidacy = requested(uow)
    prepared = prepare(a_task(candidacy, Source.RGE), uow=uow.acting_as(SYSTEM))
    assert prepared is not None
    question = prepared.question
    assert question.purpose.recipient == a_tender().buyer_siret
    assert question.purpose.context == "Marchés publics"
    assert str(a_tender().tender_id) in question.purpose.object
    assert question.year == 2024


def test_when_every_source_has_answered_the_candidacy_completes_once() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    refusals = {Source.QUALIBAT: delivery_refused(), Source.QUALIFELEC: NothingKnown("hors périmètre")}
    answer_all(uow.acting_as(SYSTEM), facts_stated(), but=refusals)
    completed = [event for event in uow.events if isinstance(event, CandidacyCompletedV1)]
    assert len(completed) == 1
    assert set(completed[0].missing) == {Source.QUALIBAT, Source.QUALIFELEC}
    assert uow.candidacies.kept[candidacy.candidacy_id].completed_at == NOW


def test_each_answer_is_announced_without_its_content() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    prepared = prepare(a_task(candidacy, Source.QUALIBAT), uow=uow.acting_as(SYSTEM))
    assert prepared is not None
    settle(prepared, Received(delivery_refused()), uow=uow)
    fetched = uow.events[-1]
    assert isinstance(fetched, CertificateFetchedV1)
    assert (fetched.status, fetched.source_code) == ("refused", "qualibat_certification")
    assert "jour" not in fetched.model_dump_json()


def test_the_journal_says_why_each_administration_was_asked() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    requested(uow)
    answer_all(uow.acting_as(SYSTEM), facts_stated())
    calls = [facts for action, _, facts in uow.journal if action == "certificate_asked"]
    assert len(calls) == len(FORM)
    assert {"context", "object", "recipient", "article", "outcome"} <= calls[0].keys()


def test_a_failing_source_delays_no_other_and_is_asked_again_when_due() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    silent = {Source.QUALIBAT: NoAnswer("analyse manuelle", timedelta(hours=48))}
    answer_all(uow.acting_as(SYSTEM), facts_stated(), but=silent)
    kept = uow.candidacies.kept[candidacy.candidacy_id]
    assert [block.source for block in kept.blocks if not block.is_settled] == [Source.QUALIBAT]
    assert kept.completed_at is None
    assert ask_again(uow=uow, limit=10) == 0
    uow.clock.advance(timedelta(hours=48))
    assert ask_again(uow=uow, limit=10) == 1
    assert ask_again(uow=uow, limit=10) == 0
    event = uow.events[-1]
    assert isinstance(event, CertificateRequestedV1)
    assert (event.source_code, event.attempt) == (Source.QUALIBAT, 2)
    answer_all(uow, facts_stated())
    assert isinstance(uow.events[-1], CandidacyCompletedV1)


def test_an_answer_to_an_attempt_that_is_over_changes_nothing() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    task = a_task(candidacy, Source.RGE)
    prepared = prepare(task, uow=uow.acting_as(SYSTEM))
    assert prepared is not None
    settle(prepared, Received(facts_stated()), uow=uow)
    before, count = uow.candidacies.kept[candidacy.candidacy_id], len(uow.events)
    settle(prepared, Received(NothingKnown("trop tard")), uow=uow)
    assert uow.candidacies.kept[candidacy.candidacy_id] == before
    assert len(uow.events) == count
    assert prepare(task, uow=uow) is None


def test_a_task_of_no_candidacy_is_a_mistake() -> None:
    uow = FakeUnitOfWork(SYSTEM)
    with pytest.raises(UnknownCandidacy):
        prepare(a_task(a_candidacy(), Source.RGE), uow=uow)


def test_the_document_waits_for_the_first_answer_of_each_source() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    with pytest.raises(Refused) as refused:
        read_document(candidacy.candidacy_id, uow=uow)
    assert code_of(refused) == "MPS-NOT-READY"
    answer_all(uow.acting_as(SYSTEM), NoAnswer("muette"))
    assert read_document(candidacy.candidacy_id, uow=uow.acting_as(a_company_person())).blocks[0].status


def test_a_source_that_stays_unheard_never_holds_a_candidate() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    uow.clock.advance(timedelta(minutes=1))
    document = read_document(candidacy.candidacy_id, uow=uow)
    assert {block.status for block in document.blocks} == {"demande en cours"}


def test_another_company_finds_nothing() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    with pytest.raises(Refused) as refused:
        read_candidacy(candidacy.candidacy_id, uow=uow.acting_as(a_company_person(CLOSED)))
    assert code_of(refused) == "MPS-NOT-FOUND"


def test_refused_status_of_a_block_never_closes_the_candidacy() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    candidacy = requested(uow)
    answer_all(uow.acting_as(SYSTEM), delivery_refused())
    kept = uow.candidacies.kept[candidacy.candidacy_id]
    assert {block.status for block in kept.blocks} == {BlockStatus.REFUSED}
    assert kept.is_settled
