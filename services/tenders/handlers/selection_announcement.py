"""What a consultation asks of candidates is announced with its stage, for whoever prepares candidacies (R2142-1)."""

from services.tenders.domain.model import Tender
from services.tenders.ports import UnitOfWork
from shared.contracts.amount import Amount
from shared.contracts.tenders_selection import SelectionAnnouncedV1, SelectionCriterionFact, TurnoverFloorFact


def announce_selection(tender: Tender, *, uow: UnitOfWork, before: Tender | None = None) -> None:
    """Announce the conditions of participation; what asks nothing, and asked nothing ``before``, announces nothing.

    One that asks no more what it asked is announced too: a reader would go on asking it.
    """
    selection = tender.content.terms.selection
    if not _asks_something(tender) and (before is None or not _asks_something(before)):
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


def _asks_something(tender: Tender) -> bool:
    selection = tender.content.terms.selection
    return bool(selection.criteria or selection.turnover_floors)
