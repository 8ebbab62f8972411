"""A consultation has announced what it asks of candidates: it is asked of each candidacy (CCP L2142-1, R2142-6)."""

from collections.abc import Iterator
from typing import Final

from services.mps.domain.requirements import CATALOGUE, AskedItem, Category, announced_requirements
from services.mps.ports import UnitOfWork
from shared.contracts.tenders_selection import SelectionAnnouncedV1, SelectionCriterionFact
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret

_CATEGORIES: Final = {
    "suitability": Category.IDENTITY,
    "economic": Category.ECONOMIC,
    "technical": Category.TECHNICAL,
}
_BY_ESPD: Final = {datum.espd: datum.code for datum in CATALOGUE.values() if datum.espd is not None}
_TURNOVER: Final = "turnover"


def note_selection(event: SelectionAnnouncedV1, *, uow: UnitOfWork) -> None:
    """Keep what a stage asks; an older announcement that arrives late changes nothing."""
    tender_id, buyer = TenderId.parse(event.aggregate_id), Siret.parse(event.buyer_siret)
    known = uow.requirements.of(tender_id)
    if known is not None and known.announced_version >= event.aggregate_version:
        return
    items = tuple(_items(event))
    uow.requirements.save(
        announced_requirements(known, tender_id=tender_id, buyer=buyer, items=items, announced=event.aggregate_version)
    )


def _items(event: SelectionAnnouncedV1) -> Iterator[AskedItem]:
    yield from (_item(each) for each in event.criteria)
    for floor in event.turnover_floors:
        title, level = CATALOGUE[_TURNOVER].title, f"{floor.amount.value} {floor.amount.currency}"
        yield AskedItem(_TURNOVER, title, Category.ECONOMIC, floor.lot_number, level, is_announced=True)


def _item(fact: SelectionCriterionFact) -> AskedItem:
    """Recognise a condition by our code or by its European one; any other keeps the buyer's words."""
    code = fact.code if fact.code in CATALOGUE else _BY_ESPD.get(fact.code, fact.code)
    return AskedItem(code, fact.title, _CATEGORIES[fact.kind], None, fact.minimum, is_announced=True)
