"""The recipients of invoices in PostgreSQL, whole facts in one column."""

from sqlalchemy import Connection, Select, select
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.recipient import Recipient
from services.invoicing.storage import tables
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret
from shared.storage.records import from_json, to_json

_T = tables.recipient


class SqlRecipients:
    """Who receives invoices here; published to whoever may send one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, siret: Siret) -> Recipient | None:
        """Read a recipient."""
        return self._one(select(_T.c.facts).where(_T.c.siret == str(siret)))

    def lock(self, siret: Siret) -> Recipient | None:
        """Read a recipient and hold its row until the end of the unit of work."""
        return self._one(select(_T.c.facts).where(_T.c.siret == str(siret)).with_for_update())

    def only_one_of(self, siren: Siren) -> Siret | None:
        """Find the one recipient of a SIREN; None if there is not exactly one."""
        query = select(_T.c.siret).where(_T.c.siret.startswith(str(siren), autoescape=True)).limit(2)
        found = self._connection.execute(query).scalars().all()
        return Siret.parse(found[0]) if len(found) == 1 else None

    def keep(self, recipient: Recipient) -> None:
        """Keep a recipient, replacing its earlier version."""
        row = {"siret": str(recipient.siret), "version": recipient.version, "facts": to_json(recipient)}
        statement = insert(_T).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[_T.c.siret],
                set_={"version": statement.excluded.version, "facts": statement.excluded.facts},
                where=_T.c.version < statement.excluded.version,
            )
        )

    def _one(self, query: Select[tuple[object]]) -> Recipient | None:
        facts = self._connection.execute(query).scalar_one_or_none()
        return None if facts is None else from_json(Recipient, facts)
