"""The accepted subcontractors in PostgreSQL."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.parties import Organisation
from services.invoicing.domain.subcontract import Subcontract
from services.invoicing.storage import tables
from shared.kernel.ids import ContractId
from shared.kernel.money import Money
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret

_T = tables.subcontract


class SqlSubcontracts:
    """Who was accepted on which contract."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, subcontract: Subcontract) -> None:
        """Keep what was announced, unless something newer is kept already."""
        row = {
            "id": subcontract.subcontract_id,
            "contract_id": subcontract.contract_id.value,
            "version": subcontract.version,
            "siret": str(subcontract.subcontractor.siret),
            "name": subcontract.subcontractor.name,
            "most_incl_vat": subcontract.most_incl_vat.amount,
            "currency": subcontract.most_incl_vat.currency,
            "pays_directly": subcontract.pays_directly,
        }
        statement = insert(_T).values(row)
        changed = {name: statement.excluded[name] for name in row if name != "id"}
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[_T.c.id], set_=changed, where=_T.c.version < statement.excluded.version
            )
        )

    def of(self, contract_id: ContractId, subcontractor: Siren) -> tuple[Subcontract, ...]:
        """Give what a company was accepted for on a contract, the earliest first."""
        query = select(_T).where(
            _T.c.contract_id == contract_id.value, _T.c.siret.startswith(str(subcontractor), autoescape=True)
        )
        return tuple(
            Subcontract(
                subcontract_id=row.id,
                contract_id=ContractId(row.contract_id),
                version=row.version,
                subcontractor=Organisation(Siret.parse(row.siret), row.name),
                most_incl_vat=Money(row.most_incl_vat, row.currency),
                pays_directly=row.pays_directly,
            )
            for row in self._connection.execute(query.order_by(_T.c.version, _T.c.id))
        )
