"""What a consultation asks of candidates is announced, and so is that it asks nothing any more (R2142-1)."""

from dataclasses import replace

from services.tenders.domain.model import Tender
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.terms import SelectionCriterion, SelectionKind, SelectionTerms, Terms
from services.tenders.handlers.changes import announce_change
from services.tenders.handlers.selection_announcement import announce_selection
from shared.contracts.tenders_selection import SelectionAnnouncedV1
from tests.unit.tenders.builders import a_tender
from tests.unit.tenders.fakes import FakeUnitOfWork

ASKS = SelectionTerms(criteria=(SelectionCriterion("references", SelectionKind.TECHNICAL, "Références"),))


def asking(selection: SelectionTerms) -> Tender:
    tender = a_tender(TenderStatus.PUBLISHED)
    return replace(tender, content=replace(tender.content, terms=Terms(selection=selection)))


def announced(uow: FakeUnitOfWork) -> list[tuple[str, ...]]:
    return [tuple(c.code for c in each.criteria) for each in uow.events if isinstance(each, SelectionAnnouncedV1)]


def test_what_never_asked_anything_announces_nothing() -> None:
    uow = FakeUnitOfWork()
    announce_selection(asking(SelectionTerms()), uow=uow)
    announce_change(asking(SelectionTerms()), uow=uow, before=asking(SelectionTerms()))
    assert announced(uow) == []


def test_what_asks_nothing_any_more_says_so() -> None:
    uow = FakeUnitOfWork()
    announce_change(asking(ASKS), uow=uow, before=asking(ASKS))
    announce_change(asking(SelectionTerms()), uow=uow, before=asking(ASKS))
    assert announced(uow) == [("references",), ()]
