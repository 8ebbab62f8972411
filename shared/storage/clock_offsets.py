"""The measures of the clock in tables, for the evidence of every receipt; made by ``create_clock_tables``."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column, Connection, DateTime, Identity, MetaData, Table, Text, exists, select

from shared.kernel.clock_offset import FRESH, ClockOffset, Measure, judged_offset
from shared.storage.roles import role_of

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ClockTables:
    """Measures, and the drifts that an operator accepted."""

    measure: Table
    acceptance: Table


def clock_tables(metadata: MetaData) -> ClockTables:
    """Describe the tables in a service's metadata."""
    return ClockTables(
        measure=Table(
            "clock_measure",
            metadata,
            Column("id", BigInteger, Identity(always=True), primary_key=True),
            Column("at", DateTime(timezone=True), nullable=False),
            Column("node", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("offset_us", BigInteger, nullable=False),
        ),
        acceptance=Table(
            "clock_acceptance",
            metadata,
            Column("at", DateTime(timezone=True), primary_key=True),
            Column("subject", Text, nullable=False),
            Column("reason", Text, nullable=False),
        ),
    )


_VERSION_1 = """
CREATE TABLE clock_measure (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_clock_measure PRIMARY KEY,
    at timestamptz NOT NULL,
    node text NOT NULL,
    source text NOT NULL,
    offset_us bigint NOT NULL
);
CREATE INDEX ix_clock_measure_at ON clock_measure (at);
CREATE TABLE clock_acceptance (
    at timestamptz CONSTRAINT pk_clock_acceptance PRIMARY KEY,
    subject text NOT NULL,
    reason text NOT NULL
);
REVOKE UPDATE, DELETE ON clock_measure, clock_acceptance FROM {role};
"""


def create_clock_tables(connection: Connection, *, version: int) -> None:
    """Make the tables, from the migration of a service; a released version never changes."""
    if version != 1:
        raise ValueError(f"there is no version {version} of the tables of the clock")
    schema = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(_VERSION_1.format(role=role_of(schema)))


class SqlClockOffsets:
    """Measures of the clock (port ``ClockOffsets``)."""

    def __init__(self, connection: Connection, tables: ClockTables) -> None:
        self._connection = connection
        self._measure, self._acceptance = tables.measure, tables.acceptance

    def current(self, now: datetime) -> ClockOffset:
        """Say what the measures of the last hour mean."""
        return judged_offset(self.between(now - FRESH, now), now)

    def between(self, begin: datetime, end: datetime) -> list[Measure]:
        """Give the measures of a period."""
        columns = self._measure.c
        statement = select(self._measure).where(columns.at.between(begin, end)).order_by(columns.at)
        return [
            Measure(row.node, row.source, row.at, row.offset_us * _MICROSECOND)
            for row in self._connection.execute(statement)
        ]

    def database_time(self) -> datetime:
        """Give the time of the database's machine, to be compared with ours and for nothing else."""
        found: datetime = self._connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return found

    def keep(self, measure: Measure) -> None:
        """Keep a measure."""
        row = {"at": measure.at, "node": measure.node, "source": measure.source}
        offset = {"offset_us": measure.offset // _MICROSECOND}
        self._connection.execute(self._measure.insert().values(row | offset))

    def is_accepted(self, now: datetime) -> bool:
        """Say whether an operator accepted the drift within the last hour."""
        recent = exists().where(self._acceptance.c.at > now - FRESH, self._acceptance.c.at <= now)
        return bool(self._connection.execute(select(recent)).scalar_one())

    def accept(self, *, at: datetime, subject: str, reason: str) -> None:
        """Keep an operator's decision to go on in spite of a drift."""
        self._connection.execute(self._acceptance.insert().values(at=at, subject=subject, reason=reason))
