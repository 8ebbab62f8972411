"""Drafting, publishing, changing and closing a consultation, on fakes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.tenders.domain.advice import Conclusion
from services.tenders.domain.documents import DocumentKind, DocumentName, StoredBytes
from services.tenders.domain.law import Level
from services.tenders.domain.model import CriterionKind, CustodianPolicy, ResponseLimits, Tender
from services.tenders.domain.passages import Override, Passage
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.changes import Changes, ChangeTender, change_tender
from services.tenders.handlers.closing import close_tender
from services.tenders.handlers.documents import AddDocument, add_document
from services.tenders.handlers.drafting import Acceleration, DraftTender, draft_tender
from services.tenders.handlers.publication import PublishTender, publish_tender
from services.tenders.ports import Platform
from shared.contracts.tenders import SubmissionClosedV1
from shared.contracts.tenders_stages import TenderChangedV3, TenderPublishedV3
from shared.kernel.deadline import Deadline
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind
from tests.unit.tenders.builders import (
    BUYER,
    CUSTODIANS,
    DEADLINE,
    FOREIGN_BUYER,
    NOW,
    TENDER,
    a_content,
    a_document,
    a_tender,
    an_agent,
    price,
    quality,
    the_custodians,
)
from tests.unit.tenders.fakes import FakeUnitOfWork

REAL = Platform(sandbox=False, ceiling=ResponseLimits(1_000_000, 2_000_000))
SANDBOX = replace(REAL, sandbox=True)

WARNINGS = frozenset({"allotment", "environment_condition"})
PASSED = PublishTender(
    TENDER, Passage(WARNINGS, (Override("environment_criterion", "Achat d'un ouvrage unique, sans alternative."),))
)


def a_command(**changes: object) -> DraftTender:
    command = DraftTender("Commune", BuyerKind.COMMUNE, a_content(), None)
    return replace(command, **changes)


def a_store(tender: Tender, *, principal: Principal | None = None, documents: int = 1) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(principal)
    uow.tenders.add(tender)
    for custodian in the_custodians():
        uow.custodians.keep(custodian, version=1)
    for version in range(1, documents + 1):
        uow.documents.add(a_document(version=version))
    return uow


def test_the_buyer_of_a_draft_is_the_organisation_of_its_agent() -> None:
    uow = FakeUnitOfWork()
    tender = draft_tender(a_command(), uow=uow, platform=REAL)
    assert (tender.buyer.siret, tender.status, tender.version) == (BUYER, TenderStatus.DRAFT, 1)
    assert tender.timeline.is_real
    assert uow.events == []
    assert [entry[0] for entry in uow.journal] == ["tender_drafted"]
    with pytest.raises(Refused, match="TND-ORGANISATION-MISSING"):
        draft_tender(a_command(), uow=FakeUnitOfWork(an_agent(organisation=None)), platform=REAL)


def test_legal_time_runs_faster_only_on_a_sandbox_platform() -> None:
    fast = a_command(acceleration=Acceleration(datetime(2025, 3, 3, 9, tzinfo=UTC), 20_000))
    with pytest.raises(Refused, match="TND-TIMELINE-REFUSED"):
        draft_tender(fast, uow=FakeUnitOfWork(), platform=REAL)
    tender = draft_tender(fast, uow=FakeUnitOfWork(), platform=SANDBOX)
    assert tender.sandbox
    assert (tender.timeline.started_at, tender.timeline.factor) == (NOW, 20_000)
    wrong = a_command(acceleration=Acceleration(datetime(2025, 3, 3, 9, tzinfo=UTC), 0))
    with pytest.raises(Refused, match="TND-TIMELINE-INVALID"):
        draft_tender(wrong, uow=FakeUnitOfWork(), platform=SANDBOX)


@pytest.mark.parametrize(("file", "deposit"), [(1_000_001, 2_000_000), (1, 2_000_001), (2, 1), (0, 1)])
def test_a_consultation_promises_no_more_than_the_platform_receives(file: int, deposit: int) -> None:
    command = a_command(content=a_content(limits=ResponseLimits(file, deposit)))
    with pytest.raises(Refused, match="TND-LIMITS-INVALID"):
        draft_tender(command, uow=FakeUnitOfWork(), platform=REAL)


def test_publishing_announces_the_whole_public_state_and_keeps_the_advice(law: LegalTable) -> None:
    uow = a_store(a_tender(lots=2))
    tender = publish_tender(PASSED, uow=uow, law=law)
    assert tender.launched_on == date(2026, 10, 5)
    event = uow.events[0]
    assert isinstance(event, TenderPublishedV3)
    assert (event.aggregate_version, event.deadline_version, event.deadline) == (2, 1, DEADLINE.at)
    assert [lot.number for lot in event.lots] == [1, 2]
    assert [custodian.recipient for custodian in event.custodians] == [c.recipient for c in the_custodians()]
    assert "250000" not in event.model_dump_json()
    assert "90000" not in event.model_dump_json()
    assert tender.publication is not None
    advices = {advice.code: advice for advice in tender.publication.advices}
    assert advices["environment_criterion"].level is Level.STOP
    assert advices["allotment"].conclusion is Conclusion.SATISFIED


def test_the_law_of_the_launch_day_asks_for_an_environmental_criterion(law: LegalTable) -> None:
    green = a_content(criteria=(price(), quality(kind=CriterionKind.ENVIRONMENTAL)), procedure=ProcedureType.OPEN)
    tender = publish_tender(PublishTender(TENDER, Passage(WARNINGS)), uow=a_store(a_tender(content=green)), law=law)
    assert tender.publication is not None
    conclusions = {advice.code: advice.conclusion for advice in tender.publication.advices}
    assert conclusions["environment_criterion"] is Conclusion.SATISFIED
    assert conclusions["minimum_period_open"] is Conclusion.SATISFIED


def test_what_cannot_exist_is_not_published(law: LegalTable) -> None:
    with pytest.raises(Refused, match="TND-DOCUMENTS-NONE"):
        publish_tender(PASSED, uow=a_store(a_tender(), documents=0), law=law)
    past = a_content(submission_deadline=Deadline(NOW))
    with pytest.raises(Refused, match="TND-DEADLINE-PAST"):
        publish_tender(PASSED, uow=a_store(a_tender(content=past)), law=law)
    without_custodians = a_store(a_tender())
    without_custodians.custodians.rows.popitem()
    with pytest.raises(Refused, match="TND-CUSTODIANS-UNKNOWN"):
        publish_tender(PASSED, uow=without_custodians, law=law)


def test_a_foreign_agent_finds_nothing(law: LegalTable) -> None:
    uow = a_store(a_tender(), principal=an_agent(organisation=FOREIGN_BUYER))
    with pytest.raises(Refused, match="TND-NOT-FOUND"):
        publish_tender(PASSED, uow=uow, law=law)
    with pytest.raises(Refused, match="HTTP-RIGHT-MISSING"):
        publish_tender(PASSED, uow=a_store(a_tender(), principal=an_agent(rights=frozenset())), law=law)


def test_a_draft_changes_wholly_and_a_published_consultation_keeps_its_custodians(law: LegalTable) -> None:
    uow = a_store(a_tender())
    changed = change_tender(ChangeTender(TENDER, 1, Changes(title="Autre titre")), uow=uow, law=law)
    assert (changed.content.title, changed.version) == ("Autre titre", 2)
    uow = a_store(a_tender(TenderStatus.PUBLISHED))
    others = CustodianPolicy(CUSTODIANS, 1)
    with pytest.raises(Refused, match="TND-CHANGE-PUBLISHED"):
        change_tender(ChangeTender(TENDER, 1, Changes(custodians=others)), uow=uow, law=law)
    later = Deadline(DEADLINE.at + timedelta(days=7))
    extended = change_tender(ChangeTender(TENDER, 1, Changes(submission_deadline=later)), uow=uow, law=law)
    event = uow.events[0]
    assert isinstance(event, TenderChangedV3)
    assert (event.deadline, event.deadline_version, extended.deadline_version) == (later.at, 2, 2)


def test_an_editor_who_has_not_seen_the_last_version_is_refused(law: LegalTable) -> None:
    uow = a_store(a_tender(version=4))
    with pytest.raises(Refused) as refused:
        change_tender(ChangeTender(TENDER, 3, Changes(title="Autre titre")), uow=uow, law=law)
    assert refused.value.refusal.code == "HTTP-VERSION-STALE"
    assert {"expected": "3", "current": "4"}.items() <= refused.value.refusal.facts.items()
    with pytest.raises(Refused, match="TND-CHANGE-EMPTY"):
        change_tender(ChangeTender(TENDER, 4, Changes()), uow=uow, law=law)


def test_a_new_version_of_a_document_is_announced_until_the_deadline(law: LegalTable) -> None:
    uow = a_store(a_tender(TenderStatus.PUBLISHED))
    stored = StoredBytes("blob-2", 5, "cd" * 32)
    command = AddDocument(TENDER, DocumentName.parse("RC.pdf"), DocumentKind.PROCUREMENT_RULES, stored)
    assert add_document(command, uow=uow, law=law).version == 2
    event = uow.events[0]
    assert isinstance(event, TenderChangedV3)
    assert [(document.name, document.version, document.sha256) for document in event.documents] == [
        ("RC.pdf", 2, "cd" * 32)
    ]
    uow.clock.advance(DEADLINE.at - NOW)
    with pytest.raises(Refused, match="TND-DEADLINE-PAST"):
        add_document(command, uow=uow, law=law)
    with pytest.raises(Refused, match="TND-DOCUMENT-EMPTY"):
        add_document(replace(command, content=StoredBytes("blob-3", 0, "00" * 32)), uow=uow, law=law)


def test_closing_is_announced_once_with_the_deadline_that_held() -> None:
    uow = a_store(a_tender(TenderStatus.PUBLISHED, deadline_version=2), principal=Principal.system("tenders"))
    assert close_tender(TENDER, uow=uow) is None
    uow.clock.advance(DEADLINE.at - NOW + timedelta(milliseconds=1))
    closed = close_tender(TENDER, uow=uow)
    assert closed is not None
    assert closed.status is TenderStatus.CLOSED
    assert close_tender(TENDER, uow=uow) is None
    assert [type(event) for event in uow.events] == [SubmissionClosedV1]
    event = uow.events[0]
    assert isinstance(event, SubmissionClosedV1)
    assert (event.deadline, event.deadline_version) == (DEADLINE.at, 2)
