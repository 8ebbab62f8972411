"""Joins the parts of the tenders service: settings, tables, byte store, law, background work, consumer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from services.tenders.domain.contracts import Contract
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.model import ResponseLimits, Tender
from services.tenders.gateways.legality_simulator import LegalityControlSimulator
from services.tenders.handlers.closing import close_tender
from services.tenders.handlers.contracts import receive_acknowledgement
from services.tenders.handlers.openings import keep_custodian, keep_opening
from services.tenders.ports import LegalityControl, Platform
from services.tenders.storage.tables import SERVICE_TABLES
from services.tenders.storage.unit_of_work import TendersUnitOfWork
from services.tenders.storage.views import SqlConsultationViews
from shared.contracts.responses import CustodianRegisteredV1, ResponsesOpenedV1
from shared.http.commands import Commands
from shared.http.readiness import Check
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import ContractId, TenderId, TimeOrderedIds
from shared.kernel.principal import Principal
from shared.legal import LegalTable
from shared.messaging.attempt import Failed, attempt
from shared.messaging.background import Background, Stop
from shared.messaging.subscriptions import Consumer, Effect
from shared.observability import logger
from shared.settings import Settings
from shared.storage.blobs import FileByteStore
from shared.storage.database import Database
from shared.storage.migrate import is_at_head
from shared.storage.roles import service_database
from shared.storage.sweeper import sweep
from shared.storage.unit_of_work import Scope, retrying

SERVICE: Final = "tenders"
CEILING: Final = ResponseLimits(max_file_bytes=10 * 1024**3, max_deposit_bytes=20 * 1024**3)
_CLOSING_SECONDS: Final = 0.25
_COURIER_SECONDS: Final = 0.5
_SWEEPING_SECONDS: Final = 3600.0
_BATCH: Final = 100
_log = logger(__name__)

OpenUow = Callable[[Scope], TendersUnitOfWork]


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
    documents: FileByteStore
    consumer: Consumer[TendersUnitOfWork]
    backgrounds: Sequence[Background]
    readiness: Sequence[Check]
    transmits: bool

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
        documents=documents,
        consumer=consumer_of(open_uow),
        backgrounds=_backgrounds(open_uow, clock=clock, documents=documents, channel=channel),
        readiness=(Check("database", lambda: is_at_head(database)),),
        transmits=channel is not None,
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


def close_due_tenders(open_uow: OpenUow, *, clock: Clock) -> int:
    """Close the consultations whose deadline has passed, each in its own transaction; give how many were due."""
    with open_uow(_own_scope("closing")) as uow:
        due = uow.tenders.due_for_closing(at=clock.now(), limit=_BATCH)
    begin = partial(open_uow, _own_scope("closing"))
    for tender_id in due:
        _apart(partial(retrying, begin, partial(_close, tender_id)), duty="closing", subject=str(tender_id))
    return len(due)


def fetch_acknowledgements(open_uow: OpenUow, channel: LegalityControl, *, clock: Clock) -> int:
    """Transmit the contracts that wait, outside any transaction, and record what comes back; give their number."""
    with open_uow(_own_scope("transmission")) as uow:
        waiting = uow.contracts.awaiting_acknowledgement(limit=_BATCH)
    begin = partial(open_uow, _own_scope("transmission"))
    for contract in waiting:

        def fetch(contract: Contract = contract) -> None:
            acknowledgement = channel.transmit(contract, at=clock.now())
            retrying(begin, partial(_acknowledge, contract.contract_id, acknowledgement))

        _apart(fetch, duty="transmission", subject=str(contract.contract_id))
    return len(waiting)


def sweep_documents(open_uow: OpenUow, documents: FileByteStore, *, clock: Clock) -> int:
    """Set aside the bytes of uploads whose act was never committed; give their number."""
    with open_uow(_own_scope("sweeping")) as uow:
        return len(sweep(documents.files, known=uow.documents.known_blobs, now=clock.now()))


def _apart(work: Callable[[], object], *, duty: str, subject: str) -> None:
    """Do the work of one object: its failure is logged, tried again at the next round, and never stops the others."""
    outcome = attempt(work)
    if isinstance(outcome, Failed):
        _log.error("duty_failed", duty=duty, subject=subject, error=outcome.failure.error)


def _close(tender_id: TenderId, uow: TendersUnitOfWork) -> Tender | None:
    return close_tender(tender_id, uow=uow)


def _acknowledge(contract_id: ContractId, acknowledgement: Acknowledgement, uow: TendersUnitOfWork) -> Contract | None:
    return receive_acknowledgement(contract_id, acknowledgement, uow=uow)


def _backgrounds(
    open_uow: OpenUow, *, clock: Clock, documents: FileByteStore, channel: LegalityControl | None
) -> tuple[Background, ...]:
    loops = [
        _loop("tenders.closing", _CLOSING_SECONDS, lambda: close_due_tenders(open_uow, clock=clock)),
        _loop("tenders.sweeping", _SWEEPING_SECONDS, lambda: sweep_documents(open_uow, documents, clock=clock)),
    ]
    if channel is not None:
        fetch = _loop(
            "tenders.transmission",
            _COURIER_SECONDS,
            lambda: fetch_acknowledgements(open_uow, channel, clock=clock),
        )
        loops.append(fetch)
    return tuple(loops)


def _loop(name: str, seconds: float, work: Callable[[], int]) -> Background:
    """Do a piece of work, again and again, with a pause between."""

    def run(stop: Stop) -> None:
        while not stop.is_set():
            work()
            stop.wait(seconds)

    return Background(name, run)


def _own_scope(reason: str) -> Scope:
    """Act as the service itself; the journal shows which of its duties it was."""
    return Scope(Principal.system(SERVICE), correlation_id=f"{SERVICE}.{reason}")
