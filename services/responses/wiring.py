"""The wiring of responses: from settings to an application, the only reader of settings in the service."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from services.responses.domain.deposit import Deposit
from services.responses.gateways.exercise import PROBE, exercise
from services.responses.gateways.retention_loop import retention_loop
from services.responses.handlers.ceremony import Ceremony
from services.responses.handlers.consultations import keep_abandonment, keep_closing, keep_consultation
from services.responses.handlers.envelopes import EnvelopeRulings
from services.responses.handlers.reception import Reception
from services.responses.handlers.retention import decide_destruction
from services.responses.ports import UnitOfWork
from services.responses.storage.tables import common, traces
from services.responses.storage.unit_of_work import ResponsesUnitOfWork
from shared.contracts.mps import DelegationRecordedV1, RepresentationShownV1
from shared.contracts.tenders import ContractSignedV1, SubmissionClosedV1, TenderChangedV1, TenderPublishedV1
from shared.contracts.tenders_awards import ContractCancelledV1
from shared.contracts.tenders_stages import (
    TenderAbandonedV1,
    TenderChangedV2,
    TenderChangedV3,
    TenderPublishedV2,
    TenderPublishedV3,
)
from shared.http.commands import Commands
from shared.http.proving import ProofKeys, proving_loops
from shared.http.readiness import Check
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import OpeningId, TenderId, TimeOrderedIds
from shared.kernel.principal import Principal
from shared.legal import LegalTable
from shared.legal.additions import added_files
from shared.messaging.background import Background, Stop
from shared.messaging.clock_loop import is_not_adrift
from shared.messaging.probe_loop import probe_loop
from shared.messaging.subscriptions import Consumer, Effect
from shared.proof.acknowledgements import AcknowledgementSigner
from shared.proof.canonical import Json
from shared.proof.evidence import KeptTrace
from shared.proof.latest_stamp import LatestStamp
from shared.registers.power_acts import keep_power
from shared.registers.retention import Destruction
from shared.registers.retention_acts import DecideDestruction, keep_signature
from shared.sealing import age_sealing
from shared.settings import Settings
from shared.storage.blob_files import FaultHook, no_fault
from shared.storage.blobs import FileByteStore
from shared.storage.database import Database
from shared.storage.erasing import Eraser
from shared.storage.gate import ClosingGate
from shared.storage.leadership import Leadership, process_name
from shared.storage.migrate import is_at_head
from shared.storage.roles import service_database
from shared.storage.sweeper import sweep
from shared.storage.traces import SqlTraces
from shared.storage.unit_of_work import Scope, retrying
from shared.unsealing.stored import stored_content
from shared.unsealing.workers import OpeningWorkers

SERVICE: Final = "responses"
_SWEEPING_SECONDS: Final = 3600.0
R = TypeVar("R")
OpenUow = Callable[[Scope], ResponsesUnitOfWork]
Work = Callable[[Callable[[UnitOfWork], object]], object]
OnCommit = Callable[[], None]


@dataclass(frozen=True, slots=True)
class App:
    """The service, ready for an HTTP face and for a consumer of events."""

    settings: Settings
    clock: Clock
    database: Database
    open_uow: OpenUow
    commands: Commands[ResponsesUnitOfWork]
    consumer: Consumer[ResponsesUnitOfWork]
    backgrounds: Sequence[Background]
    readiness: Sequence[Check]
    store: FileByteStore
    reception: Reception
    ceremony: Ceremony
    workers: OpeningWorkers
    leads: Leadership
    log_key: str
    acknowledgements: AcknowledgementSigner
    law: LegalTable
    eraser: Eraser
    stamps: LatestStamp

    def read_uow(self, scope: Scope) -> ResponsesUnitOfWork:
        """Make a unit of work that only reads."""
        return self.open_uow(scope).reading()

    def read_and_record(self, scope: Scope, read: Callable[[UnitOfWork], R]) -> R:
        """Read in a unit of work that commits the journal entry of the reading."""
        return retrying(lambda: self.open_uow(scope), read)

    def keep_traces(self, found: Sequence[KeptTrace]) -> None:
        """Keep what became of requests, in a transaction of its own."""
        with self.database.begin() as connection:
            SqlTraces(connection, traces).keep(found)

    def acknowledge(self, content: Mapping[str, Json]) -> dict[str, Json]:
        """Sign what was received."""
        return self.acknowledgements.sign(content)

    def rulings(self, uow: UnitOfWork) -> EnvelopeRulings:
        """Give what this service decides of envelopes received by other means."""
        return EnvelopeRulings(uow, self.law)

    def check_consultation(self, tender_id: TenderId, uow: UnitOfWork) -> None:
        """Refuse what is no consultation here."""
        uow.consultations.get(tender_id)

    def decide_destruction(self, command: DecideDestruction, uow: UnitOfWork) -> Destruction:
        """Decide of a proposed destruction."""
        return decide_destruction(command, law=self.law, uow=uow)

    def settle(self, opening_id: OpeningId | None) -> None:
        """Erase the bytes of what was ordered to be destroyed; end the worker of a ceremony that is over."""
        self.eraser.erase()
        if opening_id is not None:
            self.ceremony.end_over(opening_id)

    def check_recipient(self, recipient: str) -> str:
        """Give an age recipient back, or raise ``InvalidValue``."""
        return age_sealing.check_recipient(recipient)

    def seal_bytes(self, data: bytes, recipient: str) -> bytes:
        """Seal a few bytes to a recipient."""
        return age_sealing.seal_bytes(data, recipient)

    def content(self, blob_id: str, *, document: str | None) -> Iterator[bytes]:
        """Give an opened file, or one document of it; the storage identity is read for this alone."""
        identity = self.settings.secret("storage_identity").decode("ascii")
        return stored_content(self.workers.content(blob_id), identity, document=document)

    def close(self) -> None:
        """End the opening workers and close files and connections."""
        self.workers.close()
        self.leads.close()
        self.store.close()
        self.database.dispose()


def build(
    settings: Settings, *, clock: Clock | None = None, on_commit: OnCommit = lambda: None, fault: FaultHook = no_fault
) -> App:
    """Build the service; `on_commit` follows each commit that announced something, `fault` is for tests."""
    clock, database = clock or SystemClock(), service_database(settings, SERVICE)
    ids = TimeOrderedIds(clock)

    def open_uow(scope: Scope) -> ResponsesUnitOfWork:
        return ResponsesUnitOfWork(database, common, clock, ids, scope, on_commit)

    work, keys, folder = _work(open_uow, settings.node), ProofKeys(settings, SERVICE), settings.data_dir / SERVICE
    store = FileByteStore(folder / "sealed", fault=fault)
    reception = Reception(work, store.files, ClosingGate(folder / "gates"), clock, fault)
    workers, leads = _workers(keys, store), Leadership(database)
    ceremony = Ceremony(work, workers, leads, process_name(settings.node), reception, ids)
    law, eraser = LegalTable.load(added_files(settings.data_dir)), Eraser(work, store.files, workers.content)
    return App(
        settings=settings,
        clock=clock,
        database=database,
        open_uow=open_uow,
        commands=Commands(open_uow),
        consumer=_consumer(open_uow),
        backgrounds=(
            *_backgrounds(keys, clock, work, ceremony),
            _sweeping(open_uow, store, clock),
            _probing(open_uow, settings, work, reception, store),
            retention_loop(eraser, law, practice_days=settings.practice_days, new_recipient=_throwaway),
        ),
        readiness=_checks(database, work),
        store=store,
        reception=reception,
        ceremony=ceremony,
        workers=workers,
        leads=leads,
        log_key=keys.log_key(),
        acknowledgements=keys.acknowledgements(),
        law=law,
        eraser=eraser,
        stamps=LatestStamp(lambda: _stamped_size(open_uow)),
    )


def _stamped_size(open_uow: OpenUow) -> int:
    with open_uow(Scope(Principal.system(SERVICE), correlation_id=SERVICE)).reading() as uow:
        return uow.log.stamped_size()


def _work(open_uow: OpenUow, node: str) -> Work:
    def work(effect: Callable[[UnitOfWork], object]) -> object:
        return retrying(lambda: open_uow(Scope(Principal.system(SERVICE), correlation_id=f"{SERVICE}-{node}")), effect)

    return work


def _checks(database: Database, work: Work) -> Sequence[Check]:
    clock = Check("clock", lambda: is_not_adrift(work), is_needed=False)
    return Check("database", lambda: is_at_head(database)), clock


def _probing(
    open_uow: OpenUow, settings: Settings, work: Work, reception: Reception, store: FileByteStore
) -> Background:
    def probing(effect: Callable[[UnitOfWork], Deposit]) -> Deposit:
        return retrying(lambda: open_uow(Scope(PROBE, correlation_id=f"{SERVICE}-probe")), effect)

    return probe_loop(SERVICE, settings.node, work, lambda: exercise(probing, reception, store.files))


def _workers(keys: ProofKeys, store: FileByteStore) -> OpeningWorkers:
    return OpeningWorkers(
        sealed=store.files,
        opened=keys.settings.data_dir / SERVICE / "opened",
        storage_recipient=keys.storage_recipient(),
        log_key=keys.log_key(),
        clamd_url=keys.settings.clamd_url,
    )


def _consumer(open_uow: OpenUow) -> Consumer[ResponsesUnitOfWork]:
    return Consumer(
        SERVICE,
        open_uow,
        [
            Effect(TenderPublishedV1, keep_consultation),
            Effect(TenderChangedV1, keep_consultation),
            Effect(TenderPublishedV2, keep_consultation),
            Effect(TenderChangedV2, keep_consultation),
            Effect(TenderPublishedV3, keep_consultation),
            Effect(TenderChangedV3, keep_consultation),
            Effect(TenderAbandonedV1, keep_abandonment),
            Effect(SubmissionClosedV1, keep_closing),
            Effect(ContractSignedV1, keep_signature),
            Effect(ContractCancelledV1, keep_signature),
            Effect(DelegationRecordedV1, keep_power),
            Effect(RepresentationShownV1, keep_power),
        ],
    )


def _backgrounds(keys: ProofKeys, clock: Clock, work: Work, ceremony: Ceremony) -> Sequence[Background]:
    def recover(stop: Stop) -> None:
        ceremony.reception.recover()
        ceremony.interrupt_lost()
        while not stop.wait(_SWEEPING_SECONDS):
            ceremony.reception.drop_incomplete()

    return (
        Background("responses.recovery", recover, singleton=False),
        *proving_loops(keys, clock, work, is_open=lambda uow: uow.consultations.any_open()),
    )


def _sweeping(open_uow: OpenUow, store: FileByteStore, clock: Clock) -> Background:
    def run(stop: Stop) -> None:
        while not stop.wait(_SWEEPING_SECONDS):
            with open_uow(Scope(Principal.system(SERVICE), correlation_id=f"{SERVICE}-sweeping")) as uow:
                sweep(store.files, known=uow.deposits.known_blobs, now=clock.now())

    return Background("responses.sweeping", run)


def _throwaway() -> str:
    return age_sealing.new_identity()[1]
