"""The invoices that the State's portal has listed, in PostgreSQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.state_portal import PortalInvoice, Standing
from services.invoicing.storage.state_portal_polls import problem_from_json, problem_to_json
from services.invoicing.storage.state_portal_tables import portal_invoice
from shared.kernel.ids import InvoiceId
from shared.kernel.siret import Siret

_T = portal_invoice
_KEY = (_T.c.buyer_siret, _T.c.portal_id)


class SqlStatePortalInvoices:
    """One row for each invoice of the portal and recipient; the handlers say who may see it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, buyer: Siret, portal_ids: tuple[int, ...]) -> dict[int, PortalInvoice]:
        """Read, locked, those of these identifiers that are known."""
        query = select(_T).where(_T.c.buyer_siret == str(buyer), _T.c.portal_id.in_(portal_ids)).order_by(*_KEY)
        return {row.portal_id: _from_row(row) for row in self._connection.execute(query.with_for_update())}

    def keep(self, *invoices: PortalInvoice) -> None:
        """Keep them as they are now."""
        if not invoices:
            return
        rows = [_to_row(invoice) for invoice in invoices]
        statement = insert(_T).values(rows)
        changes = {name: statement.excluded[name] for name in rows[0] if name not in {"buyer_siret", "portal_id"}}
        self._connection.execute(statement.on_conflict_do_update(index_elements=list(_KEY), set_=changes))

    def lock(self, buyer: Siret, portal_id: int) -> PortalInvoice | None:
        """Read one and hold its row until the end of the unit of work."""
        return self._one(
            select(_T).where(_T.c.buyer_siret == str(buyer), _T.c.portal_id == portal_id).with_for_update()
        )

    def due(self, buyer: Siret, *, now: datetime, limit: int) -> tuple[PortalInvoice, ...]:
        """Give those that are to be taken or told now, the oldest first."""
        query = select(_T).where(_T.c.buyer_siret == str(buyer), _T.c.due_at <= now).order_by(_T.c.due_at, *_KEY)
        return tuple(_from_row(row) for row in self._connection.execute(query.limit(limit)))

    def of_invoice(self, invoice_id: InvoiceId) -> PortalInvoice | None:
        """Find the one from which an invoice came, if it came from the portal."""
        return self._one(select(_T).where(_T.c.invoice_id == invoice_id.value).order_by(_T.c.portal_id).limit(1))

    def wake(self, invoice_id: InvoiceId, *, at: datetime) -> None:
        """Have the portal told about an invoice that came from it; nothing for another one."""
        taken = (_T.c.invoice_id == invoice_id.value, _T.c.standing == Standing.TAKEN.value)
        self._connection.execute(update(_T).where(*taken).values(due_at=at, tries=0))

    def visible(self, buyer: Siret, *, after: int | None, limit: int) -> tuple[PortalInvoice, ...]:
        """List them page by page, by the portal's identifiers."""
        query = select(_T).where(_T.c.buyer_siret == str(buyer)).order_by(_T.c.portal_id).limit(limit)
        if after is not None:
            query = query.where(_T.c.portal_id > after)
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def count(self, buyer: Siret) -> dict[str, int]:
        """Count them by standing."""
        query = select(_T.c.standing, func.count()).where(_T.c.buyer_siret == str(buyer)).group_by(_T.c.standing)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _one(self, query: Select[Any]) -> PortalInvoice | None:
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _from_row(row)


def _to_row(invoice: PortalInvoice) -> dict[str, Any]:
    return {
        "buyer_siret": str(invoice.buyer),
        "portal_id": invoice.portal_id,
        "number": invoice.number,
        "supplier": invoice.supplier,
        "status": invoice.status,
        "status_at": invoice.status_at,
        "standing": invoice.standing.value,
        "seen_at": invoice.seen_at,
        "invoice_id": invoice.invoice_id.value if invoice.invoice_id else None,
        "notified_at": invoice.notified_at,
        "due_at": invoice.due_at,
        "tries": invoice.tries,
        "problem": problem_to_json(invoice.problem),
    }


def _from_row(row: Row[Any]) -> PortalInvoice:
    return PortalInvoice(
        buyer=Siret.parse(row.buyer_siret),
        portal_id=row.portal_id,
        number=row.number,
        supplier=row.supplier,
        status=row.status,
        status_at=row.status_at,
        standing=Standing(row.standing),
        seen_at=row.seen_at,
        invoice_id=InvoiceId(row.invoice_id) if row.invoice_id else None,
        notified_at=row.notified_at,
        due_at=row.due_at,
        tries=row.tries,
        problem=problem_from_json(row.problem),
    )
