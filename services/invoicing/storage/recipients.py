"""The recipients of invoices in PostgreSQL; published to whoever may send one."""

from sqlalchemy import Connection, func, select

from services.invoicing.domain.recipient import Recipient
from services.invoicing.storage import tables
from services.invoicing.storage.facts_by_siret import FactsBySiret
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret
from shared.storage.records import from_json


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

    def search(self, *, prefix: str, name: str, offset: int, limit: int | None) -> tuple[tuple[Recipient, ...], int]:
        """Find a page of recipients by the beginning of their SIRET and a part of their name; give also their total."""
        columns = self.table.c
        wanted = columns.siret.startswith(prefix, autoescape=True)
        wanted &= columns.facts["name"].astext.icontains(name, autoescape=True)
        total = self.connection.execute(select(func.count()).select_from(self.table).where(wanted)).scalar_one()
        query = select(columns.facts).where(wanted).order_by(columns.siret).offset(offset).limit(limit)
        rows = self.connection.execute(query).scalars() if total > offset and limit != 0 else ()
        return tuple(from_json(Recipient, facts) for facts in rows), total
