"""A company reads its candidacy and the document made of it."""

from collections.abc import Sequence

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.document import CandidacyDocument, candidacy_document
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId
from shared.kernel.refusal import refuse


def read_candidacy(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> SiretCandidacy:
    """Read a candidacy of the principal's company.

    Raises:
        Refused: `MPS-NOT-FOUND` when there is none, or when it belongs to another company.
    """
    candidacy = uow.candidacies.get(candidacy_id)
    if candidacy is None:
        refuse("MPS-NOT-FOUND", candidacy_id=candidacy_id)
    return candidacy


def list_candidacies(*, after: CandidacyId | None, limit: int, uow: UnitOfWork) -> Sequence[SiretCandidacy]:
    """Give the candidacies that the principal may see, the latest first, after one of them."""
    return uow.candidacies.page(after=after, limit=limit)


def read_document(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> CandidacyDocument:
    """Write the candidacy document with what is known at this moment.

    Raises:
        Refused: `MPS-NOT-FOUND` when there is no such candidacy, `MPS-NOT-READY` during the first minute, while a
            source has not been heard.
    """
    candidacy = read_candidacy(candidacy_id, uow=uow)
    if not candidacy.is_presentable(at=uow.clock.now()):
        refuse("MPS-NOT-READY", candidacy_id=candidacy_id)
    tender = uow.tenders.get(candidacy.tender_id)
    if tender is None:
        refuse("MPS-TENDER-UNKNOWN", tender_id=candidacy.tender_id)
    return candidacy_document(
        candidacy,
        tender,
        form=uow.forms.of(candidacy_id),
        papers=tuple(uow.papers.of(candidacy_id)),
        consents=tuple(uow.consents.of(candidacy_id)),
    )
