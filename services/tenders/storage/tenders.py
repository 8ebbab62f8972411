"""The repository of consultations."""

from collections.abc import Callable, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.deadlines import closing_instant
from services.tenders.domain.errors import Code
from services.tenders.domain.model import (
    Buyer,
    ContractKind,
    CustodianPolicy,
    Publication,
    ResponseLimits,
    Tender,
    TenderContent,
)
from services.tenders.domain.outcomes import LotEnd
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.stages import Stage
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.terms import Terms
from services.tenders.storage.parts import (
    advice_from_json,
    advice_to_json,
    criterion_from_json,
    criterion_to_json,
    lot_from_json,
    lot_to_json,
)
from services.tenders.storage.tables import later_stage
from services.tenders.storage.tables import tender as table
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, LotId, TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.buyers import BuyerKind
from shared.storage import records

_INSERT: Final = table.insert()
_SELECT: Final = select(table).where(table.c.id == bindparam("tender"), visible(table))
_PUBLISHED: Final = select(table).where(table.c.id == bindparam("tender"), table.c.published_at.is_not(None))
_IS_OWN: Final = select(table.c.id).where(
    table.c.id == bindparam("tender"), table.c.organisation == bindparam("own_organisation", type_=Text)
)
_LOCK: Final = _SELECT.with_for_update()
_UPDATE: Final = table.update().where(table.c.id == bindparam("tender"), table.c.version == bindparam("read_version"))
_DUE: Final = (
    select(table.c.id)
    .where(table.c.status == TenderStatus.PUBLISHED.value, table.c.closes_at <= bindparam("at"))
    .order_by(table.c.closes_at)
    .limit(bindparam("most"))
)


class SqlTenders:
    """Consultations as one principal sees them."""

    def __init__(
        self,
        connection: Connection,
        principal: Principal,
        on_save: Callable[[Tender], None],
        on_version: Callable[[Tender | None, Tender], None],
    ) -> None:
        self._connection = connection
        self._seen = seen_by(principal)
        self._on_save = on_save
        self._on_version = on_version
        self._known: dict[TenderId, Tender] = {}

    def get(self, tender_id: TenderId) -> Tender:
        """Read a consultation, or refuse ``TND-NOT-FOUND``."""
        return self._read(tender_id, _SELECT)

    def published(self, tender_id: TenderId) -> Tender:
        """Read a published consultation of any organisation, for an act of a company or of a visitor."""
        return self._read(tender_id, _PUBLISHED)

    def is_own(self, tender_id: TenderId) -> bool:
        """Say whether a consultation belongs to the principal's organisation."""
        keys = {"tender": tender_id.value, "own_organisation": self._seen["own_organisation"]}
        return self._connection.execute(_IS_OWN, keys).scalar_one_or_none() is not None

    def lock(self, tender_id: TenderId) -> Tender:
        """Read a consultation and hold its row: extending, closing and awarding follow one another (design 8.1)."""
        return self._read(tender_id, _LOCK)

    def add(self, tender: Tender) -> None:
        """Keep a new consultation."""
        self._connection.execute(_INSERT, to_row(tender))
        self._remember(tender)

    def save(self, tender: Tender) -> None:
        """Keep the next version of a consultation that is locked."""
        row = to_row(tender)
        keys = {"tender": row.pop("id"), "read_version": tender.version - 1}
        if self._connection.execute(_UPDATE.values(row), keys).rowcount != 1:
            raise RuntimeError(f"consultation {tender.tender_id} was saved without its lock")
        if tender.later_stages:
            self._keep_stages(tender)
        self._on_save(tender)
        self._remember(tender)

    def lock_of_stage(self, stage_id: TenderId) -> Tender:
        """Read the consultation of a stage and hold its row; the first stage bears the consultation's identifier."""
        owner = select(later_stage.c.tender_id).where(later_stage.c.id == stage_id.value)
        found = self._connection.execute(owner).scalar_one_or_none()
        return self.lock(stage_id if found is None else TenderId(found))

    def due_for_closing(self, *, at: datetime, limit: int) -> Sequence[TenderId]:
        """Give published consultations whose legal deadline has passed at a real instant, the oldest first."""
        rows = self._connection.execute(_DUE, {"at": at, "most": limit}).scalars()
        return [TenderId(row) for row in rows]

    def _keep_stages(self, tender: Tender) -> None:
        rows = [{"id": stage.stage_id.value, "tender_id": tender.tender_id.value} for stage in tender.later_stages]
        self._connection.execute(insert(later_stage).on_conflict_do_nothing(), rows)

    def _read(self, tender_id: TenderId, statement: Any) -> Tender:  # noqa: ANN401 - one of the two selects above
        row = self._connection.execute(statement, {"tender": tender_id.value, **self._seen}).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=tender_id)
        found = from_row(row)
        self._known[tender_id] = found
        return found

    def _remember(self, tender: Tender) -> None:
        """Tell of a version that is kept, with the one that it follows."""
        self._on_version(self._known.get(tender.tender_id), tender)
        self._known[tender.tender_id] = tender


def to_row(tender: Tender) -> dict[str, Any]:
    """Write a consultation as its row."""
    return {
        "id": tender.tender_id.value,
        "organisation": tender.buyer.siret.value,
        "version": tender.version,
        "status": tender.status.value,
        "buyer_name": tender.buyer.name,
        "buyer_kind": tender.buyer.kind.value,
        "deadline_version": tender.deadline_version,
        "closes_at": closing_instant(deadline=tender.current_stage.deadline, timeline=tender.timeline),
        "started_at": tender.timeline.started_at,
        "legal_start": tender.timeline.legal_start,
        "factor": tender.timeline.factor,
        "sandbox": tender.sandbox,
        "closed_at": tender.closed_at,
        "later_stages": [records.to_json(stage) for stage in tender.later_stages],
        "ends": {str(lot_id): records.to_json(end) for lot_id, end in tender.ends.items()},
        **_content_to_row(tender.content),
        **_publication_to_row(tender.publication),
    }


def from_row(row: RowMapping) -> Tender:
    """Read a consultation from its row."""
    return Tender(
        tender_id=TenderId(row["id"]),
        version=row["version"],
        status=TenderStatus(row["status"]),
        buyer=Buyer(Siret.parse(row["organisation"]), row["buyer_name"], BuyerKind.parse(row["buyer_kind"])),
        content=_content_from_row(row),
        deadline_version=row["deadline_version"],
        timeline=Timeline(row["started_at"], row["legal_start"], row["factor"]),
        sandbox=row["sandbox"],
        publication=_publication_from_row(row),
        closed_at=row["closed_at"],
        later_stages=tuple(records.from_json(Stage, part) for part in row["later_stages"]),
        ends=MappingProxyType({LotId.parse(key): records.from_json(LotEnd, part) for key, part in row["ends"].items()}),
    )


def _content_to_row(content: TenderContent) -> dict[str, Any]:
    return {
        "title": content.title,
        "object": content.object,
        "kind": content.kind.value,
        "procedure": content.procedure.value,
        "estimated_value": content.estimated_value.amount,
        "lots": [lot_to_json(lot) for lot in content.lots],
        "criteria": [criterion_to_json(criterion) for criterion in content.criteria],
        "custodian_ids": [str(custodian_id) for custodian_id in content.custodians.custodian_ids],
        "opening_threshold": content.custodians.threshold,
        "max_file_bytes": content.limits.max_file_bytes,
        "max_deposit_bytes": content.limits.max_deposit_bytes,
        "deadline": content.submission_deadline.at,
        "terms": records.to_json(content.terms),
    }


def _content_from_row(row: RowMapping) -> TenderContent:
    return TenderContent(
        title=row["title"],
        object=row["object"],
        kind=ContractKind(row["kind"]),
        procedure=ProcedureType(row["procedure"]),
        estimated_value=Money(row["estimated_value"]),
        lots=tuple(lot_from_json(part) for part in row["lots"]),
        criteria=tuple(criterion_from_json(part) for part in row["criteria"]),
        submission_deadline=Deadline(row["deadline"]),
        custodians=CustodianPolicy(
            tuple(CustodianId.parse(text) for text in row["custodian_ids"]), row["opening_threshold"]
        ),
        limits=ResponseLimits(row["max_file_bytes"], row["max_deposit_bytes"]),
        terms=records.from_json(Terms, row["terms"]),
    )


def _publication_to_row(publication: Publication | None) -> dict[str, Any]:
    if publication is None:
        return {"published_at": None, "launched_on": None, "advices": None}
    return {
        "published_at": publication.published_at,
        "launched_on": publication.launched_on,
        "advices": [advice_to_json(advice) for advice in publication.advices],
    }


def _publication_from_row(row: RowMapping) -> Publication | None:
    if row["published_at"] is None:
        return None
    advices = tuple(advice_from_json(part) for part in row["advices"])
    return Publication(row["published_at"], row["launched_on"], advices)
