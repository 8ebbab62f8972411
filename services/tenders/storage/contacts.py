"""The repository of the addresses at which organisations want to be told."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.errors import Code
from services.tenders.storage.messages_tables import contact
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


class SqlContacts:
    """Addresses of organisations; whose they are is decided by the handler."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, organisations: Collection[Siret]) -> Mapping[Siret, Sequence[str]]:
        """Give the addresses of organisations; one without any is absent."""
        wanted = select(contact).where(contact.c.organisation.in_([each.value for each in organisations]))
        rows = self._connection.execute(wanted)
        return {Siret.parse(row.organisation): tuple(row.addresses) for row in rows if row.addresses}

    def own(self, organisation: Siret) -> tuple[int, tuple[str, ...]]:
        """Give the version and the addresses of an organisation; version 0 and nothing when it never gave any."""
        wanted = select(contact.c.version, contact.c.addresses).where(contact.c.organisation == organisation.value)
        row = self._connection.execute(wanted).one_or_none()
        return (0, ()) if row is None else (row.version, tuple(row.addresses))

    def keep(self, organisation: Siret, addresses: Sequence[str], *, version: int) -> None:
        """Keep the next version of an organisation's addresses, or refuse ``HTTP-VERSION-STALE``."""
        row = {"organisation": organisation.value, "version": version, "addresses": list(addresses)}
        changed = {"version": row["version"], "addresses": row["addresses"]}
        statement = insert(contact).values(row)
        newer = statement.on_conflict_do_update(
            index_elements=["organisation"], set_=changed, where=contact.c.version == version - 1
        )
        if self._connection.execute(newer.returning(contact.c.version)).one_or_none() is None:
            current, _ = self.own(organisation)
            refuse(Code.VERSION_STALE, expected=version - 1, current=current)
