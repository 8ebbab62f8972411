"""Who may be invited by a call-off: holders of a framework agreement, admitted companies of a dynamic system."""

from collections.abc import Iterator

from services.tenders.domain.advice import Advice
from services.tenders.domain.call_offs import call_off_advice, refuse_call_off
from services.tenders.domain.candidacies import CandidacyStatus
from services.tenders.domain.errors import refuse_if
from services.tenders.domain.model import Tender
from services.tenders.domain.procedures import Technique
from services.tenders.ports import UnitOfWork
from shared.kernel.paris import legal_day
from shared.kernel.siret import Siret


def check_call_off(tender: Tender, *, uow: UnitOfWork) -> tuple[Advice, ...]:
    """Check, before a consultation is published, that its parent lets it invite those companies; say who is missing.

    Raises:
        Refused: ``TND-PARENT-INVALID``, ``TND-PARENT-OVER``, ``TND-NOT-A-HOLDER``; ``TND-NOT-FOUND`` for a parent of
            another organisation.
    """
    parent_id = tender.content.terms.parent_id
    if parent_id is None:
        return ()
    parent = uow.tenders.get(parent_id)
    today = legal_day(tender.timeline.legal_at(uow.clock.now()))
    holders = holders_of(parent, uow=uow)
    refuse_if(refuse_call_off(tender, parent=parent, holders=holders, today=today))
    return (call_off_advice(tender, holders=holders),)


def holders_of(parent: Tender, *, uow: UnitOfWork) -> frozenset[Siret]:
    """Give the companies that a framework agreement or a dynamic purchasing system lets invite."""
    if parent.content.terms.technique is Technique.DYNAMIC_PURCHASING_SYSTEM:
        return frozenset(_admitted(parent, uow=uow))
    awards = uow.awards.of_tender(parent.tender_id)
    return frozenset(award.winner.tenderer_siret for award in awards if award.is_live)


def _admitted(parent: Tender, *, uow: UnitOfWork) -> Iterator[Siret]:
    """Give the companies admitted for a lot at least, whichever window they answered (R2162-46)."""
    responses = [each for stage in parent.stages for each in uow.openings.responses(stage.stage_id)]
    for lot in parent.content.lots:
        examination = uow.candidacies.get(parent.tender_id, lot.lot_id)
        for response in responses:
            if examination.sheet(response.response_id).decision.status is CandidacyStatus.ADMITTED:
                yield response.tenderer_siret
