"""Joins the parts of the mps service: settings, tables, administrations, handlers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.mps.domain.identity import OperatorIdentity, identity_from
from services.mps.gateways.block_readings import SavedBlockReader
from services.mps.gateways.editor_calls import DerivedEditorSecrets
from services.mps.handlers.read_identity import fresh_identity, identity_question, keep_identity
from services.mps.ports import CertificateSource
from services.mps.ports.companies import CompanyDirectory
from services.mps.ports.dume import DumeService
from services.mps.ports.examinations import BlockReader
from services.mps.ports.reports import ReportWriter
from services.mps.storage.gates import SqlGates
from services.mps.storage.unit_of_work import MpsUnitOfWork
from services.mps.wiring.consumers import SERVICE, OpenUow, consumer_of
from services.mps.wiring.dume import dume_service
from services.mps.wiring.dume_lane import dume_background
from services.mps.wiring.duties import timed_backgrounds
from services.mps.wiring.espd import ProcessEspdDesk, espd_desk
from services.mps.wiring.lane_book import GatedLanes
from services.mps.wiring.lanes import Lanes
from services.mps.wiring.platforms import editor_background, editor_secrets, reach_of
from services.mps.wiring.sources import TOKEN_SECRET, certificate_source, company_directory, operator_of
from shared.http.commands import Commands
from shared.http.readiness import Check
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import TenderId, TimeOrderedIds
from shared.kernel.siret import Siret
from shared.kernel.webhooks import Reach
from shared.legal import LegalTable
from shared.messaging.background import Background
from shared.messaging.subscriptions import Consumer
from shared.reports import OfficeReports
from shared.settings import Settings
from shared.storage.blobs import FileByteStore, open_byte_store
from shared.storage.database import Database
from shared.storage.migrate import is_at_head
from shared.storage.roles import service_database
from shared.storage.unit_of_work import Scope, retrying

__all__ = ["SERVICE", "TOKEN_SECRET", "App", "OpenUow", "build", "certificate_source", "consumer_of", "operator_of"]


@dataclass(frozen=True, slots=True)
class App:
    """The service, ready for an HTTP face and for a consumer of events."""

    settings: Settings
    database: Database
    open_uow: OpenUow
    commands: Commands[MpsUnitOfWork]
    sources: CertificateSource
    consumer: Consumer[MpsUnitOfWork]
    backgrounds: Sequence[Background]
    readiness: Sequence[Check]
    operator: Siret | None
    directory: CompanyDirectory
    clock: Clock
    espd: ProcessEspdDesk
    dume: DumeService
    law: LegalTable
    documents: FileByteStore
    reader: BlockReader
    reports: ReportWriter
    lanes: GatedLanes
    editor_secrets: DerivedEditorSecrets
    editor_reach: Reach

    def identity(self, siret: Siret, *, tender_id: TenderId | None, scope: Scope) -> OperatorIdentity:
        """Give the public identity of an establishment, asked of the repertory when none is fresh.

        Raises:
            Refused: see `identity_question`.
        """
        with self.open_uow(scope) as uow:
            known = fresh_identity(siret, uow=uow)
            question = identity_question(siret, tender_id=tender_id, operator=self.operator, uow=uow)
        if known is not None:
            return known
        answer = self.sources.ask(question)  # outside any transaction: it may take seconds

        def keep(uow: MpsUnitOfWork) -> OperatorIdentity:
            identity = identity_from(answer, siret=siret, at=uow.clock.now())
            keep_identity(identity, question, uow=uow)
            return identity

        return retrying(lambda: self.open_uow(scope), keep)

    def close(self) -> None:
        """Close the connections and the validators."""
        self.espd.close()
        self.documents.close()
        self.database.dispose()


def build(settings: Settings, *, clock: Clock | None = None, on_commit: Callable[[], None] = lambda: None) -> App:
    """Build the service; `on_commit` is called after each commit that announced something."""
    clock = clock or SystemClock()
    database = service_database(settings, SERVICE)
    gates, law, ids = SqlGates(database), LegalTable.load(), TimeOrderedIds(clock)
    sources = certificate_source(settings, clock, gates)

    def open_uow(scope: Scope) -> MpsUnitOfWork:
        return MpsUnitOfWork(database, clock, ids, scope, on_commit=on_commit, on_tasks=lanes.wake)

    store, keys = open_byte_store(settings, SERVICE), editor_secrets(settings)
    lanes = Lanes(open_uow=open_uow, sources=sources, gates=gates, documents=store.files, clock=clock)
    espd, dume = espd_desk(settings), dume_service(settings)
    return App(
        settings=settings,
        database=database,
        open_uow=open_uow,
        commands=Commands(open_uow),
        sources=sources,
        consumer=consumer_of(open_uow, lanes.hear, law),
        backgrounds=(
            lanes.background(),
            *timed_backgrounds(open_uow, law, store.files),
            editor_background(open_uow, settings=settings, clock=clock, keys=keys),
            dume_background(open_uow, dume=dume, espd=espd),
        ),
        readiness=(Check("database", lambda: is_at_head(database)),),
        operator=operator_of(settings),
        directory=company_directory(settings),
        clock=clock,
        espd=espd,
        dume=dume,
        law=law,
        documents=store,
        reader=SavedBlockReader(),
        reports=OfficeReports(),
        lanes=GatedLanes(gates),
        editor_secrets=keys,
        editor_reach=reach_of(settings),
    )
