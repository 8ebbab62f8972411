"""The tables that every service has: outbox, inbox, idempotency, journal, dead letters, cursors.

`service_tables` describes them for queries; `create_service_tables` makes them, called by name and version from the
first migration of each service, so that a released history never changes under anybody's feet. Tables belong to the
administrator: the service's role receives only what it needs (design section 8.8).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)

from shared.storage.roles import RELAY, role_of

if TYPE_CHECKING:
    from alembic.operations import Operations  # a quarter of a second that only migrations should pay

NAMING: Final = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def service_metadata(schema: str | None = None) -> MetaData:
    """Make the metadata of a service, with the naming convention of constraints that its migrations follow."""
    return MetaData(schema=schema, naming_convention=NAMING)


@dataclass(frozen=True, slots=True)
class ServiceTables:
    """The tables that the shared storage code reads and writes in a service's schema."""

    outbox: Table
    inbox: Table
    idempotency: Table
    journal: Table
    dead_letter: Table
    cursor: Table


def service_tables(metadata: MetaData) -> ServiceTables:
    """Describe the common tables in a service's metadata."""
    return ServiceTables(
        outbox=_outbox(metadata),
        inbox=Table(
            "inbox",
            metadata,
            Column("source", Text, primary_key=True),
            Column("event_id", Uuid, primary_key=True),
            Column("received_at", DateTime(timezone=True), nullable=False, index=True),
        ),
        idempotency=_idempotency(metadata),
        journal=_journal(metadata),
        dead_letter=_dead_letter(metadata),
        cursor=Table(
            "cursor",
            metadata,
            Column("name", Text, primary_key=True),
            Column("position", BigInteger, nullable=False),
        ),
    )


def _outbox(metadata: MetaData) -> Table:
    outbox = Table(
        "outbox",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("ordinal", BigInteger, Identity(always=True), nullable=False),
        Column("position", BigInteger, unique=True),
        Column("feed", Text),
        Column("feed_position", BigInteger),
        Column("type", Text, nullable=False),
        Column("aggregate_id", Text, nullable=False),
        Column("aggregate_version", Integer, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("envelope", Text, nullable=False),
    )
    Index("ix_outbox_unnumbered", outbox.c.ordinal, postgresql_where=text("position IS NULL"))
    Index(
        "uq_outbox_feed_feed_position",
        outbox.c.feed,
        outbox.c.feed_position,
        unique=True,
        postgresql_where=text("feed IS NOT NULL"),
    )
    return outbox


def _idempotency(metadata: MetaData) -> Table:
    return Table(
        "idempotency",
        metadata,
        Column("principal", Text, primary_key=True),
        Column("method", Text, primary_key=True),
        Column("path", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("body_digest", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("status", SmallInteger),
        Column("content_type", Text),
        Column("headers", Text),
        Column("body", LargeBinary),
        Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    )


def _journal(metadata: MetaData) -> Table:
    journal = Table(
        "journal",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("principal", Text, nullable=False),
        Column("organisation", Text),
        Column("action", Text, nullable=False),
        Column("object_id", Text, nullable=False),
        Column("facts", Text, nullable=False),
        Column("correlation_id", Text, nullable=False),
    )
    Index("ix_journal_object_id_at", journal.c.object_id, journal.c.at)
    return journal


def _dead_letter(metadata: MetaData) -> Table:
    return Table(
        "dead_letter",
        metadata,
        Column("consumer", Text, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("type", Text, nullable=False),
        Column("envelope", Text, nullable=False),
        Column("error", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("died_at", DateTime(timezone=True), nullable=False),
        Column("replayed_at", DateTime(timezone=True)),
    )


_VERSION_1: Final = """
CREATE TABLE outbox (
    id uuid CONSTRAINT pk_outbox PRIMARY KEY,
    ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    position bigint CONSTRAINT uq_outbox_position UNIQUE,
    feed text,
    feed_position bigint,
    type text NOT NULL,
    aggregate_id text NOT NULL,
    aggregate_version integer NOT NULL,
    recorded_at timestamptz NOT NULL,
    envelope text NOT NULL
);
CREATE INDEX ix_outbox_unnumbered ON outbox (ordinal) WHERE position IS NULL;
CREATE UNIQUE INDEX uq_outbox_feed_feed_position ON outbox (feed, feed_position) WHERE feed IS NOT NULL;
CREATE TABLE inbox (
    source text,
    event_id uuid,
    received_at timestamptz NOT NULL,
    CONSTRAINT pk_inbox PRIMARY KEY (source, event_id)
);
CREATE INDEX ix_inbox_received_at ON inbox (received_at);
CREATE TABLE idempotency (
    principal text,
    method text,
    path text,
    key text,
    body_digest text NOT NULL,
    state text NOT NULL CONSTRAINT ck_idempotency_state CHECK (state IN ('in_progress', 'answered')),
    status smallint,
    content_type text,
    headers text,
    body bytea CONSTRAINT ck_idempotency_body CHECK (octet_length(body) <= 65536),
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_idempotency PRIMARY KEY (principal, method, path, key)
);
CREATE INDEX ix_idempotency_created_at ON idempotency (created_at);
CREATE TABLE journal (
    id uuid CONSTRAINT pk_journal PRIMARY KEY,
    at timestamptz NOT NULL,
    principal text NOT NULL,
    organisation text,
    action text NOT NULL,
    object_id text NOT NULL,
    facts text NOT NULL,
    correlation_id text NOT NULL
);
CREATE INDEX ix_journal_object_id_at ON journal (object_id, at);
CREATE TABLE dead_letter (
    consumer text,
    event_id uuid,
    type text NOT NULL,
    envelope text NOT NULL,
    error text NOT NULL,
    attempts integer NOT NULL,
    died_at timestamptz NOT NULL,
    replayed_at timestamptz,
    CONSTRAINT pk_dead_letter PRIMARY KEY (consumer, event_id)
);
CREATE TABLE cursor (
    name text CONSTRAINT pk_cursor PRIMARY KEY,
    position bigint NOT NULL
);
"""

# What was said stays said: neither the journal nor the payload of an event can be changed or removed by a service.
_GRANTS_1: Final = """
REVOKE ALL ON outbox, journal FROM {service};
GRANT SELECT, INSERT ON outbox, journal TO {service};
GRANT SELECT, UPDATE (position, feed_position) ON outbox TO {relay};
GRANT SELECT, INSERT, UPDATE, DELETE ON cursor, dead_letter TO {relay};
"""


def create_service_tables(op: "Operations", *, version: int = 1) -> None:
    """Make the common tables in the schema being migrated, with the rights of the service and of the relay.

    A new version is a new function; a released version never changes.
    """
    if version != 1:
        raise ValueError(f"there is no version {version} of the common tables")
    connection = op.get_bind()
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_VERSION_1)
    connection.exec_driver_sql(_GRANTS_1.format(service=role_of(schema), relay=RELAY))
