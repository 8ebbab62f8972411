"""From an answer to a kept certificate, with its validity and where its document lies."""

from dataclasses import dataclass

from services.mps.domain.answers import DeliveryRefused, FactsStated, NothingKnown, SourceAnswer
from services.mps.domain.certificates import (
    Certificate,
    CertificateId,
    StoredDocument,
    fresh_until,
    recipient_of,
)
from services.mps.domain.sources import asked_number
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import Question
from services.mps.ports import UnitOfWork
from services.mps.ports.fetching import DocumentStore


@dataclass(frozen=True, slots=True)
class Received:
    """An answer, and its document once it is durable."""

    answer: SourceAnswer
    document: StoredDocument | None = None


def received(answer: SourceAnswer, *, documents: DocumentStore) -> Received:
    """Store the document of an answer durably, before anything refers to it."""
    fetched = answer.document if isinstance(answer, FactsStated) else None
    if fetched is None:
        return Received(answer)
    blob_id = documents.put(fetched.content)
    return Received(answer, StoredDocument(blob_id, fetched.sha256, len(fetched.content), fetched.media_type))


def certificate_from(received: Received, question: Question, *, status: BlockStatus, uow: UnitOfWork) -> Certificate:
    """Make the certificate that is kept of an answer."""
    answer, now = received.answer, uow.clock.now()
    stated = answer if isinstance(answer, FactsStated) else None
    says = answer if isinstance(answer, FactsStated | DeliveryRefused) else None
    return Certificate(
        certificate_id=uow.ids.new(CertificateId),
        source=question.source,
        number=asked_number(question.source, question.siret),
        recipient=recipient_of(question.source, question.purpose.recipient),
        status=status,
        fetched_at=now,
        fresh_until=fresh_until(question.source, answer, at=now),
        valid_until=None if stated is None else stated.valid_until,
        as_of=None if says is None else says.as_of,
        facts=() if says is None else says.facts,
        detail=answer.detail if isinstance(answer, NothingKnown | DeliveryRefused) else None,
        payload=(None if not isinstance(answer, NothingKnown) else answer.payload) or (says.payload if says else ""),
        document=received.document,
        document_problem=None if stated is None else stated.document_problem,
        unknown_fields=() if stated is None else stated.unknown_fields,
    )
