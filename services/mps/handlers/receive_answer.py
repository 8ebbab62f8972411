"""One source is asked, then its answer is kept: each source progresses alone."""

from services.mps.domain.answers import SourceAnswer
from services.mps.domain.sources import CARDS, Source
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import Question, question_about
from services.mps.handlers.announcements import announce_answer, announce_completion
from services.mps.ports import UnitOfWork
from shared.contracts.mps import CertificateRequestedV1
from shared.kernel.ids import CandidacyId


class UnknownCandidacy(Exception):
    """A source is asked for a candidacy that this service does not hold: the event goes to the dead letters."""


def question_for(event: CertificateRequestedV1, *, uow: UnitOfWork) -> Question | None:
    """Give the question that an event asks for, None when the block expects no answer any more.

    The buyer and the object come from this service's own tables: the event does not name the consultation.

    Raises:
        UnknownCandidacy: no candidacy, or no consultation, answers to the event.
    """
    candidacy = uow.candidacies.get(CandidacyId.parse(event.candidacy_id))
    tender = None if candidacy is None else uow.tenders.get(candidacy.tender_id)
    if candidacy is None or tender is None:
        raise UnknownCandidacy(event.candidacy_id)
    source = Source(event.source_code)
    block = candidacy.block(source)
    if block.status is not BlockStatus.PENDING or block.attempt != event.attempt:
        return None
    return question_about(siret=candidacy.siret, source=source, tender=tender, now=uow.clock.now())


def receive_answer(
    event: CertificateRequestedV1, question: Question | None, answer: SourceAnswer | None, *, uow: UnitOfWork
) -> None:
    """Keep the answer to an event's question; an answer to an attempt that is over changes nothing.

    Raises:
        UnknownCandidacy: no candidacy answers to the event.
    """
    candidacy = uow.candidacies.get_locked(CandidacyId.parse(event.candidacy_id))
    if candidacy is None:
        raise UnknownCandidacy(event.candidacy_id)
    block = candidacy.block(Source(event.source_code))
    if question is None or answer is None:
        return
    if block.status is not BlockStatus.PENDING or block.attempt != event.attempt:
        return
    block = block.answered(answer, at=uow.clock.now())
    candidacy = announce_answer(candidacy.with_block(block), block=block, uow=uow)
    _record_call(question, outcome=block.status, attempt=event.attempt, candidacy_id=event.candidacy_id, uow=uow)
    if candidacy.is_settled and candidacy.completed_at is None:
        candidacy = announce_completion(candidacy.completed(at=uow.clock.now()), uow=uow)
    uow.candidacies.save(candidacy, changed=[block])


def _record_call(question: Question, *, outcome: BlockStatus, attempt: int, candidacy_id: str, uow: UnitOfWork) -> None:
    """Write why the administration was asked: the legal basis of each call can be shown (L114-8 CRPA)."""
    card = CARDS[question.source]
    uow.record(
        "certificate_asked",
        candidacy_id,
        {
            "source": question.source.value,
            "siret": str(question.siret),
            "context": question.purpose.context,
            "object": question.purpose.object,
            "recipient": str(question.purpose.recipient),
            "article": card.article,
            "openness": card.openness.value,
            "attempt": str(attempt),
            "outcome": outcome.value,
        },
    )
