"""What a consultation asks of candidates is announced with its stage, for whoever prepares candidacies (R2142-1)."""

from services.tenders.domain.model import Tender
from services.tenders.ports import UnitOfWork
from shared.contracts.amount import Amount
from shared.contracts.tenders_selection import SelectionAnnouncedV1, SelectionCriterionFact, TurnoverFloorFact


def announce_selection(tender: Tender, *, uow: UnitOfWork) -> None:
    """Announce the conditions of participation; a consultation that asks nothing announces nothing."""
    selection = tender.content.terms.selection
    if not selection.criteria and not selection.turnover_floors:
        return
    uow.publish(
        SelectionAnnouncedV1(
            aggregate_id=str(tender.current_stage.stage_id),
            aggregate_version=tender.version,
            tender_id=str(tender.tender_id),
            buyer_siret=tender.buyer.siret.value,
            criteria=tuple(
                SelectionCriterionFact(code=each.code, kind=each.kind.value, title=each.title, minimum=each.minimum)
                for each in selection.criteria
            ),
            turnover_floors=tuple(
                TurnoverFloorFact(amount=Amount.of(each.amount), lot_number=each.lot_number)
                for each in selection.turnover_floors
            ),
        )
    )
