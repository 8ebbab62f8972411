"""The flows deposited, in PostgreSQL; their bytes stand apart and go once dealt with."""

from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, select, true, update
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.errors import Code
from services.invoicing.domain.flow import Flow, FlowEntry, FlowStatus
from services.invoicing.storage import tables
from shared.contracts.invoicing_flows import InvoiceFlowReceivedV1
from shared.kernel.ids import FlowId, InvoiceId, PresentedInvoiceId
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_T = tables.flow
_D = tables.flow_document
# Bytes of a part: what stands in memory twice, here and in the server, while a document is kept or read.
_PART = 4 << 20


class SqlFlows:
    """The flows that the principal's organisation deposited."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._principal = principal

    @cached_property
    def _visible(self) -> ColumnElement[bool]:
        if self._principal.kind is PrincipalKind.SYSTEM:
            return true()
        return _T.c.organisation == str(self._principal.organisation)

    def add(self, flow: Flow, document: bytes | bytearray) -> FlowId:
        """Keep a new flow and its bytes; give its identifier, or the one of the same bytes deposited before."""
        row = _to_row(flow)
        statement = insert(_T).values(row).on_conflict_do_nothing().returning(_T.c.id)
        if self._connection.execute(statement).one_or_none() is None:
            same = ("organisation", "sha256", "declared_syntax")
            query = select(_T.c.id).where(*(_T.c[name].is_not_distinct_from(row[name]) for name in same))
            return FlowId(self._connection.execute(query).scalar_one())
        for part, start in enumerate(range(0, max(1, len(document)), _PART)):  # an empty file has its part too
            row = {"flow_id": flow.flow_id.value, "part": part, "content": document[start : start + _PART]}
            self._connection.execute(insert(_D).values(row))
        return flow.flow_id

    def get(self, flow_id: FlowId) -> Flow:
        """Read a flow, or refuse ``INV-NOT-FOUND``."""
        return self._one(self._query(flow_id)) or refuse(Code.NOT_FOUND, object=flow_id)

    def lock(self, flow_id: FlowId) -> Flow:
        """Read a flow and hold its row until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""
        return self._one(self._query(flow_id).with_for_update()) or refuse(Code.NOT_FOUND, object=flow_id)

    def numbered(self, number: str) -> Flow | None:
        """Find a flow by its number."""
        return self._one(select(_T).where(_T.c.number == number, self._visible))

    def is_set_aside(self, flow_id: FlowId) -> bool:
        """Say whether dealing with a flow failed for good, until somebody asks for it again."""
        letter = tables.SERVICE_TABLES.dead_letter.c
        waiting = (letter.replayed_at.is_(None), letter.type == InvoiceFlowReceivedV1.event_type)
        query = select(letter.event_id).where(*waiting, letter.envelope.contains(str(flow_id))).limit(1)
        return self._connection.execute(query).one_or_none() is not None

    def document(self, flow_id: FlowId) -> bytes | None:
        """Give the bytes; None once they have been dealt with."""
        query = select(_D.c.content).join(_T, _T.c.id == _D.c.flow_id).where(_T.c.id == flow_id.value, self._visible)
        parts: list[bytes] = []
        while (part := self._connection.execute(query.where(_D.c.part == len(parts))).scalar_one_or_none()) is not None:
            parts.append(bytes(part))
        return b"".join(parts) if parts else None

    def end(self, flow: Flow) -> None:
        """Keep the report of a locked flow and forget its bytes: each invoice has its own."""
        row = _to_row(flow)
        self._connection.execute(update(_T).where(_T.c.id == row.pop("id")).values(row))
        self._connection.execute(delete(_D).where(_D.c.flow_id == flow.flow_id.value))

    def _query(self, flow_id: FlowId) -> Select[Any]:
        return select(_T).where(_T.c.id == flow_id.value, self._visible)

    def _one(self, query: Select[Any]) -> Flow | None:
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _from_row(row)


def _to_row(flow: Flow) -> dict[str, Any]:
    return {
        "id": flow.flow_id.value,
        "number": flow.number,
        "version": flow.version,
        "status": flow.status.value,
        "organisation": str(flow.depositor.organisation),
        "subject": flow.depositor.subject,
        "kind": flow.depositor.kind.value,
        "depositor_name": flow.depositor.name,
        "rights": sorted(right.value for right in flow.depositor.rights),
        "name": flow.name,
        "size": flow.size,
        "sha256": flow.sha256,
        "received_at": flow.received_at,
        "declared_syntax": flow.declared_syntax,
        "ended_at": flow.ended_at,
        "entries": [_entry_to_json(entry) for entry in flow.entries],
    }


def _from_row(row: Row[Any]) -> Flow:
    rights = frozenset(Right(right) for right in row.rights)
    organisation = Siret.parse(row.organisation)
    return Flow(
        flow_id=FlowId(row.id),
        number=row.number,
        version=row.version,
        status=FlowStatus(row.status),
        depositor=Principal(row.subject, PrincipalKind(row.kind), organisation, row.depositor_name, rights),
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        received_at=row.received_at,
        declared_syntax=row.declared_syntax,
        ended_at=row.ended_at,
        entries=tuple(_entry_from_json(entry) for entry in row.entries),
    )


def _entry_to_json(entry: FlowEntry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "invoice_id": str(entry.invoice_id) if entry.invoice_id else None,
        "number": entry.number,
        "seller": entry.seller,
        "buyer": entry.buyer,
        "code": entry.code,
        "facts": dict(entry.facts),
        "presented_id": str(entry.presented_id) if entry.presented_id else None,
    }


def _entry_from_json(value: dict[str, Any]) -> FlowEntry:
    return FlowEntry(
        name=value["name"],
        invoice_id=InvoiceId.parse(value["invoice_id"]) if value["invoice_id"] else None,
        number=value["number"],
        seller=value["seller"],
        buyer=value["buyer"],
        code=value["code"],
        facts=tuple(value["facts"].items()),
        presented_id=PresentedInvoiceId.parse(value["presented_id"]) if value.get("presented_id") else None,
    )
