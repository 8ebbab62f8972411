"""What sellers say of themselves, in PostgreSQL, whole facts in one column."""

from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.dialects.postgresql import insert

from services.invoicing.domain.seller import SellerProfile
from services.invoicing.storage import tables
from shared.kernel.siret import Siret
from shared.storage.records import from_json, to_json

_T = tables.seller


class SqlSellers:
    """The mentions that sellers keep for their drafts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, siret: Siret) -> SellerProfile | None:
        """Read a seller's mentions."""
        return self._one(select(_T.c.facts).where(_T.c.siret == str(siret)))

    def lock(self, siret: Siret) -> SellerProfile | None:
        """Read a seller's mentions and hold the row until the end of the unit of work."""
        return self._one(select(_T.c.facts).where(_T.c.siret == str(siret)).with_for_update())

    def keep(self, profile: SellerProfile) -> None:
        """Keep a seller's mentions, replacing the earlier version."""
        row = {"siret": str(profile.siret), "version": profile.version, "facts": to_json(profile)}
        statement = insert(_T).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[_T.c.siret],
                set_={"version": statement.excluded.version, "facts": statement.excluded.facts},
                where=_T.c.version < statement.excluded.version,
            )
        )

    def _one(self, query: Select[Any]) -> SellerProfile | None:
        facts = self._connection.execute(query).scalar_one_or_none()
        return None if facts is None else from_json(SellerProfile, facts)
