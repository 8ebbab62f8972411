"""The tables of a service's transparency log, for queries; the service's own migrations made the first version."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Identity, Integer, LargeBinary, MetaData, Table, Text


@dataclass(frozen=True, slots=True)
class LogTables:
    """Leaves of acts, tiles of all leaves, checkpoints."""

    leaf: Table
    tile: Table
    checkpoint: Table


def log_tables(metadata: MetaData) -> LogTables:
    """Describe the tables of the log in a service's metadata."""
    return LogTables(
        leaf=Table(
            "log_leaf",
            metadata,
            Column("key", BigInteger, Identity(always=True), primary_key=True),
            Column("object_id", Text, nullable=False),
            Column("leaf", LargeBinary, nullable=False),
            Column("salt", LargeBinary, nullable=False),
            Column("content", LargeBinary, nullable=False),
            Column("position", BigInteger),
        ),
        tile=Table(
            "log_tile",
            metadata,
            Column("level", Integer, primary_key=True),
            Column("index", BigInteger, primary_key=True),
            Column("data", LargeBinary, nullable=False),
        ),
        checkpoint=Table(
            "log_checkpoint",
            metadata,
            Column("size", BigInteger, primary_key=True),
            Column("note", Text, nullable=False),
            Column("signed_at", DateTime(timezone=True), nullable=False),
            Column("holds_acts", Boolean, nullable=False),
            Column("stamp_token", LargeBinary),
            Column("stamp_authority", Text),
            Column("stamp_root", Text),
        ),
    )
