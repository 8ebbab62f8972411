"""The invoices received and their bytes in PostgreSQL."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select, text

from services.invoicing.domain.channel import Channel
from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_status import comment_of, portal_status
from services.invoicing.domain.presented import Content
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.semantic import CREDIT_NOTE_TYPES
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.storage import tables
from services.invoicing.storage.invoice_rows import from_row, to_row
from services.invoicing.storage.invoice_statements import (
    ADDING,
    BY_ID,
    DOCUMENT,
    LOCKED_BY_ID,
    OF_SAME_BYTES,
    OF_SAME_NUMBER,
    SAME_BYTES,
    SAVING,
)
from services.invoicing.storage.state_portal_invoices import SqlStatePortalInvoices
from services.invoicing.storage.visibility import Sight
from shared.kernel.clock import Clock
from shared.kernel.ids import CommitmentId, ContractId, InvoiceId, PurchaseOrderId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_T = tables.invoice
_USES_NOTHING = (InvoiceStatus.REFUSED.value, InvoiceStatus.RETURNED.value)
_AWAITS_RATE = text("payment -> 'interest' = 'null'::jsonb")  # as in its partial index, word for word


class SqlInvoices:
    """The invoices received."""

    def __init__(self, connection: Connection, principal: Principal, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._sight = Sight(principal, buyer=_T.c.buyer_siret, seller=_T.c.seller_siret)

    def add(self, invoice: ReceivedInvoice, document: bytes) -> InvoiceId:
        """Keep a new invoice and its bytes; give its identifier, or the one of the same bytes received before."""
        row = _columns(invoice, at=self._clock.now())
        kept = self._connection.execute(ADDING, _named({**row, "content": document})).scalar_one_or_none()
        if kept is None:
            same = _named({name: row[name] for name in SAME_BYTES})
            return InvoiceId(self._connection.execute(OF_SAME_BYTES, same).scalar_one())
        return invoice.invoice_id

    def get(self, invoice_id: InvoiceId) -> ReceivedInvoice:
        """Read an invoice, or refuse ``INV-NOT-FOUND``."""
        return self._one(BY_ID, invoice_id)

    def lock(self, invoice_id: InvoiceId) -> ReceivedInvoice:
        """Read an invoice and hold its row until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""
        return self._one(LOCKED_BY_ID, invoice_id)

    def save(self, invoice: ReceivedInvoice) -> None:
        """Keep the next version of an invoice that is locked."""
        now = self._clock.now()
        if self._connection.execute(SAVING, _named(_columns(invoice, at=now))).one_or_none() is None:
            raise RuntimeError("an invoice is saved under lock, with a greater version")
        if invoice.channel is Channel.STATE_PORTAL:  # whatever was decided, the State's portal is told
            SqlStatePortalInvoices(self._connection).wake(invoice.invoice_id, at=now)

    def document(self, invoice_id: InvoiceId) -> bytes:
        """Give the bytes as received, or refuse ``INV-NOT-FOUND``."""
        query = self._sight.within(DOCUMENT)
        content = self._connection.execute(query, {"b_id": invoice_id.value}).scalar_one_or_none()
        return bytes(content) if content is not None else refuse(Code.NOT_FOUND, object=invoice_id)

    def visible(
        self,
        *,
        after: InvoiceId | None,
        limit: int,
        statuses: Collection[InvoiceStatus] = (),
        number: str | None = None,
    ) -> tuple[ReceivedInvoice, ...]:
        """List the invoices that the principal sees, page by page, the oldest first; of a number, of some statuses."""
        query = select(_T).where(self._sight.condition).order_by(_T.c.id).limit(limit)
        if statuses:
            query = query.where(_T.c.status.in_(sorted(status.value for status in statuses)))
        if number is not None:
            query = query.where(_T.c.number == number)
        if after is not None:
            query = query.where(_T.c.id > after.value)
        return tuple(from_row(row) for row in self._connection.execute(query))

    def of_content(self, buyer: Siret, seller: Siret, content: Content) -> ReceivedInvoice | None:
        """Find an invoice that a buyer received from a seller (SIREN) with this number, day, kind and sums."""
        query = select(_T).where(
            _T.c.buyer_siret == str(buyer),
            _T.c.number == content.number,
            _T.c.issue_year == content.issued_on.year,
            _T.c.issued_on == content.issued_on,
            _T.c.seller_siret.startswith(str(seller.siren), autoescape=True),
            _T.c.type_code == content.type_code,
            _T.c.currency == content.incl_vat.currency,
            _T.c.amount_incl_vat == content.incl_vat.amount,
            _T.c.amount_due == content.due.amount,
        )
        row = self._connection.execute(query.order_by(_T.c.id).limit(1)).one_or_none()
        return None if row is None else from_row(row)

    def of_same_number(self, invoice: ReceivedInvoice) -> tuple[ReceivedInvoice, ...]:
        """Give the other invoices of that number, supplier (SIREN), buyer and year, the oldest first."""
        facts = {
            "buyer": str(invoice.buyer),
            "number": invoice.summary.number,
            "year": invoice.summary.issued_on.year,
            "siren": str(invoice.seller.siren),
            "id": invoice.invoice_id.value,
        }
        return tuple(from_row(row) for row in self._connection.execute(OF_SAME_NUMBER, _named(facts)))

    def awaiting_rate(self, *, limit: int) -> tuple[ReceivedInvoice, ...]:
        """Give, locked, invoices paid late whose interest rate was not known; rows held by others are skipped."""
        query = select(_T).where(_AWAITS_RATE, self._sight.condition)
        query = query.order_by(_T.c.id).limit(limit).with_for_update(skip_locked=True)
        return tuple(from_row(row) for row in self._connection.execute(query))

    def already_invoiced(self, order_id: PurchaseOrderId, *, before: InvoiceId, currency: str) -> Money:
        """Sum, before VAT, the invoices received earlier for an order in a currency."""
        return self._sum(_T.c.order_id == order_id.value, before=before, currency=currency)

    def invoiced_on_order(self, order_id: PurchaseOrderId, *, currency: str) -> Money:
        """Sum, before VAT, every invoice received for an order in a currency."""
        return self._sum(_T.c.order_id == order_id.value, before=None, currency=currency)

    def invoiced_on_commitment(self, commitment_id: CommitmentId, *, before: InvoiceId, currency: str) -> Money:
        """Sum, before VAT, the invoices received earlier on a commitment in a currency."""
        return self._sum(_T.c.commitment_id == commitment_id.value, before=before, currency=currency)

    def invoiced_on_contract(self, contract_id: ContractId, *, before: InvoiceId, currency: str) -> Money:
        """Sum, before VAT, the invoices received earlier on a contract in a currency."""
        return self._sum(_T.c.contract_id == contract_id.value, before=before, currency=currency)

    def asked_under(self, invoice: ReceivedInvoice, *, reference: str) -> Money:
        """Sum, VAT included, what the seller of an invoice asked its buyer for earlier under a contract's reference."""
        asked = invoice.summary.amount_incl_vat
        query = select(_sum_of(_T.c.amount_incl_vat)).where(
            _T.c.seller_siret == str(invoice.seller),
            _T.c.buyer_siret == str(invoice.buyer),
            _T.c.contract_reference == reference,
            _T.c.currency == asked.currency,
            _T.c.status.not_in(_USES_NOTHING),
            _T.c.id < invoice.invoice_id.value,
        )
        return Money(self._connection.execute(query).scalar_one(), asked.currency)

    def _sum(self, of: ColumnElement[bool], *, before: InvoiceId | None, currency: str) -> Money:
        """Sum what was asked before, except what was refused or wrongly addressed: that uses up nothing."""
        query = select(_sum_of(_T.c.amount_excl_vat))
        query = query.where(of, _T.c.currency == currency, _T.c.status.not_in(_USES_NOTHING))
        if before is not None:
            query = query.where(_T.c.id < before.value)
        return Money(self._connection.execute(query).scalar_one(), currency)

    def _one(self, query: Select[Any], invoice_id: InvoiceId) -> ReceivedInvoice:
        row = self._connection.execute(self._sight.within(query), {"b_id": invoice_id.value}).one_or_none()
        return from_row(row) if row is not None else refuse(Code.NOT_FOUND, object=invoice_id)


def _sum_of(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """Sum amounts as they count: what credit notes give back is taken off (``InvoiceSummary.counted``)."""
    gives_back = _T.c.type_code.in_(sorted(CREDIT_NOTE_TYPES))
    return func.coalesce(func.sum(case((gives_back, -func.abs(amount)), else_=amount)), 0)


def _columns(invoice: ReceivedInvoice, *, at: datetime) -> dict[str, Any]:
    """Give every column of an invoice, and the step by which it came to its state, with what was said."""
    shown = portal_status(invoice).value
    step = {"step_status": shown, "step_passed_at": at, "step_comment": comment_of(invoice)}
    return {**to_row(invoice), "portal_status": shown, "portal_status_at": at, **step}


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"b_{name}": value for name, value in values.items()}
