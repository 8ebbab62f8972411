"""The recipients of invoices in PostgreSQL; published to whoever may send one."""

from sqlalchemy import Connection, select

from services.invoicing.domain.recipient import Recipient
from services.invoicing.storage import tables
from services.invoicing.storage.facts_by_siret import FactsBySiret
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


class SqlRecipients(FactsBySiret[Recipient]):
    """Who receives invoices here."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, tables.recipient, Recipient)

    def only_one_of(self, siren: Siren) -> Siret | None:
        """Find the one recipient of a SIREN; None if there is not exactly one."""
        siret = self.table.c.siret
        query = select(siret).where(siret.startswith(str(siren), autoescape=True)).limit(2)
        found = self.connection.execute(query).scalars().all()
        return Siret.parse(found[0]) if len(found) == 1 else None
