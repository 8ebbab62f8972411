"""Joins the parts of the tenders service: settings, tables, byte store, law, background work, consumer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from services.tenders.domain.model import ResponseLimits
from services.tenders.gateways.legality_simulator import LegalityControlSimulator
from services.tenders.handlers.openings import keep_custodian, keep_opening
from services.tenders.ports import Platform
from services.tenders.ports.contracts import LegalityControl
from services.tenders.ports.reports import ReportWriter
from services.tenders.ports.webhooks import WebhookSecrets
from services.tenders.standards.atom import AtomWriter
from services.tenders.standards.tables import SpreadsheetWriter
from services.tenders.storage.search_reads import SqlSearch
from services.tenders.storage.tables import SERVICE_TABLES
from services.tenders.storage.unit_of_work import TendersUnitOfWork
from services.tenders.storage.views import SqlConsultationViews
from services.tenders.wiring.duties import SERVICE, OpenUow, backgrounds
from services.tenders.wiring.mail import mail_backgrounds, mailer_of
from services.tenders.wiring.search_duties import search_backgrounds
from services.tenders.wiring.webhooks import reach_of, webhook_background, webhook_secrets
from shared.contracts.responses import CustodianRegisteredV1, ResponsesOpenedV1
from shared.http.commands import Commands
from shared.http.readiness import Check
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.webhooks import Reach
from shared.legal import LegalTable
from shared.messaging.background import Background
from shared.messaging.subscriptions import Consumer, Effect
from shared.reports import OfficeReports
from shared.settings import Settings
from shared.storage.blobs import FileByteStore
from shared.storage.database import Database
from shared.storage.migrate import is_at_head
from shared.storage.roles import service_database
from shared.storage.unit_of_work import Scope

CEILING: Final = ResponseLimits(max_file_bytes=10 * 1024**3, max_deposit_bytes=20 * 1024**3)


@dataclass(frozen=True, slots=True)
class App:
    """The service, ready for an HTTP face and for a consumer of events."""

    settings: Settings
    platform: Platform
    law: LegalTable
    database: Database
    open_uow: OpenUow
    commands: Commands[TendersUnitOfWork]
    views: SqlConsultationViews
    tables: SpreadsheetWriter
    search: SqlSearch
    feeds: AtomWriter
    documents: FileByteStore
    consumer: Consumer[TendersUnitOfWork]
    backgrounds: Sequence[Background]
    readiness: Sequence[Check]
    transmits: bool
    webhook_reach: Reach
    webhook_secrets: WebhookSecrets
    reports: ReportWriter

    @property
    def handler_places(self) -> int:
        """How many handlers run at once: the size of the database pool."""
        return self.database.pool_size

    def close(self) -> None:
        """Close the connections and the files."""
        self.documents.close()
        self.database.dispose()


def build(settings: Settings, *, clock: Clock | None = None, on_commit: Callable[[], None] = lambda: None) -> App:
    """Build the service; ``on_commit`` is called after each commit that announced something."""
    clock = clock or SystemClock()
    ids = TimeOrderedIds(clock)
    database = service_database(settings, SERVICE)
    documents = FileByteStore(settings.data_dir / "blobs" / SERVICE)
    channel = legality_control(settings)
    mailer = mailer_of(settings, clock)
    keys = webhook_secrets(settings)

    def open_uow(scope: Scope) -> TendersUnitOfWork:
        return TendersUnitOfWork(database, SERVICE_TABLES, clock, ids, scope, on_commit)

    return App(
        settings=settings,
        platform=Platform(sandbox=settings.sandbox, ceiling=CEILING),
        law=LegalTable.load(),
        database=database,
        open_uow=open_uow,
        commands=Commands(open_uow),
        views=SqlConsultationViews(database),
        tables=SpreadsheetWriter(),
        search=SqlSearch(database),
        feeds=AtomWriter(),
        documents=documents,
        consumer=consumer_of(open_uow),
        backgrounds=(
            *backgrounds(open_uow, clock=clock, documents=documents, channel=channel),
            *search_backgrounds(open_uow, clock=clock),
            *mail_backgrounds(open_uow, clock=clock, mailer=mailer, settings=settings),
            webhook_background(open_uow, clock=clock, settings=settings, keys=keys),
        ),
        readiness=(
            Check("database", lambda: is_at_head(database)),
            Check("email", lambda: mailer is not None, is_needed=False),
        ),
        transmits=channel is not None,
        webhook_reach=reach_of(settings),
        webhook_secrets=keys,
        reports=OfficeReports(),
    )


def legality_control(settings: Settings) -> LegalityControl | None:
    """Choose the channel to the prefect: a simulator where the platform is one of practice, else none yet."""
    return LegalityControlSimulator() if settings.dev or settings.sandbox else None


def consumer_of(open_uow: OpenUow) -> Consumer[TendersUnitOfWork]:
    """Say what this service does with the facts of the others."""
    return Consumer(
        SERVICE,
        open_uow,
        (Effect(CustodianRegisteredV1, keep_custodian), Effect(ResponsesOpenedV1, keep_opening)),
    )
