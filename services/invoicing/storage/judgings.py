"""What is judged again, and the verdicts of before, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    Row,
    Table,
    Uuid,
    and_,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from services.invoicing.domain.judging import MOST_AT_ONCE, PATIENCE, FormerVerdict, Judging
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import Cause, Outcome, RuleFamily
from services.invoicing.storage import tables
from services.invoicing.storage.invoice_parts import verdict_from_json, verdict_to_json
from shared.kernel.ids import InvoiceId
from shared.kernel.siret import Siret

judging: Final = Table(
    "judging",
    tables.METADATA,
    Column("invoice_id", Uuid, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("asked_at", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
)
former_verdict: Final = Table(
    "former_verdict",
    tables.METADATA,
    Column("invoice_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("verdict", JSONB, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)
_J: Final = judging
_F: Final = former_verdict
_T: Final = tables.invoice


def _has(**facts: str) -> ColumnElement[bool]:
    return _T.c.verdict.contains([facts])


# As ``OfficialVerdict.is_worth_another`` says, of what may be decided; what it alone rules out learns nothing new.
_WORTH_ANOTHER: Final = and_(
    _T.c.status == InvoiceStatus.VALIDATED.value,
    _has(outcome=Outcome.NOT_CHECKED.value),
    not_(_has(family=RuleFamily.XSD.value, outcome=Outcome.INVALID.value)),
    not_(_has(cause=Cause.SUMMARY.value)),
)


class SqlJudgings:
    """One row for each; the handlers say who may see it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, invoice_id: InvoiceId) -> Judging | None:
        """Read where the judging of an invoice stands."""
        row = self._connection.execute(select(_J).where(_J.c.invoice_id == invoice_id.value)).one_or_none()
        return None if row is None else _from_row(row)

    def keep(self, judging: Judging) -> None:
        """Keep where the judging of an invoice stands."""
        statement = insert(_J).values(_to_row(judging))
        changed = {column.name: statement.excluded[column.name] for column in _J.c if not column.primary_key}
        self._connection.execute(statement.on_conflict_do_update(index_elements=[_J.c.invoice_id], set_=changed))

    def due(self, *, now: datetime, limit: int) -> Sequence[Judging]:
        """Give, locked, those to be asked for now, no more than may be awaited at once; rows held are skipped."""
        lost = now - PATIENCE
        awaited = self._connection.execute(select(func.count()).where(_J.c.asked_at > lost)).scalar_one()
        free = min(limit, MOST_AT_ONCE - awaited)
        if free <= 0:
            return ()
        query = select(_J).where(_J.c.due_at <= now, or_(_J.c.asked_at.is_(None), _J.c.asked_at <= lost))
        query = query.order_by(_J.c.due_at).limit(free).with_for_update(skip_locked=True)
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def ask_all(self, *, recipient: Siret | None, at: datetime) -> int:
        """Have every undecided invoice judged again that was left unchecked, of a recipient or of all; count them."""
        found = select(_T.c.id, literal(0), null(), literal(at, DateTime(timezone=True))).where(_WORTH_ANOTHER)
        if recipient is not None:
            found = found.where(_T.c.buyer_siret == str(recipient))
        statement = insert(_J).from_select(["invoice_id", "tries", "asked_at", "due_at"], found)
        asked = statement.on_conflict_do_update(
            index_elements=[_J.c.invoice_id], set_={"due_at": statement.excluded.due_at}
        ).returning(_J.c.invoice_id)
        return self._connection.execute(select(func.count()).select_from(asked.cte("asked"))).scalar_one()

    def keep_former(self, invoice: ReceivedInvoice, *, until: datetime) -> None:
        """Keep the verdict of an invoice that gets another one."""
        row = {"invoice_id": invoice.invoice_id.value, "version": invoice.version, "until": until}
        self._connection.execute(insert(_F).values({**row, "verdict": verdict_to_json(invoice.verdict)}))

    def former(self, invoice_id: InvoiceId) -> Sequence[FormerVerdict]:
        """Give the former verdicts of an invoice, the oldest first."""
        query = select(_F).where(_F.c.invoice_id == invoice_id.value).order_by(_F.c.version)
        found = ((verdict_from_json(row.verdict), row.until) for row in self._connection.execute(query))
        return tuple(FormerVerdict(verdict, until) for verdict, until in found if verdict is not None)


def _to_row(judging: Judging) -> dict[str, Any]:
    return {
        "invoice_id": judging.invoice_id.value,
        "tries": judging.tries,
        "asked_at": judging.asked_at,
        "due_at": judging.due_at,
    }


def _from_row(row: Row[Any]) -> Judging:
    return Judging(
        invoice_id=InvoiceId(row.invoice_id),
        tries=row.tries,
        asked_at=row.asked_at,
        due_at=row.due_at,
    )
