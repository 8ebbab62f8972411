"""The known contracts in PostgreSQL."""

from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.errors import Code
from services.invoicing.domain.parties import Contract, Organisation
from services.invoicing.storage import tables
from services.invoicing.storage.visibility import Sight
from shared.kernel.ids import ContractId, TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.calendar import PayerKind

_T = tables.contract
# What every invoice asks is built once: building it would cost more than the server takes to run it.
_BY_ID = select(_T).where(_T.c.id == bindparam("b_id"))
_OF_REFERENCE = (
    select(_T)
    .where(_T.c.buyer_siret == bindparam("b_buyer"), _T.c.reference == bindparam("b_reference"))
    .order_by(_T.c.id.desc())
    .limit(1)
)
_BETWEEN = (
    select(_T)
    .where(_T.c.buyer_siret == bindparam("b_buyer"), _T.c.contractor_siret == bindparam("b_seller"))
    .order_by((_T.c.reference == bindparam("b_reference")).desc().nulls_last(), _T.c.id.desc())
    .limit(1)
)


class SqlContracts:
    """The notified contracts."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._sight = Sight(principal, buyer=_T.c.buyer_siret, seller=_T.c.contractor_siret)

    def keep(self, contract: Contract) -> None:
        """Keep what was announced, unless something newer is kept already."""
        row = _to_row(contract)
        statement = insert(_T).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[_T.c.id],
                set_={name: statement.excluded[name] for name in row if name != "id"},
                where=_T.c.version < statement.excluded.version,
            )
        )

    def get(self, contract_id: ContractId) -> Contract:
        """Read a contract of the principal's organisation, or refuse ``INV-NOT-FOUND``."""
        return self._one(self._sight.within(_BY_ID), b_id=contract_id.value) or refuse(
            Code.NOT_FOUND, object=contract_id
        )

    def visible(self, *, after: ContractId | None, limit: int) -> tuple[Contract, ...]:
        """List the contracts of the principal's organisation, page by page, in the order of their identifiers."""
        query = select(_T).where(self._sight.condition).order_by(_T.c.id).limit(limit)
        if after is not None:
            query = query.where(_T.c.id > after.value)
        return tuple(_from_row(row) for row in self._connection.execute(query))

    def between(self, buyer: Siret, seller: Siret, *, reference: str | None) -> Contract | None:
        """Find the contract of that reference between two organisations, else their latest."""
        return self._one(_BETWEEN, b_buyer=str(buyer), b_seller=str(seller), b_reference=reference)

    def of_reference(self, buyer: Siret, reference: str) -> Contract | None:
        """Find the contract of that reference of a buyer, whoever holds it."""
        return self._one(_OF_REFERENCE, b_buyer=str(buyer), b_reference=reference)

    def buyer_of(self, siren: Siren, *, seller: Siret) -> Siret | None:
        """Find the one buyer establishment of a SIREN that has a contract with this seller; None if not exactly one."""
        query = select(_T.c.buyer_siret).distinct()
        query = query.where(_T.c.buyer_siret.startswith(str(siren)), _T.c.contractor_siret == str(seller))
        found = self._connection.execute(query.limit(2)).scalars().all()
        return Siret.parse(found[0]) if len(found) == 1 else None

    def knows_buyer(self, buyer: Siret) -> bool:
        """Say whether a buyer has any contract here."""
        query = select(func.count()).select_from(
            select(_T.c.id).where(_T.c.buyer_siret == str(buyer)).limit(1).subquery()
        )
        return bool(self._connection.execute(query).scalar_one())

    def _one(self, query: Select[Any], **values: object) -> Contract | None:
        row = self._connection.execute(query, values).one_or_none()
        return _from_row(row) if row is not None else None


def timeline_of(row: Row[Any]) -> Timeline:
    """Read the three columns of a timeline."""
    return Timeline(row.started_at, row.legal_start, row.factor)


def timeline_columns(timeline: Timeline) -> dict[str, Any]:
    """Write the three columns of a timeline."""
    return {"started_at": timeline.started_at, "legal_start": timeline.legal_start, "factor": timeline.factor}


def _to_row(contract: Contract) -> dict[str, Any]:
    return {
        "id": contract.contract_id.value,
        "version": contract.version,
        "tender_id": contract.tender_id.value,
        "reference": contract.reference,
        "subject": contract.subject,
        "buyer_siret": str(contract.buyer.siret),
        "buyer_name": contract.buyer.name,
        "payer": contract.payer.value,
        "contractor_siret": str(contract.contractor.siret),
        "contractor_name": contract.contractor.name,
        "amount_excl_vat": contract.amount_excl_vat.amount,
        "currency": contract.amount_excl_vat.currency,
        "notified_on": contract.notified_on,
        **timeline_columns(contract.timeline),
        "ended_on": contract.ended_on,
        "is_works": contract.is_works,
    }


def _from_row(row: Row[Any]) -> Contract:
    return Contract(
        contract_id=ContractId(row.id),
        version=row.version,
        tender_id=TenderId(row.tender_id),
        reference=row.reference,
        subject=row.subject,
        buyer=Organisation(Siret.parse(row.buyer_siret), row.buyer_name),
        payer=PayerKind(row.payer),
        contractor=Organisation(Siret.parse(row.contractor_siret), row.contractor_name),
        amount_excl_vat=Money(row.amount_excl_vat, row.currency),
        notified_on=row.notified_on,
        timeline=timeline_of(row),
        ended_on=row.ended_on,
        is_works=row.is_works,
    )
