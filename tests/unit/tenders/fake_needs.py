"""In-memory stand-ins for needs, answers to advices and requests for quotations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from services.tenders.domain.errors import Code
from services.tenders.domain.needs import Need, NeedContent
from services.tenders.domain.passages import PassageRecord
from services.tenders.domain.purchases import Purchase, PurchaseKind
from services.tenders.domain.quotations import Quotation
from services.tenders.ports.needs import NeedLink
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import NeedId, QuotationId


class Seeing(Protocol):
    principal: Principal

    def sees(self, organisation: Siret) -> bool: ...


@dataclass
class FakeNeeds:
    scope: Seeing
    rows: dict[tuple[NeedId, int], Need] = field(default_factory=dict)
    links: dict[TenderId, NeedLink] = field(default_factory=dict)
    bought: list[Purchase] = field(default_factory=list)

    def get(self, need_id: NeedId) -> Need:
        versions = [need for (known, _), need in self.rows.items() if known == need_id]
        if not versions or not self.scope.sees(versions[0].organisation):
            refuse(Code.NOT_FOUND, object=need_id)
        return max(versions, key=lambda need: need.version)

    lock = get

    def at_version(self, need_id: NeedId, version: int) -> Need:
        self.get(need_id)
        return self.rows[need_id, version]

    def page(self, *, after: NeedId | None, limit: int) -> Sequence[Need]:
        raise NotImplementedError

    def add(self, need: Need) -> None:
        self.rows[need.need_id, need.version] = need

    save = add

    def link(self, link: NeedLink) -> None:
        self.links[link.tender_id] = link

    def of_tender(self, tender_id: TenderId) -> NeedLink | None:
        return self.links.get(tender_id)

    def purchases(self, content: NeedContent) -> Sequence[Purchase]:
        return [purchase for purchase in self.bought if content.counts(purchase.on)]


@dataclass
class FakePassages:
    rows: list[PassageRecord] = field(default_factory=list)

    def add(self, record: PassageRecord) -> None:
        self.rows.append(record)

    def of_tender(self, tender_id: TenderId) -> Sequence[PassageRecord]:
        return [row for row in self.rows if row.tender_id == tender_id]


@dataclass
class FakeQuotations:
    scope: Seeing
    rows: dict[QuotationId, Quotation] = field(default_factory=dict)

    def get(self, quotation_id: QuotationId) -> Quotation:
        found = self.rows.get(quotation_id)
        if found is None or not self.scope.sees(found.buyer.siret):
            refuse(Code.NOT_FOUND, object=quotation_id)
        return found

    lock = get

    def received(self, quotation_id: QuotationId) -> Quotation:
        found = self.rows.get(quotation_id)
        principal = self.scope.principal
        company = principal.organisation if principal.kind is PrincipalKind.ECONOMIC_OPERATOR else None
        if found is None or not found.may_be_read_by(company):
            refuse(Code.NOT_FOUND, object=quotation_id)
        return found

    lock_received = received

    def page(self, *, after: QuotationId | None, limit: int) -> Sequence[Quotation]:
        raise NotImplementedError

    page_received = page

    def add(self, quotation: Quotation) -> None:
        self.rows[quotation.quotation_id] = quotation

    save = add

    def purchases(self, organisation: Siret, *, since: date, until: date) -> Sequence[Purchase]:
        return [each for each in self._orders(organisation) if since <= each.on <= until]

    def ordered_of_family(
        self, organisation: Siret, family: str, *, unit: str | None, limit: int
    ) -> Sequence[Purchase]:
        of_family = [row for row in self.rows.values() if row.content.family == family]
        codes = {row.order.reference for row in of_family if row.order and row.content.autonomous_unit == unit}
        found = [each for each in self._orders(organisation) if each.reference in codes]
        return sorted(found, key=lambda each: each.on, reverse=True)[:limit]

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        raise NotImplementedError

    def _orders(self, organisation: Siret) -> list[Purchase]:
        return [
            Purchase(
                kind=PurchaseKind.QUOTATION,
                reference=row.order.reference,
                object=row.content.title,
                on=row.order.ordered_on,
                amount=row.choice.amount,
                passed_for=row.content.estimated_value,
                supplier=row.quote(row.choice.quote_id).supplier,
            )
            for row in self.rows.values()
            if row.order and row.choice and row.buyer.siret == organisation
        ]
