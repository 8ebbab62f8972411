"""Consultations, responses and grids for tests: each function gives an ordinary one, keywords change it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

from services.tenders.domain.custodians import Custodian
from services.tenders.domain.documents import DocumentKind, DocumentName, ProcurementDocument, StoredBytes
from services.tenders.domain.evaluation import BidSheet, Evaluation
from services.tenders.domain.model import (
    AwardCriterion,
    Buyer,
    ContractKind,
    CriterionKind,
    CustodianPolicy,
    Lot,
    Publication,
    ResponseLimits,
    Tender,
    TenderContent,
)
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.states import TenderStatus
from shared.kernel.cpv_code import CpvCode
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, DepositId, DocumentId, Id, LotId, TenderId
from shared.kernel.money import Money
from shared.kernel.paris import legal_day
from shared.kernel.percentage import Percentage
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.buyers import BuyerKind

T = TypeVar("T", bound=Id)

BUYER = Siret.parse("21350238800019")
FOREIGN_BUYER = Siret.parse("21690123100011")
ACME = Siret.parse("73282932000074")
BOLT = Siret.parse("41816609600069")
NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
DEADLINE = Deadline(datetime(2026, 11, 9, 11, 0, tzinfo=UTC))
BUYER_RIGHTS = frozenset({Right.DRAFT, Right.PUBLISH, Right.EVALUATE, Right.AWARD, Right.SIGN})


def numbered(kind: type[T], number: int) -> T:
    """An identifier that a reader of a failure recognises."""
    return kind(UUID(int=0x01999999_0000_7000_8000_000000000000 + number))


CUSTODIANS = tuple(numbered(CustodianId, number) for number in (1, 2, 3))
TENDER = numbered(TenderId, 1)
LOT_1 = numbered(LotId, 1)
LOT_2 = numbered(LotId, 2)
FIRST = numbered(DepositId, 1)
SECOND = numbered(DepositId, 2)
THIRD = numbered(DepositId, 3)


def an_agent(*, organisation: Siret | None = BUYER, rights: frozenset[Right] = BUYER_RIGHTS) -> Principal:
    return Principal("agent-1", PrincipalKind.AGENT, organisation, "Agent", rights)


def a_lot(number: int = 1, **changes: object) -> Lot:
    lot = Lot(
        lot_id=numbered(LotId, number),
        number=number,
        title=f"Lot {number}",
        cpv=CpvCode.parse("45000000"),
        estimated_value=Money(Decimal(90_000)),
    )
    return replace(lot, **changes)


def price(weight: str = "60") -> AwardCriterion:
    return AwardCriterion("price", "Prix", CriterionKind.PRICE, Percentage.parse(weight), Decimal(10))


def quality(weight: str = "40", *, kind: CriterionKind = CriterionKind.QUALITY) -> AwardCriterion:
    return AwardCriterion("quality", "Valeur technique", kind, Percentage.parse(weight), Decimal(10))


def a_content(*, lots: int = 1, **changes: object) -> TenderContent:
    content = TenderContent(
        title="Réfection de l'école",
        object="Travaux de réfection de l'école communale",
        kind=ContractKind.WORKS,
        procedure=ProcedureType.ADAPTED,
        estimated_value=Money(Decimal(250_000)),
        lots=tuple(a_lot(number) for number in range(1, lots + 1)),
        criteria=(price(), quality()),
        submission_deadline=DEADLINE,
        custodians=CustodianPolicy(CUSTODIANS, 2),
        limits=ResponseLimits(1_000_000, 2_000_000),
    )
    return replace(content, **changes)


def a_tender(status: TenderStatus = TenderStatus.DRAFT, *, lots: int = 1, **changes: object) -> Tender:
    """A consultation in a status; from ``published`` on it was launched at ``NOW``."""
    timeline = changes.pop("timeline", Timeline.real())
    launched_on = legal_day(timeline.legal_at(NOW))
    draft = status is TenderStatus.DRAFT
    tender = Tender(
        tender_id=TENDER,
        version=1,
        status=status,
        buyer=Buyer(BUYER, "Commune de Rennes", BuyerKind.COMMUNE),
        content=changes.pop("content", a_content(lots=lots)),
        deadline_version=0 if draft else 1,
        timeline=timeline,
        sandbox=not timeline.is_real,
        publication=None if draft else Publication(NOW, launched_on, ()),
    )
    return replace(tender, **changes)


def a_document(name: str = "RC.pdf", *, version: int = 1, **changes: object) -> ProcurementDocument:
    document = ProcurementDocument(
        document_id=numbered(DocumentId, version),
        tender_id=TENDER,
        name=DocumentName.parse(name),
        kind=DocumentKind.PROCUREMENT_RULES,
        version=version,
        media_type="application/pdf",
        content=StoredBytes(f"blob-{version}", 1234, "ab" * 32),
        added_at=NOW,
    )
    return replace(document, **changes)


def the_custodians() -> tuple[Custodian, ...]:
    return tuple(Custodian(custodian_id, BUYER, f"age1custodian{i}") for i, custodian_id in enumerate(CUSTODIANS))


def a_response(response_id: DepositId = FIRST, *, lots: Sequence[int] = (1,), siret: Siret = ACME) -> OpenedResponse:
    return OpenedResponse(response_id, siret, f"Société {siret.value[:3]}", tuple(lots))


def a_sheet(amount: str | None, scores: Mapping[str, str]) -> BidSheet:
    money = None if amount is None else Money.parse(amount, "EUR")
    return BidSheet(money, MappingProxyType({code: Decimal(score) for code, score in scores.items()}))


def a_grid(sheets: Mapping[DepositId, BidSheet] | None = None) -> Evaluation:
    return Evaluation(TENDER, LOT_1, 1, MappingProxyType(dict(sheets or {})))
