"""What a consultation no longer asks is no longer asked, and nobody is asked about who is awarded nothing."""

from dataclasses import replace
from datetime import timedelta

from services.mps.domain.answers import NoAnswer
from services.mps.domain.requirements import ALWAYS, AskedItem, Category
from services.mps.domain.sources import Source
from services.mps.domain.states import BlockStatus
from services.mps.domain.withdrawn_awards import STOPPED, asked_anew, stopped
from services.mps.handlers.note_selection import note_selection
from services.mps.handlers.requirements import state_requirements
from shared.contracts.tenders_selection import SelectionCriterionFact
from tests.unit.mps.builders import NOW, a_candidacy, a_tender, an_agent, facts_stated
from tests.unit.mps.fakes import FakeUnitOfWork
from tests.unit.mps.test_mps_forms import announced


def test_a_consultation_that_asks_nothing_any_more_leaves_the_law_and_the_words_of_its_buyer() -> None:
    uow = FakeUnitOfWork(tenders=[a_tender()])
    note_selection(announced(3, SelectionCriterionFact(code="x", kind="technical", title="X", minimum=None)), uow=uow)
    uow.acting_as(an_agent())
    own = AskedItem("camion", "Un camion", Category.TECHNICAL)
    state_requirements(a_tender().tender_id, (own,), expected=1, uow=uow)
    note_selection(announced(4), uow=uow)
    note_selection(announced(3, SelectionCriterionFact(code="y", kind="technical", title="Y", minimum=None)), uow=uow)
    assert {item.code for item in uow.requirements.kept[a_tender().tender_id].items} == {*ALWAYS, "camion"}


def test_what_was_answered_stays_and_the_rest_is_asked_no_more() -> None:
    candidacy = a_candidacy()
    found = candidacy.block(Source.ESTABLISHMENT).answered(facts_stated(), at=NOW)
    later = candidacy.block(Source.LEGAL_UNIT).answered(NoAnswer("panne", timedelta(hours=1)), at=NOW)
    candidacy = candidacy.with_block(found).with_block(later)
    blocks = stopped(candidacy, at=NOW)
    for block in blocks:
        candidacy = candidacy.with_block(block)
    assert candidacy.block(Source.ESTABLISHMENT) == found
    assert candidacy.is_settled
    assert {block.detail for block in blocks} == {STOPPED}
    assert stopped(candidacy, at=NOW) == ()

    anew = asked_anew(candidacy, at=NOW)
    assert {block.source for block in anew} == {block.source for block in blocks}
    assert {block.status for block in anew} == {BlockStatus.PENDING}
    assert replace(found) not in anew
