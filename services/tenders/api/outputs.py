"""What callers receive about consultations: all of it for the buyer's agents, what is public for anybody."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.tenders.api.stage_outputs import LotEndOut, OwnStageOut, StageOut, ends_of
from services.tenders.api.terms_inputs import terms_out
from services.tenders.domain.advice import Advice
from services.tenders.domain.documents import ProcurementDocument
from services.tenders.domain.model import AwardCriterion, Buyer, Lot, Tender
from shared.contracts.amount import Amount
from shared.kernel.timeline import Timeline

View = Mapping[str, Any]


class BuyerOut(BaseModel):
    """The buyer (acheteur)."""

    siret: str
    name: str
    kind: str

    @classmethod
    def of(cls, buyer: Buyer) -> "BuyerOut":
        """Write a buyer."""
        return cls(siret=buyer.siret.value, name=buyer.name, kind=buyer.kind.value)


class PublicLotOut(BaseModel):
    """One lot as anybody sees it."""

    lot_id: str
    number: int
    title: str
    cpv: str


class LotOut(PublicLotOut):
    """One lot as the buyer sees it."""

    estimated_value: Amount

    @classmethod
    def of(cls, lot: Lot) -> "LotOut":
        """Write a lot."""
        return cls(
            lot_id=str(lot.lot_id),
            number=lot.number,
            title=lot.title,
            cpv=str(lot.cpv),
            estimated_value=Amount.of(lot.estimated_value),
        )


class CriterionOut(BaseModel):
    """One award criterion; ``criterion_id`` names it in the evaluations."""

    criterion_id: str
    title: str
    kind: str
    weight: str | None
    max_score: str

    @classmethod
    def of(cls, criterion: AwardCriterion) -> "CriterionOut":
        """Write a criterion."""
        return cls(
            criterion_id=criterion.code,
            title=criterion.title,
            kind=criterion.kind.value,
            weight=str(criterion.weight),
            max_score=f"{criterion.max_score:f}",
        )


class CustodiansOut(BaseModel):
    """Who holds opening keys, and how many of them open."""

    ids: list[str]
    threshold: int


class LimitsOut(BaseModel):
    """What a response may weigh, in bytes."""

    max_file_bytes: int
    max_deposit_bytes: int


class TimelineOut(BaseModel):
    """How legal time runs: factor 1 and equal origins are real time."""

    started_at: datetime
    legal_start: datetime
    factor: int

    @classmethod
    def of(cls, timeline: Timeline) -> "TimelineOut":
        """Write a timeline."""
        return cls(started_at=timeline.started_at, legal_start=timeline.legal_start, factor=timeline.factor)


class DocumentOut(BaseModel):
    """One document: its size in bytes, its format and its SHA-256 are shown before any download."""

    document_id: str
    name: str
    kind: str
    version: int
    media_type: str
    size: int
    sha256: str

    @classmethod
    def of(cls, document: ProcurementDocument) -> "DocumentOut":
        """Write a document."""
        return cls(
            document_id=str(document.document_id),
            name=document.name.value,
            kind=document.kind.value,
            version=document.version,
            media_type=document.media_type,
            size=document.content.size,
            sha256=document.content.sha256,
        )


class AdviceOut(BaseModel):
    """What the law asks of the consultation, as it was compared on the day of publication."""

    code: str
    conclusion: str
    article: str
    limit: str
    confidence: str
    facts: dict[str, str]
    level: str
    what: str
    why: str
    consequence: str

    @classmethod
    def of(cls, advice: Advice) -> "AdviceOut":
        """Write an advice."""
        return cls(
            code=advice.code,
            conclusion=advice.conclusion.value,
            article=advice.article,
            limit=advice.limit,
            confidence=advice.confidence,
            facts=dict(advice.facts),
            level=advice.level.value,
            what=advice.what,
            why=advice.why,
            consequence=advice.consequence,
        )


class CustodianOut(BaseModel):
    """A registered custodian, by its age recipient (public key)."""

    custodian_id: str
    recipient: str


class RegisteredCustodiansOut(BaseModel):
    """The custodians that a consultation of this organisation may name."""

    items: list[CustodianOut]


class SummaryOut(BaseModel):
    """One consultation in a public list."""

    id: str
    version: int
    status: str
    buyer: BuyerOut
    title: str
    object: str
    kind: str
    procedure: str
    lots: list[PublicLotOut]
    submission_deadline: datetime
    deadline_version: int
    published_at: datetime
    launched_on: date
    sandbox: bool


class ConsultationOut(SummaryOut):
    """A published consultation as anybody sees it."""

    criteria: list[CriterionOut]
    terms: dict[str, Any]
    stages: list[StageOut]
    ends: list[LotEndOut]
    custodians: CustodiansOut
    limits: LimitsOut
    timeline: TimelineOut
    closed_at: datetime | None
    documents: list[DocumentOut]


class TenderOut(BaseModel):
    """A consultation as its buyer's agents see it, estimated values and advices included.

    ``abridged`` says that lots, terms, documents and advices were too long for the answer to an act: read it.
    """

    id: str
    abridged: bool = False
    version: int
    status: str
    buyer: BuyerOut
    title: str
    object: str
    kind: str
    procedure: str
    estimated_value: Amount
    lots: list[LotOut]
    criteria: list[CriterionOut]
    terms: dict[str, Any]
    stages: list[OwnStageOut]
    ends: list[LotEndOut]
    submission_deadline: datetime
    deadline_version: int
    custodians: CustodiansOut
    limits: LimitsOut
    timeline: TimelineOut
    sandbox: bool
    published_at: datetime | None
    launched_on: date | None
    advices: list[AdviceOut]
    closed_at: datetime | None
    documents: list[DocumentOut]

    def abridged_copy(self) -> "TenderOut":
        """Leave out what grows with the number of lots, documents and stages."""
        long: dict[str, object] = {"lots": [], "terms": {}, "documents": [], "advices": [], "ends": []}
        return self.model_copy(update={**long, "stages": self.stages[-1:], "abridged": True})

    @classmethod
    def of(cls, tender: Tender, documents: Iterable[ProcurementDocument]) -> "TenderOut":
        """Write a consultation with its current documents."""
        content, publication = tender.content, tender.publication
        custodians, limits = content.custodians, content.limits
        return cls(
            id=str(tender.tender_id),
            version=tender.version,
            status=tender.status.value,
            buyer=BuyerOut.of(tender.buyer),
            title=content.title,
            object=content.object,
            kind=content.kind.value,
            procedure=content.procedure.value,
            estimated_value=Amount.of(content.estimated_value),
            lots=[LotOut.of(lot) for lot in content.lots],
            criteria=[CriterionOut.of(criterion) for criterion in content.criteria],
            terms=terms_out(content.terms),
            stages=[OwnStageOut.of(stage) for stage in tender.stages],
            ends=ends_of(tender),
            # Those of the running stage: what a company may answer now.
            submission_deadline=tender.current_stage.deadline.at,
            deadline_version=tender.current_stage.deadline_version,
            custodians=CustodiansOut(
                ids=[str(each) for each in custodians.custodian_ids], threshold=custodians.threshold
            ),
            limits=LimitsOut(max_file_bytes=limits.max_file_bytes, max_deposit_bytes=limits.max_deposit_bytes),
            timeline=TimelineOut.of(tender.timeline),
            sandbox=tender.sandbox,
            published_at=publication.published_at if publication else None,
            launched_on=publication.launched_on if publication else None,
            advices=[AdviceOut.of(advice) for advice in publication.advices] if publication else [],
            closed_at=tender.closed_at,
            documents=[DocumentOut.of(document) for document in documents],
        )
