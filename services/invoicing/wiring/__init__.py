"""Joins the parts of the invoicing service: settings, tables, official validators, handlers."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from services.invoicing.gateways.antivirus import ClamdAntivirus
from services.invoicing.handlers.contracts import keep_contract, keep_end_of_contract, keep_subcontract
from services.invoicing.handlers.flows import FlowTools, keep_report, unfold_flow
from services.invoicing.handlers.interest import announce_pending_interest
from services.invoicing.handlers.judging import keep_new_verdict
from services.invoicing.handlers.portal_files import forget_files
from services.invoicing.handlers.recipients import learn_quotation_order
from services.invoicing.handlers.validation import Judges, ToBeJudged, judge_document, keep_verdict
from services.invoicing.ports import Antivirus, DocumentReader, DocumentWriter, InvoicePages
from services.invoicing.ports.portal_documents import PortalDocuments
from services.invoicing.standards.official_rules import OfficialRuleProcess
from services.invoicing.standards.portal_documents import PortalDocumentMaker
from services.invoicing.standards.reader import InvoiceReader
from services.invoicing.standards.rendering.pages import RenderedPages
from services.invoicing.standards.unfolding import unfold
from services.invoicing.standards.writer import InvoiceWriter
from services.invoicing.storage.tables import SERVICE_TABLES
from services.invoicing.storage.unit_of_work import InvoicingUnitOfWork
from services.invoicing.wiring.judging import judging_background
from services.invoicing.wiring.state_portal import StatePortalWork, state_portal
from shared.contracts.invoicing import InvoiceReceivedV1
from shared.contracts.invoicing_doors import InvoiceReceivedV2
from shared.contracts.invoicing_flows import InvoiceFlowReceivedV1
from shared.contracts.invoicing_judging import InvoiceJudgingRequestedV1
from shared.contracts.tenders import ContractNotifiedV1
from shared.contracts.tenders_contract_life import ContractEndedV1, ContractModifiedV1, SubcontractAcceptedV1
from shared.contracts.tenders_quotations import QuotationOrderedV1
from shared.http.commands import Commands
from shared.http.readiness import Check
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Principal
from shared.legal.additions import added_files
from shared.legal.table import LegalTable
from shared.messaging.background import Background, Stop
from shared.messaging.subscriptions import Consumer, Effect, Errand
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.migrate import is_at_head
from shared.storage.roles import service_database
from shared.storage.unit_of_work import Scope, retrying
from shared.xml.artefacts import ArtefactStore
from shared.xml.roots import artefact_roots
from shared.xml.validator_pool import ValidatorPool

SERVICE: Final = "invoicing"
_INTEREST_POLL_SECONDS: Final = 600.0
_INTEREST_BATCH: Final = 100
_RETENTION_SECONDS: Final = 3600.0
_RETENTION_BATCH: Final = 100  # files of at most 10 MB each, destroyed at once
_MOST_VALIDATORS: Final = 4  # as many as the errands of a consumer
OpenUow = Callable[[Scope], InvoicingUnitOfWork]


@dataclass(frozen=True, slots=True)
class App:
    """The service, ready for an HTTP face and for a consumer of events."""

    settings: Settings
    database: Database
    open_uow: OpenUow
    commands: Commands[InvoicingUnitOfWork]
    reader: DocumentReader
    writer: DocumentWriter
    pages: InvoicePages
    portal_documents: PortalDocuments
    antivirus: Antivirus
    law: LegalTable
    validators: ValidatorPool
    consumer: Consumer[InvoicingUnitOfWork]
    backgrounds: Sequence[Background]
    portal: StatePortalWork
    readiness: Sequence[Check]

    def read_uow(self, scope: Scope) -> InvoicingUnitOfWork:
        """Make a unit of work that only reads."""
        return self.open_uow(scope).reading()

    def close(self) -> None:
        """Stop the validator process and close the connections."""
        self.validators.close()
        self.database.dispose()


def build(settings: Settings, *, clock: Clock | None = None, on_commit: Callable[[], None] = lambda: None) -> App:
    """Build the service; `on_commit` is called after each commit that announced something."""
    clock = clock or SystemClock()
    ids = TimeOrderedIds(clock)
    database = service_database(settings, SERVICE)
    roots = artefact_roots(settings)
    validators = ValidatorPool(roots=roots, processes=min(os.cpu_count() or 1, _MOST_VALIDATORS))
    reader, law = InvoiceReader(), LegalTable.load(added_files(settings.data_dir))
    rules = OfficialRuleProcess(validators, ArtefactStore(roots=roots))
    antivirus = ClamdAntivirus(settings.clamd_url)
    judges = Judges(reader=reader, rules=rules, antivirus=antivirus, law=law)

    def open_uow(scope: Scope) -> InvoicingUnitOfWork:
        return InvoicingUnitOfWork(database, SERVICE_TABLES, clock, ids, scope, on_commit)

    portal = state_portal(settings, open_uow=open_uow, reader=reader, law=law, clock=clock)
    return App(
        settings=settings,
        database=database,
        open_uow=open_uow,
        commands=Commands(open_uow),
        reader=reader,
        writer=InvoiceWriter(),
        pages=RenderedPages(),
        portal_documents=PortalDocumentMaker(),
        antivirus=antivirus,
        law=law,
        validators=validators,
        consumer=consumer_of(open_uow, judges),
        backgrounds=(
            interest_background(open_uow, settings),
            retention_background(open_uow),
            judging_background(open_uow),
            *portal.backgrounds(),
        ),
        portal=portal,
        readiness=(Check("database", lambda: is_at_head(database)),),
    )


def consumer_of(open_uow: OpenUow, judges: Judges) -> Consumer[InvoicingUnitOfWork]:
    """Say what the service does with events: keep contracts, unfold its flows, and judge each invoice received."""

    def judge(event: ToBeJudged) -> object:
        scope = Scope(Principal.system(SERVICE), correlation_id=event.invoice_id)
        return judge_document(event, open_reader=lambda: open_uow(scope).reading(), judges=judges)

    def tools(flow_id: str) -> FlowTools:
        return FlowTools(
            open_reader=lambda: open_uow(Scope(Principal.system(SERVICE), correlation_id=flow_id)).reading(),
            run_as=lambda principal, work: retrying(lambda: open_uow(Scope(principal, correlation_id=flow_id)), work),
            unfold=unfold,
            reader=judges.reader,
            law=judges.law,
        )

    return Consumer(
        SERVICE,
        open_uow,
        [
            Errand(InvoiceFlowReceivedV1, lambda event: unfold_flow(event, tools(event.flow_id)), keep_report),
            Effect(ContractNotifiedV1, keep_contract),
            Effect(ContractModifiedV1, keep_contract),
            Effect(ContractEndedV1, keep_end_of_contract),
            Effect(SubcontractAcceptedV1, keep_subcontract),
            Effect(QuotationOrderedV1, learn_quotation_order),
            Errand(InvoiceReceivedV1, judge, keep_verdict),
            Errand(InvoiceReceivedV2, judge, keep_verdict),
            Errand(InvoiceJudgingRequestedV1, judge, keep_new_verdict),
        ],
    )


def interest_background(open_uow: OpenUow, settings: Settings) -> Background:
    """Make the loop that announces late interest once the rate of its semester has been loaded."""
    scope = Scope(Principal.system(SERVICE), correlation_id="late-interest")

    def announce(uow: InvoicingUnitOfWork) -> int:
        law = LegalTable.load(added_files(settings.data_dir))
        return announce_pending_interest(uow=uow, law=law, limit=_INTEREST_BATCH)

    def run(stop: Stop) -> None:
        while not stop.wait(_INTEREST_POLL_SECONDS):
            retrying(lambda: open_uow(scope), announce)

    return Background("invoicing.interest", run)


def retention_background(open_uow: OpenUow) -> Background:
    """Make the loop that destroys, hour by hour, the files that no invoice named in time."""
    scope = Scope(Principal.system(SERVICE), correlation_id="retention")

    def run(stop: Stop) -> None:
        while True:
            while retrying(lambda: open_uow(scope), lambda uow: forget_files(uow=uow, limit=_RETENTION_BATCH)):
                if stop.is_set():
                    return
            if stop.wait(_RETENTION_SECONDS):
                return

    return Background("invoicing.retention", run)
