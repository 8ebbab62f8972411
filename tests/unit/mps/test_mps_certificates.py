"""Kept answers: how long asking again would bring nothing new, whom they serve, and what is never shared."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.mps.domain.answers import (
    FactsStated,
    FetchedDocument,
    NoAnswer,
    NothingKnown,
    Silence,
    SourceAnswer,
    StatedFact,
)
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.certificates import fresh_until
from services.mps.domain.sources import Moment, Source, is_open, sources_at
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import KnownTender
from services.mps.handlers.fetching import prepare_all, settle_all
from services.mps.handlers.keep_certificate import Received, received
from services.mps.handlers.queueing import tasks_for
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import Principal
from shared.kernel.siret import Siret
from tests.unit.mps.builders import BUYER, NOW, WHOLE, a_tender, delivery_refused
from tests.unit.mps.fakes import FakeUnitOfWork

SYSTEM = Principal.system("mps")
OTHER_BUYER = Siret("35600000000048")
SECRET = StatedFact("turnover_2024", "Exercice", "canari-4812300")
PROTECTED = FactsStated((SECRET,), date(2026, 9, 30), '{"data": {"chiffre_affaires": "canari-4812300"}}')


class Blobs:
    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def put(self, content: bytes) -> str:
        self.kept.append(content)
        return f"blob-{len(self.kept)}"


def asked(uow: FakeUnitOfWork, tender: KnownTender, moment: Moment, *, siret: Siret = WHOLE) -> SiretCandidacy:
    """A candidacy whose sources of a moment have just been queued."""
    uow.tenders.put(tender)
    blocks = tuple(EvidenceBlock.asked(source, at=uow.clock.now()) for source in sources_at(moment))
    candidacy = SiretCandidacy(
        candidacy_id=uow.ids.new(CandidacyId),
        siret=siret,
        tender_id=tender.tender_id,
        requested_at=uow.clock.now(),
        version=0,
        blocks=blocks,
        moment=moment,
        buyer=None if moment is Moment.FORM else tender.buyer_siret,
    )
    uow.candidacies.kept[candidacy.candidacy_id] = candidacy
    uow.tasks.put(tasks_for(candidacy, blocks, uow=uow))
    return candidacy


def hear(uow: FakeUnitOfWork, candidacy: SiretCandidacy, answer: SourceAnswer) -> list[Source]:
    """Answer every source of a candidacy; gives those that were really asked."""
    prepared = prepare_all(uow.tasks.of(candidacy.candidacy_id), uow=uow)
    answers = [(each, Received(each.kept.as_answer() if each.kept else answer)) for each in prepared]
    settle_all(answers, uow=uow)
    return [each.task.source for each in prepared if each.kept is None]


@pytest.mark.parametrize(
    ("source", "valid_until", "until"),
    [
        (Source.ESTABLISHMENT, None, datetime(2026, 10, 5, 22, tzinfo=UTC)),  # midnight in Paris
        (Source.TAX_CERTIFICATE, None, datetime(2026, 10, 31, 23, tzinfo=UTC)),  # the month ends, and summer time has
        (Source.SOCIAL_CERTIFICATE, date(2026, 10, 20), datetime(2026, 10, 20, 22, tzinfo=UTC)),
        (Source.SOCIAL_CERTIFICATE, date(2027, 3, 31), NOW + timedelta(weeks=4)),
        (Source.QUALIBAT, date(2020, 1, 1), datetime(2020, 1, 1, 23, tzinfo=UTC)),  # expired: asked again
    ],
)
def test_how_long_an_answer_serves(source: Source, valid_until: date | None, until: datetime) -> None:
    answer = FactsStated((SECRET,), None, "{}", valid_until)
    assert fresh_until(source, answer, at=NOW) == until


@pytest.mark.parametrize("answer", [NothingKnown("rien"), delivery_refused(), NoAnswer("muette")])
def test_what_said_nothing_is_asked_again_within_the_hour(answer: SourceAnswer) -> None:
    assert fresh_until(Source.TAX_CERTIFICATE, answer, at=NOW) == NOW + timedelta(hours=1)


def test_open_data_serve_every_candidacy_and_protected_data_their_buyer_alone() -> None:
    uow = FakeUnitOfWork(SYSTEM)
    first, other = a_tender(number=1), replace(a_tender(number=2), buyer_siret=OTHER_BUYER)
    assert set(hear(uow, asked(uow, first, Moment.FORM), PROTECTED)) == set(sources_at(Moment.FORM))
    assert hear(uow, asked(uow, other, Moment.FORM), PROTECTED) == []
    examination = set(sources_at(Moment.EXAMINATION))
    assert set(hear(uow, asked(uow, first, Moment.EXAMINATION), PROTECTED)) == examination
    assert hear(uow, asked(uow, a_tender(number=3), Moment.EXAMINATION), PROTECTED) == []  # R2143-14: the same buyer
    assert set(hear(uow, asked(uow, other, Moment.EXAMINATION), PROTECTED)) == examination
    recipients = {kept.recipient for kept in uow.certificates.kept if not is_open(kept.source)}
    assert recipients == {BUYER, OTHER_BUYER}


def test_a_reuse_is_journaled_with_its_purpose() -> None:
    uow = FakeUnitOfWork(SYSTEM)
    hear(uow, asked(uow, a_tender(number=1), Moment.EXAMINATION), PROTECTED)
    hear(uow, asked(uow, a_tender(number=3), Moment.EXAMINATION), PROTECTED)
    reused = [facts for action, _, facts in uow.journal if action == "certificate_reused"]
    assert len(reused) == len(sources_at(Moment.EXAMINATION))
    assert {facts["recipient"] for facts in reused} == {str(BUYER)}
    assert all(str(a_tender(number=3).tender_id) in facts["object"] for facts in reused)


def test_the_award_asks_again_what_may_have_changed_since_another_day() -> None:
    uow = FakeUnitOfWork(SYSTEM)
    answer = replace(PROTECTED, valid_until=date(2027, 3, 31))
    hear(uow, asked(uow, a_tender(number=1), Moment.EXAMINATION), answer)
    uow.clock.advance(timedelta(days=3))
    again = set(hear(uow, asked(uow, a_tender(number=3), Moment.AWARD), answer))
    assert Source.SOCIAL_CERTIFICATE in again
    assert Source.TAX_CERTIFICATE not in again  # it speaks of the end of the month before: the same certificate


def test_no_protected_content_is_in_an_event_or_in_the_journal() -> None:
    uow = FakeUnitOfWork(SYSTEM)
    hear(uow, asked(uow, a_tender(), Moment.EXAMINATION), PROTECTED)
    written = [event.model_dump_json() for event in uow.events] + [str(entry) for entry in uow.journal]
    assert len(written) > len(sources_at(Moment.EXAMINATION))
    assert not any("canari" in words for words in written)


def test_what_is_not_heard_waits_and_is_no_attempt() -> None:
    uow = FakeUnitOfWork(SYSTEM)
    candidacy = asked(uow, a_tender(), Moment.FORM)
    hear(uow, candidacy, NoAnswer("quota", timedelta(seconds=30), Silence.BUSY))
    kept = uow.candidacies.kept[candidacy.candidacy_id]
    assert {(block.status, block.attempt) for block in kept.blocks} == {(BlockStatus.PENDING, 1)}
    assert {task.due_at for task in uow.tasks.of(candidacy.candidacy_id)} == {NOW + timedelta(seconds=30)}
    assert uow.events == []


def test_a_rejected_request_is_not_repeated_and_a_closed_access_is_tried_in_an_hour() -> None:
    uow = FakeUnitOfWork(SYSTEM)
    candidacy = asked(uow, a_tender(), Moment.FORM)
    hear(uow, candidacy, NoAnswer("422", silence=Silence.REJECTED))
    assert {block.next_try_at for block in uow.candidacies.kept[candidacy.candidacy_id].blocks} == {None}
    other = asked(uow, a_tender(number=2), Moment.FORM)
    hear(uow, other, NoAnswer("403", silence=Silence.FORBIDDEN))
    hour = NOW + timedelta(hours=1)
    assert {block.next_try_at for block in uow.candidacies.kept[other.candidacy_id].blocks} == {hour}


def test_a_document_is_stored_before_anything_refers_to_it() -> None:
    blobs = Blobs()
    document = FetchedDocument(b"%PDF-1.4 fictif", "application/pdf", "ab" * 32)
    heard = received(replace(PROTECTED, document=document), documents=blobs)
    assert blobs.kept == [document.content]
    assert heard.document is not None
    assert (heard.document.sha256, heard.document.size) == (document.sha256, len(document.content))
    assert received(PROTECTED, documents=blobs).document is None


def test_the_words_of_an_answer_survive_being_kept() -> None:
    uow = FakeUnitOfWork(SYSTEM)
    hear(uow, asked(uow, a_tender(), Moment.FORM), replace(PROTECTED, unknown_fields=("data.nouveau",)))
    kept = uow.certificates.kept[0]
    answer = kept.as_answer()
    assert isinstance(answer, FactsStated)
    assert (answer.facts, answer.payload, answer.unknown_fields) == (
        PROTECTED.facts,
        PROTECTED.payload,
        ("data.nouveau",),
    )
