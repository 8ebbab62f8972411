"""What subcontractors ask for and what contractors answer, in PostgreSQL."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Row,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    false,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.channel import Channel
from services.invoicing.domain.contractor_answer import (
    AWAITING,
    ContractorAnswer,
    ContractorAnswerId,
    ContractorDecision,
    FoundRequests,
    RequestCriteria,
    RequestStatus,
    SubcontractorRequest,
)
from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_search import PortalSearch
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.storage import tables
from services.invoicing.storage.portal_invoices import conditions_of, shown_of
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

contractor_answer: Final = Table(
    "contractor_answer",
    tables.METADATA,
    Column("invoice_id", Uuid, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("contractor_siret", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("answered_by", Text, nullable=False),
)
_A: Final = contractor_answer
_T: Final = tables.invoice
_C: Final = tables.contract
_S: Final = tables.subcontract
_SIREN: Final = 9
# What was answered before an invoice was sent elsewhere and received anew counts no more.
_THIS_TIME: Final = and_(_A.c.invoice_id == _T.c.id, _A.c.answered_at >= _T.c.received_at)
_IS_AWAITING: Final = _T.c.status.in_(sorted(status.value for status in AWAITING))


class SqlContractorAnswers:
    """Requests of accepted subcontractors, paid directly, on the contracts that the principal's company holds."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._principal = principal

    @cached_property
    def _own(self) -> ColumnElement[bool]:  # made at the first need: most units of work never ask for it
        return _asked_of(self._principal)

    def search(self, search: PortalSearch, criteria: RequestCriteria) -> FoundRequests:
        """Find requests by criteria, as many as asked for."""
        wanted = and_(self._own, *conditions_of(search), *_standing(criteria))
        total = self._connection.execute(select(func.count()).select_from(_T).where(wanted)).scalar_one()
        if search.offset >= total:
            return FoundRequests(requests=(), total=total)
        column = _T.c[search.order.value]
        order = (column.desc(), _T.c.id.desc()) if search.is_descending else (column, _T.c.id)
        query = select(_T).where(wanted).order_by(*order).limit(search.size).offset(search.offset)
        return FoundRequests(requests=self._with_answers(query), total=total)

    def requests(self, *, after: InvoiceId | None, limit: int) -> tuple[SubcontractorRequest, ...]:
        """List them all, page by page, the oldest first."""
        query = select(_T).where(self._own).order_by(_T.c.id).limit(limit)
        return self._with_answers(query if after is None else query.where(_T.c.id > after.value))

    def request(self, invoice_id: InvoiceId) -> SubcontractorRequest:
        """Read a request that the principal's company may answer, or refuse ``INV-NOT-FOUND``."""
        return self._one(self._query(invoice_id), invoice_id)

    def lock(self, invoice_id: InvoiceId) -> SubcontractorRequest:
        """Read such a request and hold it until the end of the unit of work, or refuse ``INV-NOT-FOUND``."""
        return self._one(self._query(invoice_id).with_for_update(of=_T), invoice_id)

    def document(self, invoice_id: InvoiceId) -> bytes:
        """Give the bytes of such a request, or refuse ``INV-NOT-FOUND``."""
        stored = tables.invoice_document
        query = select(stored.c.content).join(_T, _T.c.id == stored.c.invoice_id)
        found = self._connection.execute(query.where(_T.c.id == invoice_id.value, self._own)).scalar_one_or_none()
        return bytes(found) if found is not None else refuse(Code.NOT_FOUND, object=invoice_id)

    def of(self, invoice_id: InvoiceId) -> ContractorAnswer | None:
        """Give what the contractor answered about an invoice that was read before."""
        query = select(_A).join(_T, _THIS_TIME).where(_A.c.invoice_id == invoice_id.value)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _from_row(row)

    def keep(self, answer: ContractorAnswer) -> None:
        """Keep the answer to a request that is held, in the place of one given before it was received anew."""
        statement = insert(_A).values(_to_row(answer))
        changed = {column.name: statement.excluded[column.name] for column in _A.c if not column.primary_key}
        self._connection.execute(statement.on_conflict_do_update(index_elements=[_A.c.invoice_id], set_=changed))

    def _query(self, invoice_id: InvoiceId) -> Select[Any]:
        return select(_T).where(_T.c.id == invoice_id.value, self._own)

    def _one(self, query: Select[Any], invoice_id: InvoiceId) -> SubcontractorRequest:
        found = self._with_answers(query)
        return found[0] if found else refuse(Code.NOT_FOUND, object=invoice_id)

    def _with_answers(self, query: Select[Any]) -> tuple[SubcontractorRequest, ...]:
        shown = [shown_of(row) for row in self._connection.execute(query)]
        ids = [one.invoice.invoice_id.value for one in shown]
        answered = select(_A).join(_T, _THIS_TIME).where(_A.c.invoice_id.in_(ids))
        rows = self._connection.execute(answered) if ids else ()
        answers = {answer.invoice_id: answer for answer in map(_from_row, rows)}
        return tuple(SubcontractorRequest(shown=one, answer=answers.get(one.invoice.invoice_id)) for one in shown)


def _asked_of(principal: Principal) -> ColumnElement[bool]:
    """Give the condition on invoices that a company may answer as contractor; others do not exist for it.

    What was fetched from the State's portal came to its recipient once the contractor had its turn there (R2193-16): a
    second answer here would move a payment period that runs already.
    """
    if principal.kind is not PrincipalKind.ECONOMIC_OPERATOR or principal.organisation is None:
        return false()
    accepted = (
        select(func.left(_S.c.siret, _SIREN), _C.c.buyer_siret, _C.c.reference)
        .join(_C, _C.c.id == _S.c.contract_id)
        .where(func.left(_C.c.contractor_siret, _SIREN) == str(principal.organisation.siren), _S.c.pays_directly)
    )
    named = tuple_(func.left(_T.c.seller_siret, _SIREN), _T.c.buyer_siret, _T.c.contract_reference)
    return and_(_T.c.channel == Channel.PLATFORM.value, named.in_(accepted))


def _standing(criteria: RequestCriteria) -> Iterator[ColumnElement[bool]]:
    if not criteria.statuses:
        return
    answered = select(_A.c.id).where(_THIS_TIME).exists()
    waits, is_recent = and_(~answered, _IS_AWAITING), _T.c.received_on >= criteria.silent_before
    standing = {
        RequestStatus.AWAITED: and_(waits, is_recent),
        RequestStatus.SILENT: and_(waits, ~is_recent),
        RequestStatus.AGREED: _decided(ContractorDecision.AGREED),
        RequestStatus.REFUSED: _decided(ContractorDecision.REFUSED),
    }
    settled = [status.value for status in sorted(criteria.statuses) if isinstance(status, PortalStatus)]
    yield or_(
        and_(~answered, ~_IS_AWAITING, _T.c.portal_status.in_(settled)),
        *(condition for status, condition in standing.items() if status in criteria.statuses),
    )


def _decided(decision: ContractorDecision) -> ColumnElement[bool]:
    return select(_A.c.id).where(_THIS_TIME, _A.c.decision == decision.value).exists()


def _to_row(answer: ContractorAnswer) -> dict[str, Any]:
    return {
        "invoice_id": answer.invoice_id.value,
        "id": answer.answer_id.value,
        "contractor_siret": str(answer.contractor),
        "decision": answer.decision.value,
        "reason": answer.reason,
        "answered_at": answer.answered_at,
        "answered_on": answer.answered_on,
        "answered_by": answer.answered_by,
    }


def _from_row(row: Row[Any]) -> ContractorAnswer:
    return ContractorAnswer(
        answer_id=ContractorAnswerId(row.id),
        invoice_id=InvoiceId(row.invoice_id),
        contractor=Siret.parse(row.contractor_siret),
        decision=ContractorDecision(row.decision),
        reason=row.reason,
        answered_at=row.answered_at,
        answered_on=row.answered_on,
        answered_by=row.answered_by,
    )
