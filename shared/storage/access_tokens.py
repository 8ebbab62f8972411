"""Access tokens in PostgreSQL, under their digests (columns digest, scopes, expires_at and the holder's)."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Table, delete, insert, select

from shared.kernel.client_secrets import AccessToken

_KEPT: Final = 20  # of one holder: each of its processes may have its own


class SqlAccessTokens:
    """The tokens of one kind of holders."""

    def __init__(self, connection: Connection, table: Table, *, holder: str) -> None:
        self._connection = connection
        self._table = table
        self._holder = table.c[holder]

    def add(self, digest: str, token: AccessToken) -> None:
        """Keep a token under its digest, and forget those of its holder that came before, the latest excepted."""
        columns = self._table.c
        old = (self._holder == token.holder) & (columns.expires_at < token.expires_at)
        kept = select(columns.digest).where(old).order_by(columns.expires_at.desc()).limit(_KEPT)
        self._connection.execute(delete(self._table).where(old, columns.digest.not_in(kept)))
        row = {
            "digest": digest,
            self._holder.name: token.holder,
            "scopes": list(token.scopes),
            "expires_at": token.expires_at,
        }
        self._connection.execute(insert(self._table).values(row))

    def find(self, digest: str) -> AccessToken | None:
        """Find a token."""
        row = self._connection.execute(select(self._table).where(self._table.c.digest == digest)).one_or_none()
        return None if row is None else AccessToken(getattr(row, self._holder.name), tuple(row.scopes), row.expires_at)

    def revoke(self, holder: UUID) -> None:
        """Forget every token of a holder."""
        self._connection.execute(delete(self._table).where(self._holder == holder))
