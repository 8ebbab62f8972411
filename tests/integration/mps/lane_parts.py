"""Lanes for tests: a service without its HTTP face, its simulator counted, candidacies of many invented companies."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Thread
from uuid import UUID

from sqlalchemy import select

from services.mps.domain.sources import Moment, Source, sources_at
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import KnownTender
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from services.mps.gateways.api_entreprise_simulator.app import Behaviour, create_simulator
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook
from services.mps.gateways.api_entreprise_simulator.server import SimulatorServer
from services.mps.handlers.request_candidacy import RequestCandidacy, request_candidacy
from services.mps.storage.fetching_tables import fetch_task
from services.mps.storage.tables import candidacy, evidence_block
from services.mps.wiring import App, build
from shared.kernel.clock import Clock
from shared.kernel.ids import TenderId
from shared.kernel.luhn import passes_luhn
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.messaging.background import Stop
from shared.settings import Settings
from shared.storage.unit_of_work import Scope
from tests.unit.mps.builders import NOW, a_question, a_tender

FORM: Sequence[Source] = sources_at(Moment.FORM)


def invented_sirets(count: int) -> list[Siret]:
    """SIRET of no company: their SIREN begin with 009."""
    found: list[Siret] = []
    number = 900_000
    while len(found) < count:
        siren = next(f"00{number}{digit}" for digit in range(10) if passes_luhn(f"00{number}{digit}"))
        siret = next(f"{siren}0001{digit}" for digit in range(10) if passes_luhn(f"{siren}0001{digit}"))
        found.append(Siret(siret))
        number += 1
    return found


@dataclass
class Workshop:
    """A service and the ledger of its simulator."""

    app: App
    behaviour: Behaviour
    url: str

    def publish(self, *, number: int, deadline: datetime) -> TenderId:
        """Have the service know a consultation."""
        tender: KnownTender = replace(a_tender(number=number), deadline=deadline)
        with self.app.open_uow(Scope(Principal.system("mps"), "test")) as uow:
            uow.tenders.put(tender)
            uow.commit()
        return tender.tender_id

    def request(self, sirets: Sequence[Siret], tender_id: TenderId) -> None:
        """Ask for a candidacy of each company."""
        for siret in sirets:
            person = Principal(
                "company", PrincipalKind.ECONOMIC_OPERATOR, siret, "Entreprise", frozenset({Right.SUBMIT})
            )
            with self.app.open_uow(Scope(person, str(siret))) as uow:
                request_candidacy(RequestCandidacy(siret, tender_id), uow=uow)
                uow.commit()

    def statuses(self) -> dict[str, int]:
        """Count the blocks by status."""
        with self.app.database.reader() as connection:
            rows = connection.execute(evidence_block.select()).all()
        found: dict[str, int] = {}
        for row in rows:
            found[row.status] = found.get(row.status, 0) + 1
        return found

    def answered_paths(self) -> list[str]:
        """Give the paths of the answers that are kept, but for legal notices, which have no path of their own."""
        query = select(evidence_block.c.source, candidacy.c.siret).join_from(
            evidence_block, candidacy, candidacy.c.id == evidence_block.c.candidacy_id
        )
        with self.app.database.reader() as connection:
            rows = connection.execute(query.where(evidence_block.c.status != BlockStatus.PENDING.value)).all()
        sources = [(Source(row.source), Siret(row.siret)) for row in rows]
        return [
            ENDPOINTS[source].path_for(a_question(source, siret=siret))
            for source, siret in sources
            if source is not Source.LEGAL_NOTICES
        ]

    def waiting(self) -> int:
        """Count the tasks that are still in their lanes."""
        with self.app.database.reader() as connection:
            return len(connection.execute(fetch_task.select()).all())


@contextmanager
def a_workshop(
    settings: Settings, clock: Clock, behaviour: Behaviour | None = None, *, book: FixtureBook | None = None
) -> Iterator[Workshop]:
    """Start the simulator and build the service; its lanes do not run yet."""
    behaviour, book = behaviour or Behaviour(), book or FixtureBook(())
    with SimulatorServer(create_simulator(book, clock=clock, behaviour=behaviour)) as simulator:
        app = build(replace(settings, dev=True, api_entreprise_url=simulator.url), clock=clock)
        try:
            yield Workshop(app, behaviour, simulator.url)
        finally:
            app.close()


@contextmanager
def lanes_at_work(app: App) -> Iterator[None]:
    """Run the loops of the service for as long as the context lasts."""
    stop = Stop()
    threads = [Thread(target=background.run, args=(stop,), daemon=True) for background in app.backgrounds]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def soon(hours: float = 1) -> datetime:
    """A deadline near the instant of the tests."""
    return NOW + timedelta(hours=hours)


def numbered(number: int) -> UUID:
    """An identifier that is easy to recognise."""
    return UUID(int=number)
