"""Traces of requests and observations of the platform in tables that a service may only add to and read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Identity,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.proof.evidence import KeptTrace, Observation
from shared.storage.roles import role_of


@dataclass(frozen=True, slots=True)
class TraceTables:
    """Traces of requests; observations: health, probes."""

    trace: Table
    observation: Table


def trace_tables(metadata: MetaData) -> TraceTables:
    """Describe the tables in a service's metadata."""
    return TraceTables(
        trace=Table(
            "request_trace",
            metadata,
            Column("id", BigInteger, Identity(always=True), primary_key=True),
            Column("started_at", DateTime(timezone=True), nullable=False),
            Column("ended_at", DateTime(timezone=True), nullable=False),
            Column("organisation", Text),
            Column("subject", Text),
            Column("method", Text, nullable=False),
            Column("route", Text, nullable=False),
            Column("objects", ARRAY(Text), nullable=False),
            Column("status", Integer),
            Column("outcome", Text, nullable=False),
            Column("facts", JSONB, nullable=False),
            Column("request_id", Text, nullable=False),
            Column("node", Text, nullable=False),
        ),
        observation=Table(
            "observation",
            metadata,
            Column("id", BigInteger, Identity(always=True), primary_key=True),
            Column("at", DateTime(timezone=True), nullable=False),
            Column("node", Text, nullable=False),
            Column("kind", Text, nullable=False),
            Column("facts", JSONB, nullable=False),
        ),
    )


_VERSION_1: Final = """
CREATE TABLE request_trace (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_request_trace PRIMARY KEY,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    organisation text,
    subject text,
    method text NOT NULL,
    route text NOT NULL,
    objects text[] NOT NULL,
    status integer,
    outcome text NOT NULL,
    facts jsonb NOT NULL,
    request_id text NOT NULL,
    node text NOT NULL
);
CREATE INDEX ix_request_trace_objects ON request_trace USING gin (objects);
CREATE INDEX ix_request_trace_organisation ON request_trace (organisation, started_at);
CREATE TABLE observation (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_observation PRIMARY KEY,
    at timestamptz NOT NULL,
    node text NOT NULL,
    kind text NOT NULL,
    facts jsonb NOT NULL
);
CREATE INDEX ix_observation_at ON observation (at);
REVOKE UPDATE, DELETE ON request_trace, observation FROM {role};
"""


# The service cannot delete evidence; it can ask for what is old to be let go, and nothing young ever is, whoever asks.
_LET_GO: Final = """
CREATE INDEX ix_request_trace_ended_at ON request_trace USING brin (ended_at);
CREATE FUNCTION let_evidence_go(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    gone bigint := 0;
    counted bigint;
BEGIN
    IF before > now() - interval '1 year' THEN
        RAISE EXCEPTION 'evidence is kept longer than a year';
    END IF;
    DELETE FROM request_trace WHERE ended_at < before;
    GET DIAGNOSTICS counted = ROW_COUNT;
    gone := gone + counted;
    DELETE FROM observation WHERE at < before;
    GET DIAGNOSTICS counted = ROW_COUNT;
    gone := gone + counted;
    DELETE FROM clock_measure WHERE at < before;
    GET DIAGNOSTICS counted = ROW_COUNT;
    RETURN gone + counted;
END $$;
REVOKE ALL ON FUNCTION let_evidence_go(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION let_evidence_go(timestamptz) TO {role};
"""


def let_evidence_go(connection: Connection, *, version: int) -> None:
    """Make the function that lets old evidence go, measures of the clock included, from the migration of a service."""
    if version != 1:
        raise ValueError(f"there is no version {version} of what lets evidence go")
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_LET_GO.format(schema=schema, role=role_of(schema)))


def create_trace_tables(connection: Connection, *, version: int) -> None:
    """Make the tables, from the migration of a service; a released version never changes."""
    if version != 1:
        raise ValueError(f"there is no version {version} of the tables of traces")
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_VERSION_1.format(role=role_of(schema)))


class SqlTraces:
    """Traces and observations."""

    def __init__(self, connection: Connection, tables: TraceTables) -> None:
        self._connection = connection
        self._trace, self._observation = tables.trace, tables.observation

    def keep(self, found: Sequence[KeptTrace]) -> None:
        """Keep requests; one without a verified author only when it names what an author's request named before."""
        # Evidence that follows the answer may be lost with the power; it delays nobody.
        self._connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        known = [_row(trace) for trace in found if trace.organisation is not None]
        if known:
            self._connection.execute(self._trace.insert(), known)
        for trace in found:
            if trace.organisation is None:
                self._keep_if_known(trace)

    def _keep_if_known(self, trace: KeptTrace) -> None:
        columns = self._trace.c
        row = _row(trace)
        values = select(*[literal(value, columns[name].type) for name, value in row.items()])
        known = exists().where(columns.objects.overlap(list(trace.objects)), columns.organisation.is_not(None))
        self._connection.execute(self._trace.insert().from_select(list(row), values.where(known.correlate(None))))

    def about(self, objects: Collection[str]) -> Sequence[KeptTrace]:
        """Give the requests that name one of some objects, in their order."""
        statement = select(self._trace).where(self._trace.c.objects.overlap(list(objects))).order_by(self._trace.c.id)
        return [_trace(row) for row in self._connection.execute(statement)]

    def of(self, organisation: str, tender_id: str) -> Sequence[KeptTrace]:
        """Give the requests of an organisation that name a tender."""
        columns = self._trace.c
        statement = select(self._trace).where(
            columns.organisation == organisation, columns.objects.contains([tender_id])
        )
        return [_trace(row) for row in self._connection.execute(statement.order_by(columns.id))]

    def let_go(self, before: datetime) -> int:
        """Let go what is older than an instant, measures of the clock included; give how many rows."""
        return int(self._connection.execute(select(func.let_evidence_go(before))).scalar_one())

    def observe(self, observation: Observation) -> None:
        """Keep what a machine saw of itself."""
        self._connection.execute(
            self._observation.insert().values(
                at=observation.at, node=observation.node, kind=observation.kind, facts=dict(observation.facts)
            )
        )

    def observed(self, begin: datetime, end: datetime) -> Sequence[Observation]:
        """Give what the machines saw of themselves in a period."""
        columns = self._observation.c
        statement = select(self._observation).where(columns.at.between(begin, end)).order_by(columns.at, columns.id)
        return [Observation(row.at, row.node, row.kind, row.facts) for row in self._connection.execute(statement)]


def _row(trace: KeptTrace) -> dict[str, object]:
    return {
        "started_at": trace.started_at,
        "ended_at": trace.ended_at,
        "organisation": trace.organisation,
        "subject": trace.subject,
        "method": trace.method,
        "route": trace.route,
        "objects": list(trace.objects),
        "status": trace.status,
        "outcome": trace.outcome,
        "facts": dict(trace.facts),
        "request_id": trace.request_id,
        "node": trace.node,
    }


def _trace(row: Row[Any]) -> KeptTrace:
    return KeptTrace(
        started_at=row.started_at,
        ended_at=row.ended_at,
        organisation=row.organisation,
        subject=row.subject,
        method=row.method,
        route=row.route,
        objects=tuple(row.objects),
        status=row.status,
        outcome=row.outcome,
        facts=row.facts,
        request_id=row.request_id,
        node=row.node,
    )
