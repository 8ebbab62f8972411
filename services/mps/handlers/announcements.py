"""The events of a candidacy. They name the company and the source, never the consultation (design 8.7).

Each announced fact takes the next version of the candidacy, so that a reader can tell their order.
"""

from collections.abc import Sequence

from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.sources import is_open
from services.mps.domain.states import BlockStatus
from services.mps.handlers.queueing import tasks_for
from services.mps.ports import UnitOfWork
from shared.contracts.mps import CandidacyCompletedV1, CertificateFetchedV1, CertificateRequestedV1


def announce_requests(candidacy: SiretCandidacy, *, blocks: Sequence[EvidenceBlock], uow: UnitOfWork) -> SiretCandidacy:
    """Queue sources in their lanes and announce that they are asked; the events wake the workers."""
    uow.tasks.put(tasks_for(candidacy, blocks, uow=uow))
    for block in blocks:
        candidacy = _announce(candidacy.with_block(block), block=block, uow=uow)
    return candidacy


def announce_request(candidacy: SiretCandidacy, *, block: EvidenceBlock, uow: UnitOfWork) -> SiretCandidacy:
    """Queue one source in its lane and announce that it is asked."""
    return announce_requests(candidacy, blocks=[block], uow=uow)


def _announce(candidacy: SiretCandidacy, *, block: EvidenceBlock, uow: UnitOfWork) -> SiretCandidacy:
    candidacy = candidacy.next_version()
    uow.publish(
        CertificateRequestedV1(
            aggregate_id=str(candidacy.candidacy_id),
            aggregate_version=candidacy.version,
            candidacy_id=str(candidacy.candidacy_id),
            siret=str(candidacy.siret),
            source_code=block.source.value,
            attempt=block.attempt,
        )
    )
    return candidacy


def announce_answer(candidacy: SiretCandidacy, *, block: EvidenceBlock, uow: UnitOfWork) -> SiretCandidacy:
    """Announce that a source has answered, without a word of what it said."""
    candidacy = candidacy.next_version()
    uow.publish(
        CertificateFetchedV1.model_validate(
            {
                "aggregate_id": str(candidacy.candidacy_id),
                "aggregate_version": candidacy.version,
                "candidacy_id": str(candidacy.candidacy_id),
                "siret": str(candidacy.siret),
                "source_code": block.source.value,
                "status": _announced(block).value,
                "fetched_at": block.answered_at,
            }
        )
    )
    return candidacy


def announce_completion(candidacy: SiretCandidacy, *, uow: UnitOfWork) -> SiretCandidacy:
    """Announce that nothing more is expected of any source."""
    candidacy = candidacy.next_version()
    found = tuple(block.source.value for block in candidacy.blocks if _announced(block) is BlockStatus.FOUND)
    missing = tuple(block.source.value for block in candidacy.blocks if _announced(block) is not BlockStatus.FOUND)
    uow.publish(
        CandidacyCompletedV1(
            aggregate_id=str(candidacy.candidacy_id),
            aggregate_version=candidacy.version,
            candidacy_id=str(candidacy.candidacy_id),
            siret=str(candidacy.siret),
            found=found,
            missing=missing,
        )
    )
    return candidacy


def _announced(block: EvidenceBlock) -> BlockStatus:
    """Tell of a protected source only whether it has answered: what it answered is for the buyer alone."""
    if is_open(block.source) or block.status not in {BlockStatus.UNKNOWN, BlockStatus.REFUSED}:
        return block.status
    return BlockStatus.FOUND
