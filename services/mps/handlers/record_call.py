"""Why each administration was asked, in the journal: the legal basis of each call can be shown (L114-8 CRPA)."""

from collections.abc import Mapping

from services.mps.domain.candidacy import EvidenceBlock
from services.mps.domain.certificates import Certificate
from services.mps.domain.sources import CARDS
from services.mps.domain.tender import Question
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId


def record_call(question: Question, *, block: EvidenceBlock, candidacy_id: CandidacyId, uow: UnitOfWork) -> None:
    """Write a call: what was asked, of whom, for whom, under which article."""
    facts = {**_basis(question), "attempt": str(block.attempt), "outcome": block.status.value}
    uow.record("certificate_asked", str(candidacy_id), facts)


def record_reuse(kept: Certificate, question: Question, *, candidacy_id: CandidacyId, uow: UnitOfWork) -> None:
    """Write that an answer obtained before has served again, for the same purpose and the same reader."""
    facts = {**_basis(question), "fetched_at": kept.fetched_at.isoformat(), "outcome": kept.status.value}
    uow.record("certificate_reused", str(candidacy_id), facts)


def _basis(question: Question) -> Mapping[str, str]:
    card = CARDS[question.source]
    return {
        "source": question.source.value,
        "siret": str(question.siret),
        "context": question.purpose.context,
        "object": question.purpose.object,
        "recipient": str(question.purpose.recipient),
        "article": card.article,
        "openness": card.openness.value,
    }
