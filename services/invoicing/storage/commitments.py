"""The commitments in PostgreSQL; amounts are in euros, excluding VAT."""

from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.commitment import Commitment, CommitmentKind
from services.invoicing.domain.errors import Code
from services.invoicing.storage import tables
from services.invoicing.storage.visibility import Sight
from shared.kernel.ids import CommitmentId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

_T = tables.commitment
# What every invoice asks is built once: building it would cost more than the server takes to run it.
_BY_ID = select(_T).where(_T.c.id == bindparam("b_id"))
_NUMBERED = select(_T).where(_T.c.buyer_siret == bindparam("b_buyer"), _T.c.number == bindparam("b_number"))
_MOST_OF_A_NUMBER = 1000  # buyers who number their commitments alike


class SqlCommitments:
    """The commitments that the principal sees."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._sight = Sight(principal, buyer=_T.c.buyer_siret, seller=_T.c.seller_siret)

    def add(self, commitment: Commitment) -> None:
        """Keep a new commitment, or refuse ``INV-COMMITMENT-NUMBER-TAKEN``."""
        statement = insert(_T).values(_to_row(commitment)).on_conflict_do_nothing().returning(_T.c.id)
        if self._connection.execute(statement).one_or_none() is None:
            refuse(Code.COMMITMENT_NUMBER_TAKEN, number=commitment.number)

    def learn(self, commitment: Commitment) -> None:
        """Keep a commitment that another service announced; one of that number stays as it is."""
        self._connection.execute(insert(_T).values(_to_row(commitment)).on_conflict_do_nothing())

    def lock(self, commitment_id: CommitmentId) -> Commitment:
        """Read a commitment and hold its row, or refuse ``INV-NOT-FOUND``."""
        return self._seen(_BY_ID.with_for_update(), commitment_id)

    def get(self, commitment_id: CommitmentId) -> Commitment:
        """Read a commitment, or refuse ``INV-NOT-FOUND``."""
        return self._seen(_BY_ID, commitment_id)

    def save(self, commitment: Commitment) -> None:
        """Keep the next version of a locked commitment."""
        row = _to_row(commitment)
        statement = update(_T).where(_T.c.id == row.pop("id"), _T.c.version < commitment.version).values(row)
        if self._connection.execute(statement).rowcount != 1:
            raise RuntimeError("a commitment is saved under lock, with a greater version")

    def numbered(self, buyer: Siret, number: str) -> Commitment | None:
        """Find a buyer's commitment by its number, for attribution and matching."""
        return self._one(_NUMBERED, b_buyer=str(buyer), b_number=number)

    def all_numbered(self, number: str) -> tuple[Commitment, ...]:
        """Find the commitments of a number that the principal sees, and those made towards nobody."""
        known = or_(self._sight.condition, _T.c.seller_siret.is_(None))
        query = select(_T).where(_T.c.number == number, known).order_by(_T.c.id).limit(_MOST_OF_A_NUMBER)
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def visible(self, *, after: CommitmentId | None, limit: int) -> tuple[Commitment, ...]:
        """List the commitments that the principal sees, page by page, in the order of their identifiers."""
        query = select(_T).where(self._sight.condition).order_by(_T.c.id).limit(limit)
        if after is not None:
            query = query.where(_T.c.id > after.value)
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def _seen(self, query: Select[Any], commitment_id: CommitmentId) -> Commitment:
        found = self._one(self._sight.within(query), b_id=commitment_id.value)
        return found or refuse(Code.NOT_FOUND, object=commitment_id)

    def _one(self, query: Select[Any], **values: object) -> Commitment | None:
        row = self._connection.execute(query, values).one_or_none()
        return _from_row(row) if row is not None else None


def _to_row(commitment: Commitment) -> dict[str, Any]:
    return {
        "id": commitment.commitment_id.value,
        "version": commitment.version,
        "kind": commitment.kind.value,
        "number": commitment.number,
        "buyer_siret": str(commitment.buyer),
        "seller_siret": str(commitment.seller) if commitment.seller else None,
        "subject": commitment.subject,
        "ceiling": commitment.ceiling.amount if commitment.ceiling else None,
        "starts_on": commitment.starts_on,
        "ends_on": commitment.ends_on,
        "service_code": commitment.service_code,
        "closed_on": commitment.closed_on,
    }


def _from_row(row: Row[Any]) -> Commitment:
    return Commitment(
        commitment_id=CommitmentId(row.id),
        version=row.version,
        kind=CommitmentKind(row.kind),
        number=row.number,
        buyer=Siret.parse(row.buyer_siret),
        seller=Siret.parse(row.seller_siret) if row.seller_siret else None,
        subject=row.subject,
        ceiling=None if row.ceiling is None else Money(row.ceiling, "EUR"),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        service_code=row.service_code,
        closed_on=row.closed_on,
    )
