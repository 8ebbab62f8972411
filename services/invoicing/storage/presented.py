"""Invoices of other doors than the State's portal, in PostgreSQL, with their bytes until they have come through it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.errors import Code
from services.invoicing.domain.presented import Content, PresentedInvoice, PresentedState
from services.invoicing.storage.state_portal_polls import problem_from_json, problem_to_json
from services.invoicing.storage.state_portal_tables import invitation, presented_document
from services.invoicing.storage.state_portal_tables import presented as presented_table
from services.invoicing.storage.visibility import Sight
from shared.kernel.ids import InvoiceId, PresentedInvoiceId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_T = presented_table
_D = presented_document
_I = invitation


class SqlPresentedInvoices:
    """Those that the principal sees."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._sight = Sight(principal, buyer=_T.c.buyer_siret, seller=_T.c.seller_siret)

    def add(self, presented: PresentedInvoice, document: bytes) -> PresentedInvoiceId:
        """Keep a new one and its bytes; give its identifier, or the one of the same bytes presented before."""
        row = _to_row(presented)
        same_bytes = ["buyer_siret", "seller_siret", "sha256"]
        statement = insert(_T).values(row).on_conflict_do_nothing(index_elements=same_bytes).returning(_T.c.id)
        if self._connection.execute(statement).one_or_none() is None:
            same = select(_T.c.id).where(*(_T.c[name] == row[name] for name in same_bytes))
            return PresentedInvoiceId(self._connection.execute(same).scalar_one())
        self._connection.execute(insert(_D).values(presented_id=presented.presented_id.value, content=document))
        return presented.presented_id

    def get(self, presented_id: PresentedInvoiceId) -> PresentedInvoice:
        """Read one, or refuse ``INV-NOT-FOUND``."""
        return self._one(self._query(presented_id)) or refuse(Code.NOT_FOUND, object=presented_id)

    def lock(self, presented_id: PresentedInvoiceId) -> PresentedInvoice:
        """Read one and hold its row until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""
        found = self._one(self._query(presented_id).with_for_update())
        return found or refuse(Code.NOT_FOUND, object=presented_id)

    def save(self, presented: PresentedInvoice) -> None:
        """Keep the next version of one that is locked; its bytes go once it was received."""
        row = _to_row(presented)
        self._connection.execute(update(_T).where(_T.c.id == row.pop("id")).values(row))
        if not presented.is_open:
            self._connection.execute(delete(_D).where(_D.c.presented_id == presented.presented_id.value))

    def document(self, presented_id: PresentedInvoiceId) -> bytes:
        """Give the bytes as presented, or refuse ``INV-NOT-FOUND``."""
        query = select(_D.c.content).join(_T, _T.c.id == _D.c.presented_id)
        query = query.where(_T.c.id == presented_id.value, self._sight.condition)
        content = self._connection.execute(query).scalar_one_or_none()
        return bytes(content) if content is not None else refuse(Code.NOT_FOUND, object=presented_id)

    def next_due(self, *, now: datetime) -> PresentedInvoice | None:
        """Take, locked, the most urgent one that is to be forwarded or followed and that nobody holds."""
        query = select(_T).where(_T.c.due_at <= now, self._sight.condition).order_by(_T.c.due_at).limit(1)
        return self._one(query.with_for_update(skip_locked=True))

    def open_of(self, buyer: Siret, seller: Siret, content: Content) -> tuple[PresentedInvoice, ...]:
        """Give, locked, those of the same content that have not come through the portal."""
        query = select(_T).where(
            _T.c.buyer_siret == str(buyer),
            _T.c.number == content.number,
            func.left(_T.c.seller_siret, 9) == str(seller.siren),
            _T.c.issued_on == content.issued_on,
            _T.c.type_code == content.type_code,
            _T.c.currency == content.incl_vat.currency,
            _T.c.amount_incl_vat == content.incl_vat.amount,
            _T.c.amount_due == content.due.amount,
            _T.c.state != PresentedState.RECEIVED.value,
        )
        found = self._connection.execute(query.order_by(_T.c.id).with_for_update())
        return tuple(_from_row(row) for row in found)

    def visible(self, *, after: PresentedInvoiceId | None, limit: int) -> tuple[PresentedInvoice, ...]:
        """List those that the principal sees, page by page, the oldest first."""
        query = select(_T).where(self._sight.condition).order_by(_T.c.id).limit(limit)
        if after is not None:
            query = query.where(_T.c.id > after.value)
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def invite(self, buyer: Siret, seller: Siret, *, at: datetime) -> tuple[datetime, bool]:
        """Note that a supplier is invited for a recipient; give the first time that it was, and whether it is now."""
        row = {"buyer_siret": str(buyer), "seller_siret": str(seller), "invited_at": at}
        added = insert(_I).values(row).on_conflict_do_nothing().returning(_I.c.invited_at)
        is_first = self._connection.execute(added).one_or_none() is not None
        query = select(_I.c.invited_at).where(_I.c.buyer_siret == str(buyer), _I.c.seller_siret == str(seller))
        return self._connection.execute(query).scalar_one(), is_first

    def _query(self, presented_id: PresentedInvoiceId) -> Select[Any]:
        return select(_T).where(_T.c.id == presented_id.value, self._sight.condition)

    def _one(self, query: Select[Any]) -> PresentedInvoice | None:
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _from_row(row)


def _to_row(presented: PresentedInvoice) -> dict[str, Any]:
    content = presented.content
    return {
        "id": presented.presented_id.value,
        "version": presented.version,
        "state": presented.state.value,
        "buyer_siret": str(presented.buyer),
        "seller_siret": str(presented.seller),
        "number": content.number,
        "issued_on": content.issued_on,
        "type_code": content.type_code,
        "currency": content.incl_vat.currency,
        "amount_incl_vat": content.incl_vat.amount,
        "amount_due": content.due.amount,
        "syntax": presented.syntax,
        "sha256": presented.sha256,
        "file_name": presented.file_name,
        "presented_at": presented.presented_at,
        "presented_by": presented.presented_by,
        "invited_at": presented.invited_at,
        "flow_number": presented.flow_number,
        "due_at": presented.due_at,
        "tries": presented.tries,
        "problem": problem_to_json(presented.problem),
        "errors": list(presented.errors),
        "invoice_id": presented.invoice_id.value if presented.invoice_id else None,
        "received_at": presented.received_at,
    }


def _from_row(row: Row[Any]) -> PresentedInvoice:
    content = Content(
        number=row.number,
        issued_on=row.issued_on,
        type_code=row.type_code,
        incl_vat=Money(row.amount_incl_vat, row.currency),
        due=Money(row.amount_due, row.currency),
    )
    return PresentedInvoice(
        presented_id=PresentedInvoiceId(row.id),
        version=row.version,
        state=PresentedState(row.state),
        buyer=Siret.parse(row.buyer_siret),
        seller=Siret.parse(row.seller_siret),
        content=content,
        syntax=row.syntax,
        sha256=row.sha256,
        file_name=row.file_name,
        presented_at=row.presented_at,
        presented_by=row.presented_by,
        invited_at=row.invited_at,
        flow_number=row.flow_number,
        due_at=row.due_at,
        tries=row.tries,
        problem=problem_from_json(row.problem),
        errors=tuple(row.errors),
        invoice_id=InvoiceId(row.invoice_id) if row.invoice_id else None,
        received_at=row.received_at,
    )
