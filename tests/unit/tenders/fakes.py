"""In-memory stand-ins for the storage of tenders; they obey the same protocol and the same tenancy."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from services.tenders.domain.awards import Award
from services.tenders.domain.contracts import Contract
from services.tenders.domain.custodians import Custodian
from services.tenders.domain.deadlines import closing_instant
from services.tenders.domain.documents import ProcurementDocument
from services.tenders.domain.elsewhere import ElsewhereDocument
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Tender, TenderContent
from services.tenders.domain.openings import OpenedResponse, Opening
from services.tenders.domain.public_changes import PublicChangeKind
from services.tenders.domain.states import ContractStatus, TenderStatus
from services.tenders.domain.versions import ContentVersion
from shared.contracts.event import Event
from shared.kernel.clock import FixedClock
from shared.kernel.ids import AwardId, ContractId, CustodianId, DocumentId, TenderId, TimeOrderedIds
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from tests.unit.tenders.builders import NOW, an_agent
from tests.unit.tenders.fake_awards import FakeCommittees, FakeReasonRequests, FakeRejections, FakeWinnerChecks
from tests.unit.tenders.fake_evaluations import FakeCandidacies, FakeEvaluations, FakeInquiries, FakePriceSchedules
from tests.unit.tenders.fake_messages import FakeContacts, FakeEmails, FakeMessages
from tests.unit.tenders.fake_needs import FakeNeeds, FakePassages, FakeQuotations
from tests.unit.tenders.fakes_of_file import FakeDownloads, FakeRectifications, FakeRegistrations


@dataclass
class FakeScope:
    principal: Principal

    def sees(self, organisation: Siret) -> bool:
        return self.principal.kind is PrincipalKind.SYSTEM or self.principal.organisation == organisation


@dataclass
class FakeTenders:
    scope: FakeScope
    rows: dict[TenderId, Tender] = field(default_factory=dict)

    def get(self, tender_id: TenderId) -> Tender:
        found = self.rows.get(tender_id)
        if found is None or not self.scope.sees(found.buyer.siret):
            refuse(Code.NOT_FOUND, object=tender_id)
        return found

    lock = get

    def is_own(self, tender_id: TenderId) -> bool:
        return tender_id in self.rows and self.rows[tender_id].buyer.siret == self.scope.principal.organisation

    def published(self, tender_id: TenderId) -> Tender:
        found = self.rows.get(tender_id)
        if found is None or found.publication is None:
            refuse(Code.NOT_FOUND, object=tender_id)
        return found

    def add(self, tender: Tender) -> None:
        self.rows[tender.tender_id] = tender

    def save(self, tender: Tender) -> None:
        assert tender.version == self.rows[tender.tender_id].version + 1
        self.rows[tender.tender_id] = tender

    def lock_of_stage(self, stage_id: TenderId) -> Tender:
        owners = (row for row in self.rows.values() if any(stage.stage_id == stage_id for stage in row.stages))
        return self.get(next((row.tender_id for row in owners), stage_id))

    def due_for_closing(self, *, at: datetime, limit: int) -> Sequence[TenderId]:
        due = [
            tender.tender_id
            for tender in self.rows.values()
            if tender.status is TenderStatus.PUBLISHED
            and closing_instant(deadline=tender.content.submission_deadline, timeline=tender.timeline) <= at
        ]
        return due[:limit]


@dataclass
class FakeVersions:
    rows: dict[tuple[TenderId, int], TenderContent] = field(default_factory=dict)

    def seen_at(self, tender_id: TenderId, version: int) -> TenderContent | None:
        return self.rows.get((tender_id, version))

    def published(self, tender_id: TenderId, *, after: int, limit: int) -> Sequence[ContentVersion]:
        rows = [content for (owner, _), content in sorted(self.rows.items()) if owner == tender_id]
        kept = [ContentVersion(tender_id, n, True, NOW, content, n) for n, content in enumerate(rows, start=1)]
        return kept[after : after + limit]


@dataclass
class FakeDocuments:
    rows: list[ProcurementDocument] = field(default_factory=list)
    elsewhere_rows: list[ElsewhereDocument] = field(default_factory=list)

    def of_tender(self, tender_id: TenderId) -> Sequence[ProcurementDocument]:
        return [document for document in self.rows if document.tender_id == tender_id]

    def add(self, document: ProcurementDocument) -> None:
        self.rows.append(document)

    def withdraw(self, documents: Iterable[ProcurementDocument]) -> None:
        withdrawn = {document.document_id: document for document in documents}
        self.rows = [withdrawn.get(row.document_id, row) for row in self.rows]

    def add_elsewhere(self, document: ElsewhereDocument) -> bool:
        taken = any(each.name == document.name for each in self.elsewhere(document.tender_id))
        self.elsewhere_rows += [] if taken else [document]
        return not taken

    def elsewhere(self, tender_id: TenderId) -> Sequence[ElsewhereDocument]:
        return [document for document in self.elsewhere_rows if document.tender_id == tender_id]

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        return {document.content.blob_id for document in self.rows} & set(blob_ids)

    def published(self, tender_id: TenderId, document_id: DocumentId) -> ProcurementDocument:
        found = next((row for row in self.of_tender(tender_id) if row.document_id == document_id), None)
        if found is None:
            refuse(Code.NOT_FOUND, object=document_id)
        return found


@dataclass
class FakeCustodians:
    scope: FakeScope
    rows: dict[CustodianId, tuple[int, Custodian]] = field(default_factory=dict)

    def keep(self, custodian: Custodian, *, version: int) -> None:
        kept = self.rows.get(custodian.custodian_id)
        if kept is None or kept[0] < version:
            self.rows[custodian.custodian_id] = (version, custodian)

    def of_organisation(self) -> Sequence[Custodian]:
        return self.registered(self.rows)

    def registered(self, custodian_ids: Collection[CustodianId]) -> Sequence[Custodian]:
        known = [custodian for _, custodian in self.rows.values() if custodian.custodian_id in custodian_ids]
        return [custodian for custodian in known if self.scope.sees(custodian.organisation)]


@dataclass
class FakeOpenings:
    rows: dict[TenderId, Opening] = field(default_factory=dict)

    def keep(self, opening: Opening) -> None:
        kept = self.rows.get(opening.tender_id)
        if kept is None or kept.version < opening.version:
            self.rows[opening.tender_id] = opening

    def responses(self, tender_id: TenderId) -> Sequence[OpenedResponse]:
        opening = self.rows.get(tender_id)
        return () if opening is None else sorted(opening.responses, key=lambda response: response.response_id)


@dataclass
class FakeAwards:
    rows: list[Award] = field(default_factory=list)

    def of_tender(self, tender_id: TenderId) -> Sequence[Award]:
        return [award for award in self.rows if award.tender_id == tender_id]

    def add(self, award: Award) -> None:
        self.rows.append(award)

    def save(self, award: Award) -> None:
        place = next(place for place, row in enumerate(self.rows) if row.award_id == award.award_id)
        if self.rows[place].version != award.version - 1:
            refuse(Code.VERSION_STALE, expected=award.version - 1, current=self.rows[place].version)
        self.rows[place] = award


@dataclass
class FakeContracts:
    scope: FakeScope
    rows: dict[ContractId, Contract] = field(default_factory=dict)

    def get(self, contract_id: ContractId) -> Contract:
        found = self.rows.get(contract_id)
        if found is None or not self.scope.sees(found.buyer.siret):
            refuse(Code.NOT_FOUND, object=contract_id)
        return found

    lock = get

    def of_award(self, award_id: AwardId) -> Contract | None:
        return next((contract for contract in self.rows.values() if contract.award_id == award_id), None)

    def of_tender(self, tender_id: TenderId) -> Sequence[Contract]:
        return [contract for contract in self.rows.values() if contract.tender_id == tender_id]

    def page(self, *, after: ContractId | None, limit: int) -> Sequence[Contract]:
        found = [contract for contract in self.rows.values() if self.scope.sees(contract.buyer.siret)]
        return [each for each in reversed(found) if after is None or each.contract_id < after][:limit]

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        documents = [contract.signed_document for contract in self.rows.values()]
        return {document.content.blob_id for document in documents if document} & set(blob_ids)

    def add(self, contract: Contract) -> None:
        if any(other.reference == contract.reference for other in self.rows.values()):
            refuse(Code.CONTRACT_REFERENCE, reference=contract.reference)
        self.rows[contract.contract_id] = contract

    def save(self, contract: Contract) -> None:
        assert contract.version == self.rows[contract.contract_id].version + 1
        self.rows[contract.contract_id] = contract

    def awaiting_acknowledgement(self, *, limit: int) -> Sequence[Contract]:
        waiting = ContractStatus.AWAITING_ACKNOWLEDGEMENT
        return [contract for contract in self.rows.values() if contract.status is waiting][:limit]


@dataclass
class FakePublicChanges:
    told: list[tuple[TenderId, PublicChangeKind]] = field(default_factory=list)

    def note(self, tender_id: TenderId, kind: PublicChangeKind) -> None:
        self.told.append((tender_id, kind))


class FakeUnitOfWork:
    """One transaction that keeps what was announced and journaled for the test to look at."""

    def __init__(self, principal: Principal | None = None, *, at: datetime = NOW) -> None:
        self.scope = FakeScope(principal or an_agent())
        self.clock = FixedClock(at)
        self.ids = TimeOrderedIds(self.clock)
        self.tenders = FakeTenders(self.scope)
        self.versions = FakeVersions()
        self.documents = FakeDocuments()
        self.registrations = FakeRegistrations()
        self.downloads = FakeDownloads()
        self.rectifications = FakeRectifications()
        self.custodians = FakeCustodians(self.scope)
        self.openings = FakeOpenings()
        self.evaluations = FakeEvaluations()
        self.inquiries = FakeInquiries()
        self.candidacies = FakeCandidacies()
        self.price_schedules = FakePriceSchedules()
        self.awards = FakeAwards()
        self.contracts = FakeContracts(self.scope)
        self.rejections = FakeRejections()
        self.winner_checks = FakeWinnerChecks()
        self.reason_requests = FakeReasonRequests()
        self.committees = FakeCommittees(self.scope)
        self.messages = FakeMessages(self.scope, self.tenders)
        self.emails = FakeEmails(self.messages)
        self.contacts = FakeContacts()
        self.needs = FakeNeeds(self.scope)
        self.passages = FakePassages()
        self.quotations = FakeQuotations(self.scope)
        self.public_changes = FakePublicChanges()
        self.events: list[Event] = []
        self.journal: list[tuple[str, str, Mapping[str, str]]] = []

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        self.journal.append((action, object_id, facts))

    def commit(self) -> None:
        """Nothing to do: the lists are the store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to undo."""
