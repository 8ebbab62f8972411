"""The wiring of responses: from settings to an application, the only reader of settings in the service."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlsplit

from services.responses.gateways.retention_loop import Eraser, retention_loop
from services.responses.handlers.ceremony import Ceremony
from services.responses.handlers.consultations import keep_abandonment, keep_closing, keep_consultation
from services.responses.handlers.envelopes import EnvelopeRulings
from services.responses.handlers.reception import Reception
from services.responses.handlers.retention import decide_destruction
from services.responses.ports import UnitOfWork
from services.responses.storage.tables import common, traces
from services.responses.storage.unit_of_work import ResponsesUnitOfWork
from shared.contracts.tenders import ContractSignedV1, SubmissionClosedV1, TenderChangedV1, TenderPublishedV1
from shared.contracts.tenders_awards import ContractCancelledV1
from shared.contracts.tenders_stages import TenderAbandonedV1, TenderChangedV2, TenderPublishedV2
from shared.http.commands import Commands
from shared.http.ntp import ntp_sources
from shared.http.readiness import Check
from shared.http.stamping import time_stamp_authority
from shared.http.witnesses import remote_witnesses
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Principal
from shared.legal import LegalTable
from shared.legal.additions import added_files
from shared.messaging.background import Background, Stop
from shared.messaging.clock_loop import clock_loop, is_not_adrift
from shared.messaging.health_loop import health_loop
from shared.messaging.log_loops import numbering_loop, stamping_loop
from shared.messaging.subscriptions import Consumer, Effect
from shared.messaging.witness_loop import witness_loop
from shared.proof import log_signer
from shared.proof.acknowledgements import AcknowledgementSigner
from shared.proof.canonical import Json
from shared.proof.evidence import KeptTrace
from shared.proof.signed_note import public_key
from shared.registers.retention import Destruction
from shared.registers.retention_acts import DecideDestruction, keep_signature
from shared.sealing import age_sealing
from shared.settings import SecretFiles, Settings
from shared.storage.blob_files import FaultHook, no_fault
from shared.storage.blobs import FileByteStore
from shared.storage.database import Database
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

    def read_and_record(self, scope: Scope, read: Callable[[UnitOfWork], R]) -> R:
        """Read in a unit of work that commits the journal entry of the reading."""
        return retrying(lambda: self.open_uow(scope), read)

    def keep_trace(self, trace: KeptTrace) -> None:
        """Keep what became of a request, in a transaction of its own."""
        with self.database.begin() as connection:
            SqlTraces(connection, traces).keep(trace)

    def acknowledge(self, content: Mapping[str, Json]) -> dict[str, Json]:
        """Sign what was received."""
        return self.acknowledgements.sign(content)

    def throwaway_recipient(self) -> str:
        """Make a recipient whose identity nobody keeps."""
        return _throwaway()

    def rulings(self, uow: UnitOfWork) -> EnvelopeRulings:
        """Give what this service decides of envelopes received by other means."""
        return EnvelopeRulings(uow, self.law)

    def decide_destruction(self, command: DecideDestruction, uow: UnitOfWork) -> Destruction:
        """Decide of a proposed destruction."""
        return decide_destruction(command, law=self.law, uow=uow)

    def erase_destroyed(self) -> None:
        """Erase the bytes of what was ordered to be destroyed."""
        self.eraser.erase()

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
    settings: Settings,
    *,
    clock: Clock | None = None,
    on_commit: Callable[[], None] = lambda: None,
    fault: FaultHook = no_fault,
) -> App:
    """Build the service; `on_commit` follows each commit that announced something, `fault` is for tests."""
    clock = clock or SystemClock()
    ids = TimeOrderedIds(clock)
    database = service_database(settings, SERVICE)

    def open_uow(scope: Scope) -> ResponsesUnitOfWork:
        return ResponsesUnitOfWork(database, common, clock, ids, scope, on_commit)

    def work(effect: Callable[[UnitOfWork], object]) -> object:
        scope = Scope(Principal.system(SERVICE), correlation_id=f"{SERVICE}-{settings.node}")
        return retrying(lambda: open_uow(scope), effect)

    folder = settings.data_dir / SERVICE
    store = FileByteStore(folder / "sealed", fault=fault)
    reception = Reception(work, store.files, ClosingGate(folder / "gates"), clock, fault)
    workers, leads = _workers(settings, store), Leadership(database)
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
            *_backgrounds(settings, clock, work, ceremony),
            _sweeping(open_uow, store, clock),
            retention_loop(eraser, law, practice_days=settings.practice_days, new_recipient=_throwaway),
        ),
        readiness=(
            Check("database", lambda: is_at_head(database)),
            Check("clock", lambda: is_not_adrift(work), is_needed=False),
        ),
        store=store,
        reception=reception,
        ceremony=ceremony,
        workers=workers,
        leads=leads,
        log_key=published_log_key(settings),
        acknowledgements=_acknowledgements(settings),
        law=law,
        eraser=eraser,
    )


def published_log_key(settings: Settings) -> str:
    """Give the log's public key; it is kept apart so that only the sequencer reads the private one."""

    def publish() -> bytes:
        secret = settings.create_secret("log_checkpoint_key", log_signer.make_key)
        return str(public_key(log_signer.load_key(secret), _origin(settings, "log"))).encode()

    return _public_files(settings).create("log.vkey", publish).decode()


def _workers(settings: Settings, store: FileByteStore) -> OpeningWorkers:
    return OpeningWorkers(
        sealed=store.files,
        opened=settings.data_dir / SERVICE / "opened",
        storage_recipient=_storage_recipient(settings),
        log_key=published_log_key(settings),
        clamd_url=settings.clamd_url,
    )


def _acknowledgements(settings: Settings) -> AcknowledgementSigner:
    secret = settings.create_secret("acknowledgement_key", log_signer.make_key)
    return AcknowledgementSigner(_origin(settings, "deposits"), log_signer.load_key(secret))


def _consumer(open_uow: OpenUow) -> Consumer[ResponsesUnitOfWork]:
    return Consumer(
        SERVICE,
        open_uow,
        [
            Effect(TenderPublishedV1, keep_consultation),
            Effect(TenderChangedV1, keep_consultation),
            Effect(TenderPublishedV2, keep_consultation),
            Effect(TenderChangedV2, keep_consultation),
            Effect(TenderAbandonedV1, keep_abandonment),
            Effect(SubmissionClosedV1, keep_closing),
            Effect(ContractSignedV1, keep_signature),
            Effect(ContractCancelledV1, keep_signature),
        ],
    )


def _backgrounds(settings: Settings, clock: Clock, work: Work, ceremony: Ceremony) -> Sequence[Background]:
    def recover(stop: Stop) -> None:
        ceremony.reception.recover()
        ceremony.interrupt_lost()
        while not stop.wait(_SWEEPING_SECONDS):
            ceremony.reception.drop_incomplete()

    def signer() -> log_signer.FileSigner:
        key = log_signer.load_key(settings.secret("log_checkpoint_key"))
        origin = published_log_key(settings).partition("+")[0]
        return log_signer.FileSigner(origin, settings.secrets_dir, key)

    return (
        Background("responses.recovery", recover, singleton=False),
        numbering_loop(SERVICE, work, signer, is_open=lambda uow: uow.consultations.any_open()),
        stamping_loop(SERVICE, settings.node, work, lambda: time_stamp_authority(settings, clock, service=SERVICE)),
        witness_loop(
            SERVICE,
            work,
            lambda: remote_witnesses(settings.witnesses, allow_local=settings.dev or settings.sandbox),
        ),
        clock_loop(SERVICE, settings.node, work, ntp_sources(settings.ntp_server, clock)),
        health_loop(SERVICE, settings.node, work, settings.data_dir),
    )


def _sweeping(open_uow: OpenUow, store: FileByteStore, clock: Clock) -> Background:
    def run(stop: Stop) -> None:
        while not stop.wait(_SWEEPING_SECONDS):
            with open_uow(Scope(Principal.system(SERVICE), correlation_id=f"{SERVICE}-sweeping")) as uow:
                sweep(store.files, known=uow.deposits.known_blobs, now=clock.now())

    return Background("responses.sweeping", run)


def _storage_recipient(settings: Settings) -> str:
    def publish() -> bytes:
        secret = settings.create_secret("storage_identity", _new_identity)
        return age_sealing.recipient_of(secret.decode("ascii")).encode()

    return _public_files(settings).create("storage.recipient", publish).decode()


def _throwaway() -> str:
    return age_sealing.new_identity()[1]


def _new_identity() -> bytes:
    return age_sealing.new_identity()[0].encode()


def _public_files(settings: Settings) -> SecretFiles:
    """Public halves of keys, written once, beside the data that they verify."""
    return SecretFiles(settings.data_dir / SERVICE / "keys")


def _origin(settings: Settings, part: str) -> str:
    return f"{urlsplit(settings.public_url).netloc}/{SERVICE}/{part}"
