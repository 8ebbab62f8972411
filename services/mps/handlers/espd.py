"""A company reads its candidacy as a European single procurement document (DUME)."""

from services.mps.domain.espd_candidacy import EspdCandidate, EspdDeclared, candidate_of
from services.mps.handlers.read_candidacy import read_candidacy
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId
from shared.kernel.refusal import refuse


def espd_candidate(
    candidacy_id: CandidacyId, declared: EspdDeclared, *, platform_url: str, uow: UnitOfWork
) -> EspdCandidate:
    """Gather what the document of a candidacy says, with what is known at this moment.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-NOT-READY``, ``MPS-TENDER-UNKNOWN`` as the candidacy document;
            ``ESPD-NAME-UNKNOWN``, ``ESPD-SIZE-UNKNOWN``.
    """
    candidacy = read_candidacy(candidacy_id, uow=uow)
    if not candidacy.is_presentable(at=uow.clock.now()):
        refuse("MPS-NOT-READY", candidacy_id=candidacy_id)
    tender = uow.tenders.get(candidacy.tender_id)
    if tender is None:
        refuse("MPS-TENDER-UNKNOWN", tender_id=candidacy.tender_id)
    return candidate_of(candidacy, tender, declared, platform_url=platform_url)
