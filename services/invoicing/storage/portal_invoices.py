"""Invoices as the portal's interface shows them, in PostgreSQL."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, and_, false, func, or_, select, update

from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_search import (
    AmountSpan,
    Counterpart,
    DaySpan,
    FoundInvoices,
    InvoiceStep,
    PortalSearch,
    PortalSide,
    ShownInvoice,
    Span,
)
from services.invoicing.domain.portal_status import comment_of
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.storage import tables
from services.invoicing.storage.invoice_rows import from_row
from services.invoicing.storage.visibility import Sight
from shared.kernel.clock import Clock
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse

_T: Final = tables.invoice
_S: Final = tables.invoice_step
_F: Final = tables.flow
_SIREN: Final = 9  # figures of a SIREN, the beginning of the SIRET of each of its establishments
_Conditions = Iterator[ColumnElement[bool]]


class SqlPortalInvoices:
    """The invoices that the principal sees, shown as the portal does."""

    def __init__(self, connection: Connection, principal: Principal, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._organisation = principal.organisation
        self._sight = Sight(principal, buyer=_T.c.buyer_siret, seller=_T.c.seller_siret)

    def search(self, search: PortalSearch) -> FoundInvoices:
        """Find invoices by criteria, as many as asked for."""
        conditions = and_(*self._own(search.side), *conditions_of(search))
        total = self._connection.execute(select(func.count()).select_from(_T).where(conditions)).scalar_one()
        if search.offset >= total or search.size == 0:
            return FoundInvoices(shown=(), total=total)
        column = _T.c[search.order.value]
        order = (column.desc(), _T.c.id.desc()) if search.is_descending else (column, _T.c.id)
        query = select(_T).where(conditions).order_by(*order).limit(search.size).offset(search.offset)
        return FoundInvoices(shown=tuple(shown_of(row) for row in self._connection.execute(query)), total=total)

    def shown(self, invoice_id: InvoiceId) -> ShownInvoice:
        """Read one invoice, or refuse ``INV-NOT-FOUND``."""
        query = select(_T).where(_T.c.id == invoice_id.value, self._sight.condition)
        row = self._connection.execute(query).one_or_none()
        return shown_of(row) if row is not None else refuse(Code.NOT_FOUND, object=invoice_id)

    def steps(self, invoice_id: InvoiceId) -> tuple[InvoiceStep, ...]:
        """Give the history of an invoice, the latest step first, or refuse ``INV-NOT-FOUND``."""
        query = (
            select(_S).join(_T, _T.c.id == _S.c.invoice_id).where(_T.c.id == invoice_id.value, self._sight.condition)
        )
        rows = self._connection.execute(query.order_by(_S.c.id.desc())).all()
        if not rows:
            refuse(Code.NOT_FOUND, object=invoice_id)
        return tuple(
            InvoiceStep(step_id=row.id, status=PortalStatus(row.status), passed_at=row.passed_at, comment=row.comment)
            for row in rows
        )

    def flow_numbers(self, invoice_ids: Collection[InvoiceId]) -> dict[InvoiceId, str]:
        """Give the number of the flow in which each invoice came, where the principal deposited it."""
        if not invoice_ids:
            return {}
        wanted = {str(invoice_id): invoice_id for invoice_id in invoice_ids}
        query = select(_F.c.number, _F.c.entries).where(
            _F.c.organisation == str(self._organisation), or_(*(_holds(one) for one in wanted))
        )
        return {
            wanted[entry["invoice_id"]]: row.number
            for row in self._connection.execute(query)
            for entry in row.entries
            if entry["invoice_id"] in wanted
        }

    def mark_fetched(self, invoice_ids: Collection[InvoiceId]) -> None:
        """Keep that the buyer has downloaded invoices: the first time counts."""
        self._mark(_T.c.fetched_by_buyer_at, invoice_ids, buyer_siret=str(self._organisation))

    def mark_rejection_handled(self, invoice_ids: Collection[InvoiceId]) -> None:
        """Keep that the seller has dealt with the rejection of invoices."""
        self._mark(_T.c.rejection_handled_at, invoice_ids, status=InvoiceStatus.REFUSED.value)

    def _mark(self, column: ColumnElement[datetime], invoice_ids: Collection[InvoiceId], **held: str) -> None:
        ids = [invoice_id.value for invoice_id in invoice_ids]
        same = [_T.c[name] == value for name, value in held.items()]
        statement = update(_T).where(_T.c.id.in_(ids), self._sight.condition, column.is_(None), *same)
        self._connection.execute(statement.values({column: self._clock.now()}))

    def _own(self, side: PortalSide) -> _Conditions:
        """Yield what makes an invoice one's own, in the words of the indexes; others are not found."""
        if self._organisation is None:
            yield false()
        elif side is PortalSide.SELLER:
            yield func.left(_T.c.seller_siret, _SIREN) == str(self._organisation.siren)
            yield self._sight.condition
        else:
            yield _T.c.buyer_siret == str(self._organisation)
            yield self._sight.condition


def _holds(invoice_id: str) -> ColumnElement[bool]:
    return _F.c.entries.contains([{"invoice_id": invoice_id}])


def conditions_of(search: PortalSearch) -> _Conditions:
    """Yield what an invoice must be for each criterion that is given."""
    yield from _texts(search)
    yield from _codes(search)
    yield from _kinds(search)
    yield from _span(_T.c.portal_status_at, search.status_at)
    yield from _span(_T.c.received_at, search.received_at)
    yield from _span(_T.c.issued_on, search.issued_on)
    for column, span in (
        (_T.c.amount_excl_vat, search.amount_excl_vat),
        (_T.c.amount_incl_vat, search.amount_incl_vat),
        (_T.c.amount_due, search.amount_due),
    ):
        yield from _amounts(column, span)
    for column, is_set in (
        (_T.c.fetched_by_buyer_at, search.is_fetched),
        (_T.c.rejection_handled_at, search.is_rejection_handled),
    ):
        if is_set is not None:
            yield column.is_not(None) if is_set else column.is_(None)


def _texts(search: PortalSearch) -> _Conditions:
    for column, text in (
        (_T.c.number, search.number),
        (_T.c.order_reference, search.order_reference),
        (_T.c.contract_reference, search.contract_reference),
    ):
        if text is not None:
            yield column == text


def _codes(search: PortalSearch) -> _Conditions:
    if search.invoice_ids is not None:
        yield _T.c.id.in_([invoice_id.value for invoice_id in search.invoice_ids])
    if search.statuses:
        yield _T.c.portal_status.in_([status.value for status in search.statuses])
    if search.service_codes:
        yield _T.c.service_code.in_(search.service_codes)
    if search.buyer is not None:
        yield _T.c.buyer_siret == str(search.buyer)
    if search.counterparts:
        yield or_(*(_with(one, search.side) for one in search.counterparts))


def _kinds(search: PortalSearch) -> _Conditions:
    if search.type_codes is not None:
        yield _T.c.type_code.in_(search.type_codes)
    if search.excluded_type_codes:
        yield _T.c.type_code.not_in(search.excluded_type_codes)
    if search.frames is not None:
        named = _T.c.frame.in_([frame for frame in search.frames if frame is not None])
        yield or_(named, _T.c.frame.is_(None)) if None in search.frames else named
    if search.excluded_frames:
        yield or_(_T.c.frame.is_(None), _T.c.frame.not_in(search.excluded_frames))


def _with(party: Counterpart, side: PortalSide) -> ColumnElement[bool]:
    column = _T.c.buyer_siret if side is PortalSide.SELLER else _T.c.seller_siret
    siret = str(party.siret)
    same = func.left(column, _SIREN) == siret[:_SIREN] if party.whole_company else column == siret
    return and_(same, _T.c.service_code.in_(party.service_codes)) if party.service_codes else same


def _span(column: ColumnElement[Any], span: Span | DaySpan) -> _Conditions:
    if span.since is not None:
        yield column >= span.since
    if span.until is not None:
        yield column <= span.until


def _amounts(column: ColumnElement[Any], span: AmountSpan) -> _Conditions:
    if span.least is not None:
        yield column >= span.least
    if span.most is not None:
        yield column <= span.most


def shown_of(row: Row[Any]) -> ShownInvoice:
    """Read one line."""
    invoice = from_row(row)
    return ShownInvoice(
        invoice=invoice,
        status_at=row.portal_status_at,
        comment=comment_of(invoice),
        is_fetched=row.fetched_by_buyer_at is not None,
        is_rejection_handled=row.rejection_handled_at is not None,
    )
