"""Idempotency keys: a write repeated with its key gets the first answer again, and has one effect.

The row is the first thing a unit of work writes and its answer the last, so that answer and effect commit together.
A key whose first request is still running answers at once: an advisory lock is tried before the INSERT, which would
otherwise wait for the other transaction. Sources: design section 8.5; IETF draft-ietf-httpapi-idempotency-key-header.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, Update, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from shared.kernel.refusal import refuse
from shared.storage.tables import ServiceTables
from shared.storage.unit_of_work import SqlUnitOfWork

KEPT: Final = timedelta(days=30)
LARGEST_ANSWER: Final = 64 * 1024
_NAME: Final = ("principal", "method", "path", "key")
_IN_PROGRESS: Final = "in_progress"
_ANSWERED: Final = "answered"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that carries a key: who asks what, and the digest of its body."""

    principal: str
    method: str
    path: str
    key: str
    body_digest: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it was sent, to be sent again; `headers` are the few that belong to it (Location, ETag)."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def begin(uow: SqlUnitOfWork, attempt: Attempt) -> StoredAnswer | None:
    """Take the key for this unit of work, or give the answer that it received before.

    Raises:
        Refused: `HTTP-KEY-IN-PROGRESS` when the first request is still running, `HTTP-KEY-REUSED` when the key came
            with another body.
    """
    if _take(uow, attempt):
        return None
    row = uow.connection.execute(_finding(uow.tables.idempotency), _name(attempt)).mappings().first()
    if row is None or row["state"] != _ANSWERED:
        refuse("HTTP-KEY-IN-PROGRESS")
    if row["body_digest"] != attempt.body_digest:
        refuse("HTTP-KEY-REUSED")
    return StoredAnswer(row["status"], row["content_type"], row["body"], json.loads(row["headers"]))


def finish(uow: SqlUnitOfWork, attempt: Attempt, answer: StoredAnswer) -> None:
    """Keep the answer with the effect; the caller commits right after.

    Raises:
        ValueError: the answer is over 64 KiB; an answer to a write is small by design.
    """
    if len(answer.body) > LARGEST_ANSWER:
        raise ValueError(f"an answer of {len(answer.body)} bytes cannot be repeated: the limit is {LARGEST_ANSWER}")
    values: dict[str, Any] = {
        "state": _ANSWERED,
        "status": answer.status,
        "content_type": answer.content_type,
        "headers": json.dumps(dict(answer.headers)),
        "body": answer.body,
    }
    uow.connection.execute(_answering(uow.tables.idempotency), _name(attempt) | values)


def purge(connection: Connection, tables: ServiceTables, *, now: datetime) -> int:
    """Forget the answers older than 30 days, after which natural keys answer; give their number."""
    old = tables.idempotency.c.created_at < now - KEPT
    return connection.execute(tables.idempotency.delete().where(old)).rowcount


def _take(uow: SqlUnitOfWork, attempt: Attempt) -> bool:
    """Insert the row if nobody holds the key: one statement, which never waits for another transaction."""
    lock = (uow.database.schema, attempt.principal, attempt.method, attempt.path, attempt.key)
    row = _name(attempt) | {
        "b_body_digest": attempt.body_digest,
        "b_state": _IN_PROGRESS,
        "b_created_at": uow.clock.now(),
        "lock": "\x1f".join(lock),
    }
    return uow.connection.execute(_taking(uow.tables.idempotency), row).first() is not None


# The statements are built once: building them would cost more than the server takes to run them.


@cache
def _taking(idempotency: Table) -> ReturningInsert[Any]:
    columns = [*_NAME, "body_digest", "state", "created_at"]
    values = select(*(bindparam(f"b_{name}", type_=idempotency.c[name].type) for name in columns))
    free = func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("lock", type_=Text()), 0))
    statement = insert(idempotency).from_select(columns, values.where(free)).on_conflict_do_nothing()
    return statement.returning(idempotency.c.key)


@cache
def _finding(idempotency: Table) -> Select[Any]:
    return select(idempotency).where(*_is(idempotency))


@cache
def _answering(idempotency: Table) -> Update:
    return idempotency.update().where(*_is(idempotency))


def _is(idempotency: Table) -> list[ColumnElement[bool]]:
    return [idempotency.c[name] == bindparam(f"b_{name}") for name in _NAME]


def _name(attempt: Attempt) -> dict[str, Any]:
    return {f"b_{name}": getattr(attempt, name) for name in _NAME}
