"""The repository of requests for quotations."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from services.tenders.domain.errors import Code
from services.tenders.domain.messages import Recipient
from services.tenders.domain.model import Buyer
from services.tenders.domain.purchases import Purchase
from services.tenders.domain.quotation_states import QuotationStatus
from services.tenders.domain.quotations import (
    Audience,
    Choice,
    Quotation,
    QuotationContent,
    QuotationOrder,
    Quote,
)
from services.tenders.domain.states import ContractStatus
from services.tenders.storage.needs import ordered, signed
from services.tenders.storage.needs_tables import quotation, quotation_company, quote_blob
from services.tenders.storage.tables import contract, tender
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import QuotationId
from shared.legal.buyers import BuyerKind
from shared.storage import records

_REFERENCE = "uq_quotation_organisation_reference"


class SqlQuotations:
    """Requests as one principal sees them: its own organisation's, and as a company those that it may answer."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)
        company = principal.kind is PrincipalKind.ECONOMIC_OPERATOR and principal.organisation is not None
        self._company = principal.organisation.value if company and principal.organisation else None

    def get(self, quotation_id: QuotationId) -> Quotation:
        """Read a request of the principal's organisation, or refuse ``TND-NOT-FOUND``."""
        return self._one(quotation_id, self._own(quotation_id))

    def lock(self, quotation_id: QuotationId) -> Quotation:
        """Read it and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""
        return self._one(quotation_id, self._own(quotation_id).with_for_update())

    def received(self, quotation_id: QuotationId) -> Quotation:
        """Read a request that the principal's company may answer, or refuse ``TND-NOT-FOUND``."""
        return self._one(quotation_id, self._received().where(quotation.c.id == quotation_id.value))

    def lock_received(self, quotation_id: QuotationId) -> Quotation:
        """Read a request that the principal's company may answer and hold its row, or refuse ``TND-NOT-FOUND``."""
        wanted = self._received().where(quotation.c.id == quotation_id.value)
        return self._one(quotation_id, wanted.with_for_update(of=quotation))

    def page(self, *, after: QuotationId | None, limit: int) -> Sequence[Quotation]:
        """Give the requests of the organisation, the latest first, after a request."""
        return self._page(select(quotation).where(visible(quotation)), after=after, limit=limit)

    def page_received(self, *, after: QuotationId | None, limit: int) -> Sequence[Quotation]:
        """Give the requests that the principal's company may answer: those it was invited to, and public ones."""
        return self._page(self._received(), after=after, limit=limit)

    def add(self, new: Quotation) -> None:
        """Keep a new request."""
        self._connection.execute(quotation.insert(), to_row(new))

    def save(self, changed: Quotation) -> None:
        """Keep the next version of a locked request, or refuse ``TND-QUOTATION-REFERENCE`` for a number taken."""
        row = to_row(changed)
        try:
            with self._connection.begin_nested():
                self._connection.execute(quotation.update().where(quotation.c.id == row["id"]).values(row))
        except IntegrityError as error:
            if _REFERENCE not in str(error.orig):
                raise
            refuse(Code.QUOTATION_REFERENCE, reference=row["reference"])
        self._keep_readers(changed)

    def purchases(self, organisation: Siret, *, since: date, until: date) -> Sequence[Purchase]:
        """Give what the organisation ordered and signed between two days, both included, by day."""
        orders = select(quotation).where(
            visible(quotation),
            quotation.c.organisation == organisation.value,
            quotation.c.ordered_on.between(since, until),
        )
        joined = contract.outerjoin(tender, tender.c.id == contract.c.tender_id)
        contracts = (
            select(contract, tender.c.estimated_value)
            .select_from(joined)
            .where(visible(contract), contract.c.organisation == organisation.value)
            .where(contract.c.signed_on.between(since, until), contract.c.status != ContractStatus.CANCELLED.value)
        )
        found = [ordered(row) for row in self._connection.execute(orders, self._seen)]
        found += [signed(row) for row in self._connection.execute(contracts, self._seen)]
        return sorted(found, key=lambda each: (each.on, each.reference))

    def ordered_of_family(
        self, organisation: Siret, family: str, *, unit: str | None, limit: int
    ) -> Sequence[Purchase]:
        """Give the last orders of a family, of that autonomous unit or of none (R2121-2), the latest first."""
        wanted = (
            select(quotation)
            .where(visible(quotation), quotation.c.organisation == organisation.value, quotation.c.family == family)
            .where(quotation.c.ordered_on.is_not(None), quotation.c.unit.is_not_distinct_from(unit))
            .order_by(quotation.c.ordered_on.desc(), quotation.c.id.desc())
            .limit(limit)
        )
        return [ordered(row) for row in self._connection.execute(wanted, self._seen)]

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        """Give those of these blobs that a quote names."""
        wanted = select(quote_blob.c.blob_id).where(quote_blob.c.blob_id.in_(blob_ids))
        return frozenset(self._connection.execute(wanted).scalars())

    def _own(self, quotation_id: QuotationId) -> Select[Any]:
        return select(quotation).where(quotation.c.id == quotation_id.value, visible(quotation))

    def _received(self) -> Select[Any]:
        sent = quotation.c.sent_at.is_not(None)
        return select(quotation).where(sent, or_(quotation.c.audience == Audience.PUBLIC.value, self._invited()))

    def _invited(self) -> ColumnElement[bool]:
        mine = quotation_company.c.siret == self._company  # nothing equals an absent company
        return exists().where(quotation_company.c.quotation_id == quotation.c.id, mine)

    def _one(self, quotation_id: QuotationId, wanted: Select[Any]) -> Quotation:
        row = self._connection.execute(wanted, self._seen).one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=quotation_id)
        return from_row(row)

    def _page(self, wanted: Select[Any], *, after: QuotationId | None, limit: int) -> Sequence[Quotation]:
        older = true() if after is None else quotation.c.id < after.value
        ordered_rows = wanted.where(older).order_by(quotation.c.id.desc()).limit(limit)
        return [from_row(row) for row in self._connection.execute(ordered_rows, self._seen)]

    def _keep_readers(self, kept: Quotation) -> None:
        """Write who may read, and which bytes are the request's; neither is ever taken back."""
        key = kept.quotation_id.value
        sirets = {each.siret for each in kept.invited if each.siret} | {quote.supplier for quote in kept.quotes}
        if kept.sent_at is not None and sirets:
            rows = [{"quotation_id": key, "siret": siret.value} for siret in sorted(sirets)]
            self._connection.execute(insert(quotation_company).values(rows).on_conflict_do_nothing())
        blobs = [{"blob_id": file.content.blob_id, "quotation_id": key} for each in kept.quotes for file in each.files]
        if blobs:
            self._connection.execute(insert(quote_blob).values(blobs).on_conflict_do_nothing())


def to_row(kept: Quotation) -> dict[str, Any]:
    """Write a request as its row."""
    made, choice = kept.order, kept.choice
    is_ordered = made is not None and choice is not None
    chosen = kept.chosen
    return {
        "id": kept.quotation_id.value,
        "organisation": kept.buyer.siret.value,
        "version": kept.version,
        "status": kept.status.value,
        "buyer_name": kept.buyer.name,
        "buyer_kind": kept.buyer.kind.value,
        "content": records.to_json(kept.content),
        "audience": kept.content.audience.value,
        "family": kept.content.family,
        "unit": kept.content.autonomous_unit,
        "invited": records.to_json(kept.invited),
        "sent_at": kept.sent_at,
        "quotes": records.to_json(kept.quotes),
        "choice": None if choice is None else records.to_json(choice),
        "made_order": None if made is None else records.to_json(made),
        "abandoned_reason": kept.abandoned_reason,
        "estimated_value": kept.content.estimated_value.amount,
        "reference": None if made is None else made.reference,
        "ordered_on": None if made is None else made.ordered_on,
        "amount": choice.amount.amount if is_ordered and choice else None,
        "supplier": chosen.supplier.value if is_ordered and chosen else None,
    }


def from_row(row: Row[Any]) -> Quotation:
    """Read a request from its row."""
    return Quotation(
        quotation_id=QuotationId(row.id),
        version=row.version,
        status=QuotationStatus(row.status),
        buyer=Buyer(Siret.parse(row.organisation), row.buyer_name, BuyerKind.parse(row.buyer_kind)),
        content=records.from_json(QuotationContent, row.content),
        invited=tuple(records.from_json(Recipient, each) for each in row.invited),
        sent_at=row.sent_at,
        quotes=tuple(records.from_json(Quote, each) for each in row.quotes),
        choice=records.from_json(Choice, row.choice) if row.choice else None,
        order=records.from_json(QuotationOrder, row.made_order) if row.made_order else None,
        abandoned_reason=row.abandoned_reason,
    )
