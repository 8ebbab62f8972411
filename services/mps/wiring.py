"""Joins the parts of the mps service: settings, tables, administrations, handlers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from services.mps.domain.answers import SourceAnswer
from services.mps.domain.identity import OperatorIdentity, identity_from
from services.mps.domain.tender import Question
from services.mps.gateways.api_entreprise import ApiEntreprise, NoApiEntreprise
from services.mps.gateways.outbound_transport import OutboundTransport
from services.mps.handlers.ask_again import ask_again
from services.mps.handlers.note_tender import note_tender
from services.mps.handlers.read_identity import fresh_identity, identity_question, keep_identity
from services.mps.handlers.receive_answer import question_for, receive_answer
from services.mps.ports import CertificateSource
from services.mps.storage.tables import SERVICE_TABLES
from services.mps.storage.unit_of_work import MpsUnitOfWork
from shared.contracts.mps import CertificateRequestedV1
from shared.contracts.tenders import TenderChangedV1, TenderPublishedV1
from shared.contracts.tenders_stages import TenderChangedV2, TenderPublishedV2
from shared.http.commands import Commands
from shared.http.personas import BUYER_SIRET
from shared.http.readiness import Check
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import TenderId, TimeOrderedIds
from shared.kernel.principal import Principal
from shared.kernel.siret import Siret
from shared.messaging.background import Background, Stop
from shared.messaging.subscriptions import Consumer, Effect, Errand
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.migrate import is_at_head
from shared.storage.roles import service_database
from shared.storage.unit_of_work import Scope, retrying

SERVICE: Final = "mps"
TOKEN_SECRET: Final = "api_entreprise_token"  # noqa: S105 - the name of a file, not its content
_PRACTICE_TOKEN: Final = b"jeton-de-developpement"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SIMULATOR_PATIENCE_SECONDS: Final = 30.0
_RETRY_POLL_SECONDS: Final = 2.0
_RETRY_BATCH: Final = 50

OpenUow = Callable[[Scope], MpsUnitOfWork]
Asked = tuple[Question | None, SourceAnswer | None]


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
        """Close the connections."""
        self.database.dispose()


def build(settings: Settings, *, clock: Clock | None = None, on_commit: Callable[[], None] = lambda: None) -> App:
    """Build the service; `on_commit` is called after each commit that announced something."""
    clock = clock or SystemClock()
    ids = TimeOrderedIds(clock)
    database = service_database(settings, SERVICE)
    sources = certificate_source(settings, clock)

    def open_uow(scope: Scope) -> MpsUnitOfWork:
        return MpsUnitOfWork(database, SERVICE_TABLES, clock, ids, scope, on_commit)

    return App(
        settings=settings,
        database=database,
        open_uow=open_uow,
        commands=Commands(open_uow),
        sources=sources,
        consumer=consumer_of(open_uow, sources),
        backgrounds=(retry_background(open_uow),),
        readiness=(Check("database", lambda: is_at_head(database)),),
        operator=operator_of(settings),
    )


def certificate_source(settings: Settings, clock: Clock) -> CertificateSource:
    """Choose the way to the administrations: API Entreprise where it is configured, else nobody, said as such."""
    url = settings.api_entreprise_url
    if url is None:
        return NoApiEntreprise()
    practice = settings.dev or settings.sandbox
    parts = urlsplit(url)
    is_local = parts.hostname in _LOOPBACK
    token = settings.create_secret(TOKEN_SECRET, lambda: _PRACTICE_TOKEN) if practice else settings.secret(TOKEN_SECRET)
    transport = OutboundTransport()
    if practice and is_local:
        local = f"{parts.hostname}:{parts.port or 80}"
        transport = OutboundTransport(allow_loopback=[local], patience=_SIMULATOR_PATIENCE_SECONDS)
    return ApiEntreprise(base_url=url, token=token.decode("ascii").strip(), transport=transport, clock=clock)


def operator_of(settings: Settings) -> Siret | None:
    """Give the public body that runs the platform; on a development platform, its fictitious buyer."""
    if settings.operator_siret is not None:
        return Siret.parse(settings.operator_siret)
    return BUYER_SIRET if settings.dev else None


def consumer_of(open_uow: OpenUow, sources: CertificateSource) -> Consumer[MpsUnitOfWork]:
    """Say what the service does with events: learn consultations, and run one errand for each source asked."""

    def fetch(event: CertificateRequestedV1) -> Asked:
        with open_uow(Scope(Principal.system(SERVICE), correlation_id=event.candidacy_id)) as uow:
            question = question_for(event, uow=uow)
        return question, None if question is None else sources.ask(question)

    def apply(event: CertificateRequestedV1, asked: Asked, uow: MpsUnitOfWork) -> None:
        receive_answer(event, asked[0], asked[1], uow=uow)

    return Consumer(
        SERVICE,
        open_uow,
        [
            Effect(TenderPublishedV1, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderChangedV1, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderPublishedV2, lambda event, uow: note_tender(event, uow=uow)),
            Effect(TenderChangedV2, lambda event, uow: note_tender(event, uow=uow)),
            Errand(CertificateRequestedV1, fetch, apply),
        ],
    )


def retry_background(open_uow: OpenUow) -> Background:
    """Make the loop that asks again the sources whose time has come."""
    scope = Scope(Principal.system(SERVICE), correlation_id="retry")

    def run(stop: Stop) -> None:
        while not stop.is_set():
            asked = retrying(lambda: open_uow(scope), lambda uow: ask_again(uow=uow, limit=_RETRY_BATCH))
            if not asked:
                stop.wait(_RETRY_POLL_SECONDS)

    return Background("mps.retry", run)
