"""The wiring of responses: from settings to an application, the only reader of settings in the service."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from services.responses.handlers.ceremony import Ceremony
from services.responses.handlers.consultations import keep_abandonment, keep_closing, keep_consultation
from services.responses.handlers.reception import Reception
from services.responses.ports import UnitOfWork
from services.responses.storage.tables import common
from services.responses.storage.unit_of_work import ResponsesUnitOfWork
from shared.contracts.tenders import SubmissionClosedV1, TenderChangedV1, TenderPublishedV1
from shared.contracts.tenders_stages import TenderAbandonedV1, TenderChangedV2, TenderPublishedV2
from shared.http.commands import Commands
from shared.http.outbound import Outbound, OutboundFailed
from shared.http.readiness import Check
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Principal
from shared.messaging.background import Background, Stop
from shared.messaging.log_loops import numbering_loop, stamping_loop
from shared.messaging.subscriptions import Consumer, Effect
from shared.proof import log_signer, time_stamp_authorities
from shared.proof.acknowledgements import AcknowledgementSigner
from shared.proof.canonical import Json
from shared.proof.log import TimeStampAuthority
from shared.proof.signed_note import public_key
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
from shared.storage.unit_of_work import Scope, retrying
from shared.unsealing.stored import stored_content
from shared.unsealing.workers import OpeningWorkers

SERVICE: Final = "responses"
_SWEEPING_SECONDS: Final = 3600.0
_TSA_ROOT: Final = "tsa_root.pem"
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

    def read_and_record(self, scope: Scope, read: Callable[[UnitOfWork], R]) -> R:
        """Read in a unit of work that commits the journal entry of the reading."""
        return retrying(lambda: self.open_uow(scope), read)

    def acknowledge(self, content: Mapping[str, Json]) -> dict[str, Json]:
        """Sign what was received."""
        return self.acknowledgements.sign(content)

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
    return App(
        settings=settings,
        clock=clock,
        database=database,
        open_uow=open_uow,
        commands=Commands(open_uow),
        consumer=_consumer(open_uow),
        backgrounds=(*_backgrounds(settings, clock, work, ceremony), _sweeping(open_uow, store, clock)),
        readiness=(Check("database", lambda: is_at_head(database)),),
        store=store,
        reception=reception,
        ceremony=ceremony,
        workers=workers,
        leads=leads,
        log_key=published_log_key(settings),
        acknowledgements=_acknowledgements(settings),
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
        ],
    )


def _backgrounds(settings: Settings, clock: Clock, work: Work, ceremony: Ceremony) -> Sequence[Background]:
    def recover(stop: Stop) -> None:
        ceremony.reception.recover()
        ceremony.interrupt_lost()
        while not stop.wait(_SWEEPING_SECONDS):
            pass

    def signer() -> log_signer.FileSigner:
        key = log_signer.load_key(settings.secret("log_checkpoint_key"))
        origin = published_log_key(settings).partition("+")[0]
        return log_signer.FileSigner(origin, settings.secrets_dir, key)

    return (
        Background("responses.recovery", recover, singleton=False),
        numbering_loop(SERVICE, work, signer, is_open=lambda uow: uow.consultations.any_open()),
        stamping_loop(SERVICE, work, lambda: time_stamp_authority(settings, clock)),
    )


def _sweeping(open_uow: OpenUow, store: FileByteStore, clock: Clock) -> Background:
    def run(stop: Stop) -> None:
        while not stop.wait(_SWEEPING_SECONDS):
            with open_uow(Scope(Principal.system(SERVICE), correlation_id=f"{SERVICE}-sweeping")) as uow:
                sweep(store.files, known=uow.deposits.known_blobs, now=clock.now())

    return Background("responses.sweeping", run)


def time_stamp_authority(settings: Settings, clock: Clock) -> TimeStampAuthority:
    """Choose the configured authority, else the development one, which says what it is."""
    url = settings.tsa_url
    if url is None:
        key = settings.create_secret("tsa_development_key", time_stamp_authorities.make_key)
        make = functools.partial(time_stamp_authorities.make_certificates, key, clock.now())
        certificates = _public_files(settings).create("tsa_development.pem", make)
        return time_stamp_authorities.DevelopmentAuthority.load(key, certificates, clock)
    parts = urlsplit(url)
    local = [f"{parts.hostname}:{parts.port or 80}"] if settings.dev or settings.sandbox else []
    outbound = Outbound(allow_loopback=local)

    def post(request: bytes) -> bytes:
        reply = outbound.post(url, request, headers={"Content-Type": "application/timestamp-query"})
        if reply.status != 200:
            raise OutboundFailed(f"{parts.hostname}: HTTP {reply.status}")
        return reply.content

    root = Path(settings.data_dir / SERVICE / "keys" / _TSA_ROOT).read_text()
    return time_stamp_authorities.RemoteAuthority(str(parts.hostname), root, post)


def _storage_recipient(settings: Settings) -> str:
    def publish() -> bytes:
        secret = settings.create_secret("storage_identity", _new_identity)
        return age_sealing.recipient_of(secret.decode("ascii")).encode()

    return _public_files(settings).create("storage.recipient", publish).decode()


def _new_identity() -> bytes:
    return age_sealing.new_identity()[0].encode()


def _public_files(settings: Settings) -> SecretFiles:
    """Public halves of keys, written once, beside the data that they verify."""
    return SecretFiles(settings.data_dir / SERVICE / "keys")


def _origin(settings: Settings, part: str) -> str:
    return f"{urlsplit(settings.public_url).netloc}/{SERVICE}/{part}"
