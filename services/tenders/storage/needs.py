"""The repositories of needs and of the answers to advices."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, select, true
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.errors import Code
from services.tenders.domain.needs import Need, NeedContent
from services.tenders.domain.passages import AdvisedAct, Override, PassageRecord
from services.tenders.domain.purchases import Purchase, PurchaseKind
from services.tenders.domain.states import ContractStatus, TenderStatus
from services.tenders.ports.needs import NeedLink
from services.tenders.storage.needs_tables import need, need_revision, passage, quotation, tender_need
from services.tenders.storage.tables import contract, tender
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import NeedId
from shared.storage import records


class SqlNeeds:
    """Needs as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def get(self, need_id: NeedId) -> Need:
        """Read a need, or refuse ``TND-NOT-FOUND``."""
        return self._one(need_id, select(need).where(need.c.id == need_id.value, visible(need)))

    def lock(self, need_id: NeedId) -> Need:
        """Read a need and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""
        wanted = select(need).where(need.c.id == need_id.value, visible(need))
        return self._one(need_id, wanted.with_for_update())

    def at_version(self, need_id: NeedId, version: int) -> Need:
        """Read a need as it stood at a version, or refuse ``TND-NOT-FOUND``."""
        joined = need.join(need_revision, need_revision.c.need_id == need.c.id)
        columns = (need.c.id, need.c.organisation, need_revision.c.version, need_revision.c.content)
        wanted = select(*columns).select_from(joined).where(need.c.id == need_id.value, visible(need))
        return self._one(need_id, wanted.where(need_revision.c.version == version))

    def page(self, *, after: NeedId | None, limit: int) -> Sequence[Need]:
        """Give the needs of the organisation, the latest first, after a need."""
        older = true() if after is None else need.c.id < after.value
        wanted = select(need).where(visible(need), older).order_by(need.c.id.desc()).limit(limit)
        return [_need(row) for row in self._connection.execute(wanted, self._seen)]

    def add(self, new: Need) -> None:
        """Keep a new need."""
        self._connection.execute(need.insert(), _row(new))
        self._keep_revision(new)

    def save(self, changed: Need) -> None:
        """Keep the next version of a need that is locked; the earlier versions stay."""
        row = _row(changed)
        self._connection.execute(need.update().where(need.c.id == row["id"]).values(row))
        self._keep_revision(changed)

    def link(self, link: NeedLink) -> None:
        """Join a consultation to its need, in the place of an earlier link."""
        values = {"need_id": link.need_id.value, "need_version": link.need_version}
        statement = insert(tender_need).values({"tender_id": link.tender_id.value, **values})
        self._connection.execute(statement.on_conflict_do_update(index_elements=["tender_id"], set_=values))

    def of_tender(self, tender_id: TenderId) -> NeedLink | None:
        """Give the need of a consultation that was already read through ``Tenders``."""
        wanted = select(tender_need).where(tender_need.c.tender_id == tender_id.value)
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else NeedLink(tender_id, NeedId(row.need_id), row.need_version)

    def purchases(self, content: NeedContent) -> Sequence[Purchase]:
        """Give what the organisation bought, or launched, of that family in its period, by day."""
        found = [*self._orders(content), *self._contracts(content), *self._consultations(content)]
        return sorted(found, key=lambda each: (each.on, each.reference))

    def _orders(self, content: NeedContent) -> list[Purchase]:
        same_unit = quotation.c.unit.is_not_distinct_from(content.autonomous_unit)  # R2121-2: counted apart
        wanted = select(quotation).where(visible(quotation), quotation.c.family == content.family, same_unit)
        rows = self._connection.execute(wanted.where(quotation.c.ordered_on.is_not(None)), self._seen)
        return [ordered(row) for row in rows if content.counts(row.ordered_on)]

    def _contracts(self, content: NeedContent) -> list[Purchase]:
        joined = contract.join(tender, tender.c.id == contract.c.tender_id)
        columns = (contract, tender.c.estimated_value)
        wanted = select(*columns).select_from(joined).where(visible(contract), _of_family(content))
        kept = wanted.where(contract.c.status != ContractStatus.CANCELLED.value)
        return [signed(row) for row in self._connection.execute(kept, self._seen) if content.counts(row.signed_on)]

    def _consultations(self, content: NeedContent) -> list[Purchase]:
        """Consultations without any contract yet, for their estimated value."""
        nothing_signed = ~exists().where(contract.c.tender_id == tender.c.id)
        running = tender.c.status.not_in([TenderStatus.DRAFT.value, TenderStatus.ABANDONED.value])
        wanted = select(tender).where(visible(tender), _of_family(content), nothing_signed, running)
        rows = self._connection.execute(wanted, self._seen)
        return [_launched(row) for row in rows if content.counts(row.launched_on)]

    def _one(self, need_id: NeedId, wanted: Select[Any]) -> Need:
        row = self._connection.execute(wanted, self._seen).one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=need_id)
        return _need(row)

    def _keep_revision(self, kept: Need) -> None:
        row = {"need_id": kept.need_id.value, "version": kept.version, "content": records.to_json(kept.content)}
        self._connection.execute(need_revision.insert(), row)


class SqlPassages:
    """What was acknowledged and passed, about consultations read elsewhere."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, record: PassageRecord) -> None:
        """Keep the answers given at an act."""
        row = {
            "tender_id": record.tender_id.value,
            "act": record.act.value,
            "decided_at": record.decided_at,
            "acknowledged": list(record.acknowledged),
            "overrides": [{"code": each.code, "reason": each.reason} for each in record.overrides],
        }
        self._connection.execute(passage.insert(), row)

    def of_tender(self, tender_id: TenderId) -> Sequence[PassageRecord]:
        """Give the answers about a consultation, the oldest first."""
        wanted = select(passage).where(passage.c.tender_id == tender_id.value).order_by(passage.c.decided_at)
        return [
            PassageRecord(
                tender_id=tender_id,
                act=AdvisedAct(row.act),
                decided_at=row.decided_at,
                acknowledged=tuple(row.acknowledged),
                overrides=tuple(Override(each["code"], each["reason"]) for each in row.overrides),
            )
            for row in self._connection.execute(wanted)
        ]


def ordered(row: Row[Any]) -> Purchase:
    """Read an ordered quotation as a purchase."""
    return Purchase(
        kind=PurchaseKind.QUOTATION,
        reference=row.reference,
        object=row.content["title"],
        on=row.ordered_on,
        amount=Money(row.amount),
        passed_for=max(Money(row.estimated_value), Money(row.amount), key=lambda each: each.amount),
        supplier=Siret.parse(row.supplier),
    )


def signed(row: Row[Any]) -> Purchase:
    """Read a contract as a purchase; one recorded by hand was passed for its own amount."""
    passed_for = row.amount_excl_vat if row.estimated_value is None else row.estimated_value
    return Purchase(
        kind=PurchaseKind.CONTRACT,
        reference=row.reference,
        object=row.object,
        on=row.signed_on,
        amount=Money(row.amount_excl_vat),
        passed_for=Money(passed_for),
        supplier=Siret.parse(row.contractor_siret),
        tender_id=None if row.tender_id is None else TenderId(row.tender_id),
    )


def _launched(row: Row[Any]) -> Purchase:
    return Purchase(
        kind=PurchaseKind.CONSULTATION,
        reference=str(row.id),
        object=row.title,
        on=row.launched_on,
        amount=Money(row.estimated_value),
        passed_for=Money(row.estimated_value),
        tender_id=TenderId(row.id),
    )


def _of_family(content: NeedContent) -> ColumnElement[bool]:
    """The consultation answers a need of the same buyer and family; an autonomous unit counts its own apart."""
    same_unit = need.c.content["autonomous_unit"].astext.is_not_distinct_from(content.autonomous_unit)
    joined = tender_need.c.need_id == need.c.id
    of_buyer = need.c.organisation == tender.c.organisation
    return exists().where(
        tender_need.c.tender_id == tender.c.id, joined, of_buyer, need.c.family == content.family, same_unit
    )


def _row(kept: Need) -> dict[str, Any]:
    return {
        "id": kept.need_id.value,
        "organisation": kept.organisation.value,
        "version": kept.version,
        "family": kept.content.family,
        "content": records.to_json(kept.content),
    }


def _need(row: Row[Any]) -> Need:
    content = records.from_json(NeedContent, row.content)
    return Need(NeedId(row.id), row.version, Siret.parse(row.organisation), content)
