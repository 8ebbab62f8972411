"""What a candidacy costs the database: statements do not grow with the number of administrations asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from services.mps.domain.answers import FactsStated, StatedFact
from services.mps.domain.fetching import Share
from services.mps.handlers.fetching import prepare_all, settle_all
from services.mps.handlers.keep_certificate import Received
from services.mps.storage.unit_of_work import MpsUnitOfWork
from shared.kernel.clock import FixedClock
from shared.kernel.principal import Principal
from shared.settings import Settings
from shared.storage.unit_of_work import Scope
from tests.integration.mps.lane_parts import FORM, Workshop, a_workshop, invented_sirets, soon
from tests.unit.mps.builders import NOW


@contextmanager
def statements_of(workshop: Workshop) -> Iterator[list[str]]:
    """List what is sent to the database."""
    sent: list[str] = []

    def note(*call: Any) -> None:
        sent.append(" ".join(call[2].split()[:3]))

    engine = workshop.app.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _in_uow(workshop: Workshop) -> MpsUnitOfWork:
    return workshop.app.open_uow(Scope(Principal.system("mps"), "test"))


def test_statements_do_not_grow_with_the_administrations_asked(fresh_database: Settings) -> None:
    with a_workshop(fresh_database, FixedClock(NOW)) as workshop:
        tender_id = workshop.publish(number=1, deadline=soon())
        with statements_of(workshop) as asked:
            workshop.request(invented_sirets(1), tender_id)
        # the consultation twice, the candidacy (insert, update), blocks, tasks, events, journal
        assert len(asked) == 8, asked

        with statements_of(workshop) as taken, _in_uow(workshop) as uow:
            tasks = uow.tasks.claim([Share(dict.fromkeys(FORM, 1), len(FORM))], now=NOW + timedelta(seconds=1))
            prepared = prepare_all(tasks, uow=uow)
            uow.commit()
        assert len(prepared) == len(FORM)
        assert len(taken) == 5, taken  # the claim; the candidacy, its blocks, the consultation, what is kept

        stated = FactsStated((StatedFact("nom", "Nom", "Valmoresque"),), None, "{}")
        with statements_of(workshop) as kept, _in_uow(workshop) as uow:
            settle_all([(each, Received(stated)) for each in prepared], uow=uow)
            uow.commit()
        # candidacy and blocks read, then tasks, answers, links, candidacy, blocks, events, journal written
        assert len(kept) == 9, kept
        assert workshop.waiting() == 0
        assert workshop.statuses() == {"found": len(FORM)}
